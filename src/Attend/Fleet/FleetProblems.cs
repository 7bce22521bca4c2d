using Attend.Platform.Web;

namespace Attend.Fleet;

/// <summary>What Fleet refuses, in one line each.</summary>
internal static class FleetProblems
{
    public static readonly Problem UnitHeld = new("unit_held", 409, "The unit is already held by another call or trip.");
    public static readonly Problem MemberHeld = new("member_held", 409, "A crew member is already assigned elsewhere.");
    public static readonly Problem MemberSignedOn = new("member_signed_on", 409, "A crew member is signed on to another unit then.");
    public static readonly Problem MemberNotSignedOn = new("member_not_signed_on", 409, "A crew member is not signed on to this unit.");
    public static readonly Problem MemberOffDuty = new("member_off_duty", 409, "A crew member is not on duty at that time.");
    public static readonly Problem MemberUnknown = new("member_unknown", 404, "There is no such crew member.");
    public static readonly Problem OverrideForbidden = new("override_forbidden", 403, "Only a supervisor may override staffing and licence checks.");
    public static readonly Problem UnitRetired = new("unit_retired", 409, "The unit was taken out of the fleet.");
    public static readonly Problem UnitNumberTaken = new("unit_number_taken", 409, "Another unit has that number.");
    public static readonly Problem NotSetAside = new("not_set_aside", 409, "The unit is not set aside.");
    public static readonly Problem ReleaseForbidden =
        new("release_forbidden", 403, "A crew ends its own break; a unit in maintenance or out of service a dispatcher gives back.");

    public static readonly Problem CheckIncomplete = new("check_incomplete", 409, "Every point of the vehicle's list is answered, each once.");

    public static readonly IReadOnlyList<Problem> All =
    [
        UnitHeld, MemberHeld, MemberSignedOn, MemberNotSignedOn, MemberOffDuty, MemberUnknown, OverrideForbidden, UnitRetired,
        UnitNumberTaken, NotSetAside, ReleaseForbidden, CheckIncomplete,
    ];
}
