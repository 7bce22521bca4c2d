using System.Text.Json.Serialization;
using Attend.Dispatch;
using Attend.Platform;
using Attend.Platform.Database;

namespace Attend.Compatibility;

/// <summary>A call as the old clients know it: one caller, one patient, one unit, one paramedic. Texts that nobody gave are empty.</summary>
internal sealed record EmergencyJson(
    long Id, string CallId, string CallerName, string CallerPhone, EmergencyType EmergencyType, string Description, string LocationAddress,
    double? Latitude, double? Longitude, [property: JsonIgnore] CallState State, Priority Priority, long? AssignedAmbulance,
    string? AssignedAmbulanceUnit, long? AssignedParamedic, string? AssignedParamedicName, long? Dispatcher, string? DispatcherName,
    string PatientName, int? PatientAge, string PatientCondition, string HospitalDestination, DateTimeOffset ReceivedAt,
    DateTimeOffset? DispatchedAt, DateTimeOffset? EnRouteAt, DateTimeOffset? OnSceneAt, DateTimeOffset? TransportingAt,
    DateTimeOffset? AtHospitalAt, DateTimeOffset? ClosedAt, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt,
    [property: JsonIgnore] long? ResponseId, [property: JsonIgnore] ResponseState? ResponseState, [property: JsonIgnore] long Units,
    [property: JsonIgnore] long? CallerId, [property: JsonIgnore] long? PatientId, [property: JsonIgnore] long? HospitalId)
{
    /// <summary>PLANNED shows as RECEIVED, CANCELLED as CLOSED; the rest are the same words.</summary>
    public string Status => Shown(State);

    public string EmergencyTypeDisplay => Displays.Of(EmergencyType);

    public string StatusDisplay => Displays.Of(State);

    public string PriorityDisplay => Displays.Of(Priority);

    /// <summary>The response that a unit is still working on, if there is exactly one unit: the old routes move that and no other.</summary>
    [JsonIgnore]
    public long? Working => Units == 1 && ResponseState is not null and not Dispatch.ResponseState.Cleared ? ResponseId : null;

    public static string Shown(CallState state) => Words.Of(state switch
    {
        CallState.Planned => CallState.Received,
        CallState.Cancelled => CallState.Closed,
        _ => state,
    });

    /// <summary>The view over <c>dispatch.flat_calls c</c>; the caller adds the where.</summary>
    public static Sql Select => Sql.Raw("""
        select c.id, c.call_number as call_id, coalesce(c.caller_name, '') as caller_name, coalesce(c.caller_phone, '') as caller_phone,
               c.emergency_type, c.description, coalesce(c.address, '') as location_address, c.latitude, c.longitude, c.state, c.priority,
               c.unit_id as assigned_ambulance, c.unit_number as assigned_ambulance_unit, c.crew_member as assigned_paramedic,
               c.crew_name as assigned_paramedic_name, c.dispatcher_id as dispatcher, c.dispatcher_name,
               coalesce(c.patient_name, '') as patient_name, c.patient_age, coalesce(c.patient_condition, '') as patient_condition,
               coalesce(c.hospital_name, '') as hospital_destination, c.received_at, c.dispatched_at, c.en_route_at, c.on_scene_at,
               c.transporting_at, c.at_hospital_at, coalesce(c.closed_at, c.cancelled_at) as closed_at, c.created_at, c.updated_at,
               c.response_id, c.response_state, coalesce(c.units, 0) as units, c.caller_id, c.patient_id, c.hospital_id
        from dispatch.flat_calls c
        """);
}
