using System.ComponentModel.DataAnnotations;
using Attend.People;
using Attend.Platform.Database;
using Attend.Platform.Web;

namespace Attend.Fleet;

/// <summary>What a person writes about a vehicle: when it is added, and as the whole that a merge patch edits.</summary>
/// <param name="Seats">For patients or passengers, the crew's own not counted.</param>
internal sealed record Vehicle(
    [Required, StringLength(40, MinimumLength = 1), RegularExpression(@"^\S(.*\S)?$", ErrorMessage = "must not begin or end with a space")]
    string UnitNumber,
    [Required] UnitKind? Kind, [Required] CareLevel? Level, [Range(0, 100)] int Seats,
    [property: MaxLength(100)] string[] Equipment, [Range(1, long.MaxValue)] long HomeSiteId)
{
    public static Vehicle Of(VehicleRow row) => new(row.UnitNumber, row.Kind, row.Level, row.Seats, row.Equipment, row.HomeSiteId);

    /// <summary>Queues the question whether the home is a site in use and within the caller's reach.</summary>
    public Pending<bool> AskHome(Change change)
    {
        var mine = change.Caller.SitesFor(change.Caller.MayAtAll(Permissions.UnitsManage) ? Permissions.UnitsManage : Permissions.AmbulancesKeep);
        return change.One<bool>($"""
            select exists (select 1 from people.sites where id = {HomeSiteId} and active and ({mine}::bigint[] is null or id = any({mine})))
            """);
    }

    public static Refused NoHome() => PlatformProblems.Invalid.Field("home_site_id", "is no site in use");
}
