using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Visits;

namespace Attend.Trips;

/// <summary>The rooms of trips in which somebody is: those of the visits (<see cref="VisitRooms"/>), and drivers each their own.</summary>
internal sealed class TripRooms
{
    private const string DriverPrefix = "driver:";

    private static readonly Dictionary<Permission, Grant> DriverGrants = Permissions.Of([new HeldRole(Role.Driver, null)]);

    private readonly VisitRooms visits;
    private readonly HashSet<long> drivers;

    /// <param name="named">Gives the names of rooms that begin like this.</param>
    public TripRooms(Func<string, IReadOnlyList<string>> named) => (visits, drivers) = (new VisitRooms(named), [.. named(DriverPrefix).Select(VisitRooms.Number)]);

    public bool Any => visits.Any || drivers.Count > 0;

    public long[] Therapists => visits.Therapists;

    public long[] Drivers => [.. drivers];

    public bool HasTherapist(long id) => visits.HasTherapist(id);

    public bool HasDriver(long id) => drivers.Contains(id);

    /// <summary>The rooms of the operators who reach a site.</summary>
    public IEnumerable<string> At(long siteId) => visits.At(siteId);

    /// <summary>A condition: operators of the site are in a room.</summary>
    /// <param name="siteId">SQL that gives it.</param>
    public Sql Reach(string siteId) => visits.Reach(siteId);

    public static string Driver(long id) => $"{DriverPrefix}{id}";

    /// <summary>Theirs alone: the news say what that person may do now.</summary>
    public static Caller DriverOf(long id) => new($"user:{id}", id, null, DriverGrants);
}
