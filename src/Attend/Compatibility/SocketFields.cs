using Attend.Dispatch;
using Attend.Fleet;
using Attend.Platform.Live;
using Attend.Trips;

namespace Attend.Compatibility;

/// <summary>
/// The old names on the sockets, beside the native ones: a board of the old system finds its call, its ambulance, its hospital and its pick-up in
/// <c>data</c>. Where both systems have a name (a unit's <c>status</c>, a hospital's <c>specialties</c>) it has the native words.
/// </summary>
internal static class SocketFields
{
    public static IReadOnlyList<LiveField> All { get; } =
    [
        Call("caller_name", call => Caller(call)?.Name ?? ""),
        Call("caller_phone", call => Caller(call)?.Phone ?? ""),
        Call("location_address", call => call.Location.Address ?? ""),
        Call("latitude", call => call.Location.Latitude),
        Call("longitude", call => call.Location.Longitude),
        Call("status", call => EmergencyJson.Shown(call.State)),
        Call("assigned_ambulance", call => Serving(call)?.UnitId),
        Call("assigned_ambulance_unit", call => Serving(call)?.UnitNumber),
        Call("assigned_paramedic", call => Serving(call)?.LeadId),
        Call("assigned_paramedic_name", call => Serving(call)?.LeadName),
        Call("dispatcher", call => Serving(call)?.AssignedBy),
        Call("dispatcher_name", call => Serving(call)?.AssignedByName),
        Call("patient_name", call => Patient(call)?.Name ?? ""),
        Call("patient_age", call => Patient(call)?.Age),
        Call("patient_condition", call => Patient(call)?.Condition ?? ""),
        Call("hospital_destination", call => Serving(call)?.HospitalName ?? Patient(call)?.DestinationName ?? ""),
        Call("emergency_type_display", call => Displays.Of(call.EmergencyType)),
        Call("status_display", call => Displays.Of(call.State)),
        Call("priority_display", call => Displays.Of(call.Priority)),

        Ambulance("unit_type", unit => unit.Level),
        Ambulance("current_latitude", unit => unit.Position?.Latitude),
        Ambulance("current_longitude", unit => unit.Position?.Longitude),
        Ambulance("last_location_update", unit => unit.Position?.At),
        Ambulance("assigned_paramedic", unit => Lead(unit)?.Member),
        Ambulance("assigned_paramedic_name", unit => Lead(unit)?.Name),
        Ambulance("current_emergency", unit => unit.HeldBy is { Kind: HolderKind.Response } held ? held.RequestId : (long?)null),
        Ambulance("current_emergency_id", unit => unit.HeldBy is { Kind: HolderKind.Response } held ? CallNumber.Of(held.RequestId) : null),
        Ambulance("equipment_list", unit => string.Join(", ", unit.Equipment)),
        Ambulance("max_patients", unit => unit.Seats),
        Ambulance("updated_at", unit => unit.Position?.At > unit.StatusSince ? unit.Position.At : unit.StatusSince),
        Ambulance("unit_type_display", unit => Displays.Of(unit.Level)),
        Ambulance("status_display", unit => Displays.Of(AmbulanceJson.Shown(unit.Status))),

        Located("current_latitude", place => place.Latitude),
        Located("current_longitude", place => place.Longitude),
        Located("last_location_update", place => place.At),

        Hospital("phone_number", hospital => hospital.Phone ?? ""),
        Hospital("emergency_capacity", hospital => hospital.Load),
        Hospital("emergency_capacity_display", hospital => Displays.Of(hospital.Load)),

        Trip("therapist_id", trip => Rider(trip)?.UserId),
        Trip("therapist_name", trip => Rider(trip)?.Name ?? ""),
        Trip("location", trip => Displays.Of(trip.From)),
        Trip("pickup_location", trip => Displays.Of(trip.From)),
        Trip("estimated_arrival", trip => trip.EtaAt),
    ];

    /// <summary>The unit that speaks for the call, as in <c>dispatch.flat_calls</c>: the newest still at work, else the last to clear.</summary>
    private static CallUnitView? Serving(CallView call) => call.Units
        .Where(unit => unit.State is not (ResponseState.Declined or ResponseState.StoodDown or ResponseState.Failed))
        .OrderBy(unit => unit.State is ResponseState.Cleared).ThenByDescending(unit => unit.ResponseId).FirstOrDefault();

    private static CallerView? Caller(CallView call) => call.Callers is [var first, ..] ? first : null;

    private static PatientView? Patient(CallView call) => call.Patients is [var first, ..] ? first : null;

    private static CrewMember? Lead(UnitView unit) => unit.Crew is [var first, ..] ? first : null;

    private static TripPassengerView? Rider(TripView trip) => trip.Passengers is [var first, ..] ? first : null;

    private static LiveField Call<T>(string name, Func<CallView, T> value) => LiveField.Of(name, value);

    private static LiveField Ambulance<T>(string name, Func<UnitView, T> value) => LiveField.Of(name, value);

    private static LiveField Located<T>(string name, Func<LocationView, T> value) => LiveField.Of(name, value);

    private static LiveField Hospital<T>(string name, Func<HospitalView, T> value) => LiveField.Of(name, value);

    private static LiveField Trip<T>(string name, Func<TripView, T> value) => LiveField.Of(name, value);
}
