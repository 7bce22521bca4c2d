using System.Globalization;
using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;

namespace Attend.Visits;

/// <summary>
/// The rooms of home visits in which somebody is: operators by the sites that they reach, therapists each their own. Nothing is read for anybody else.
/// </summary>
internal sealed class VisitRooms
{
    private const string OperatorsPrefix = "operators:";
    private const string TherapistPrefix = "therapist:";
    private const string Everywhere = "all";

    /// <summary>What every operator may do: the shared bytes of a room carry the actions of the role.</summary>
    public static readonly Caller AnyOperator = new("system", null, null, Permissions.Of([new HeldRole(Role.Operator, null)]));

    private static readonly Dictionary<Permission, Grant> TherapistGrants = Permissions.Of([new HeldRole(Role.Therapist, null)]);

    private readonly List<(string Name, long[]? Sites)> operators;
    private readonly HashSet<long> therapists;

    /// <param name="named">Gives the names of rooms that begin like this.</param>
    public VisitRooms(Func<string, IReadOnlyList<string>> named)
    {
        operators = [.. named(OperatorsPrefix).Select(name => (name, SitesOf(name)))];
        therapists = [.. named(TherapistPrefix).Select(Number)];
    }

    public bool Any => operators.Count + therapists.Count > 0;

    /// <summary>Whoever is in a room of their own.</summary>
    public long[] Therapists => [.. therapists];

    public bool HasTherapist(long id) => therapists.Contains(id);

    /// <summary>The rooms of the operators who reach a site.</summary>
    public IEnumerable<string> At(long siteId) => operators.Where(room => room.Sites is null || room.Sites.Contains(siteId)).Select(room => room.Name);

    /// <summary>A condition: operators of the site are in a room.</summary>
    /// <param name="siteId">SQL that gives it.</param>
    public Sql Reach(string siteId)
    {
        var all = operators.Exists(room => room.Sites is null);
        long[] sites = [.. operators.SelectMany(room => room.Sites ?? []).Distinct()];
        return $"({all} or {Sql.Raw(siteId)} = any({sites}))";
    }

    /// <param name="sites">Null: all of them.</param>
    public static string Operators(long[]? sites) => OperatorsPrefix
        + (sites is null ? Everywhere : string.Join(',', sites.Order().Select(site => site.ToString(CultureInfo.InvariantCulture))));

    public static string Therapist(long id) => $"{TherapistPrefix}{id}";

    /// <summary>Theirs alone: the news say what that person may do now.</summary>
    public static Caller TherapistOf(long id) => new($"user:{id}", id, null, TherapistGrants);

    /// <summary>The sites that a room of operators reaches; null: all of them.</summary>
    public static long[]? SitesOf(string room) => room[OperatorsPrefix.Length..] is var sites && sites == Everywhere
        ? null
        : [.. sites.Split(',').Select(site => long.Parse(site, CultureInfo.InvariantCulture))];

    /// <summary>Whose room it is: the id behind the colon of its name.</summary>
    public static long Number(string room) => long.Parse(room.AsSpan(room.IndexOf(':', StringComparison.Ordinal) + 1), CultureInfo.InvariantCulture);
}
