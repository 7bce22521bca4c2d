using System.Globalization;

namespace Attend.Fleet;

/// <summary>The facts that Fleet records, with the subject <c>unit:ID</c>; a list of what is checked has <c>checklist:KIND</c>.</summary>
internal static class FleetEvents
{
    public const string VehicleAdded = "fleet.vehicle_added";
    public const string VehicleChanged = "fleet.vehicle_changed";
    public const string VehicleRetired = "fleet.vehicle_retired";
    public const string SignedOn = "fleet.unit_signed_on";
    public const string SignedOff = "fleet.unit_signed_off";
    public const string Held = "fleet.unit_held";
    public const string HoldOverdue = "fleet.hold_overdue";
    public const string Released = "fleet.unit_released";
    public const string Checked = "fleet.unit_checked";
    public const string ChecklistChanged = "fleet.checklist_changed";
    public const string StaffingOverridden = "fleet.staffing_overridden";
    public const string TokenMade = "fleet.device_token_made";
    public const string TokenRevoked = "fleet.device_token_revoked";

    public static readonly IReadOnlyList<(string Kind, string Sentence)> All =
    [
        (VehicleAdded, "A vehicle joined the fleet."),
        (VehicleChanged, "A vehicle's number, kind, level, seats, equipment or home was edited."),
        (VehicleRetired, "A vehicle left the fleet; its crew was signed off."),
        (SignedOn, "Crew members signed on to a unit."),
        (SignedOff, "Crew members signed off from a unit."),
        (Held, "A free unit was set aside, with its reason and expected end."),
        (HoldOverdue, "The expected end of a hold passed and the unit is still set aside."),
        (Released, "A unit that was set aside is free again."),
        (Checked, "A crew looked over its vehicle; how many points were not in order."),
        (ChecklistChanged, "What vehicles of a kind are checked for was replaced; how many points were added, removed and renamed."),
        (StaffingOverridden, "A supervisor let a crew work that the checks of duty, absence or licence would have kept back; the reason stands with the call."),
        (TokenMade, "A tracker was given a token to report a unit's position."),
        (TokenRevoked, "A tracker's token was revoked."),
    ];

    public static string Subject(long unitId) => string.Create(CultureInfo.InvariantCulture, $"unit:{unitId}");
}
