using System.ComponentModel.DataAnnotations;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;

namespace Attend.People;

/// <summary>Planned duty of a person at a site, half-open; <c>to</c> is null for duty without an end.</summary>
/// <param name="VehicleId">A unit of Fleet, by number.</param>
internal sealed record ShiftView(long Id, long UserId, long SiteId, long? VehicleId, DateTimeOffset From, DateTimeOffset? To, long Version)
{
    public static Sql Select => Sql.Raw("""
        select s.id, s.user_id, s.site_id, s.vehicle_id, s.from_at as "from", s.to_at as "to", s.version from people.shifts s
        """);
}

/// <summary>What is said about a shift when it is planned or edited.</summary>
internal sealed record ShiftFacts(
    long SiteId, DateTimeOffset From, DateTimeOffset? To = null, [Range(1, long.MaxValue)] long? VehicleId = null)
{
    public Refused? Refuse() => To <= From ? PlatformProblems.Invalid.Field("to", "must be later than from") : null;
}
