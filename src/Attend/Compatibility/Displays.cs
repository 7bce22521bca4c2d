using Attend.Dispatch;
using Attend.Fleet;
using Attend.Platform;
using Attend.Platform.Database;
using Attend.Trips;

namespace Attend.Compatibility;

/// <summary>The words that the old screens show beside the codes.</summary>
internal static class Displays
{
    /// <summary>Where somebody is to get in (<see cref="Of(TripEnd)"/>), of the columns <c>from_address</c> and <c>from_word</c> of <c>t</c>.</summary>
    public static readonly Sql PickUp = Sql.Raw($"""
        coalesce(t.from_address, case t.from_word {string.Join(' ', Enum.GetValues<PlaceWord>().Where(word => Of(word) is not null)
            .Select(word => $"when '{Words.Of(word)}' then '{Of(word)}'"))} end)
        """);

    public static string Of(EmergencyType type) => type switch
    {
        EmergencyType.Medical => "Medical Emergency",
        EmergencyType.Trauma => "Trauma",
        EmergencyType.Cardiac => "Cardiac Arrest",
        EmergencyType.Stroke => "Stroke",
        EmergencyType.Respiratory => "Respiratory Distress",
        EmergencyType.Fire => "Fire Emergency",
        _ => "Other",
    };

    public static string Of(Priority priority) => priority switch
    {
        Priority.Critical => "Critical",
        Priority.High => "High",
        Priority.Medium => "Medium",
        _ => "Low",
    };

    public static string Of(CallState state) => state switch
    {
        CallState.Dispatched => "Dispatched",
        CallState.EnRoute => "En Route",
        CallState.OnScene => "On Scene",
        CallState.Transporting => "Transporting",
        CallState.AtHospital => "At Hospital",
        CallState.Closed or CallState.Cancelled => "Closed",
        _ => "Received",
    };

    public static string Of(AmbulanceStatus status) => status switch
    {
        AmbulanceStatus.Available => "Available",
        AmbulanceStatus.EnRoute => "En Route",
        AmbulanceStatus.OnScene => "On Scene",
        AmbulanceStatus.Transporting => "Transporting",
        AmbulanceStatus.Maintenance => "Maintenance",
        _ => "Out of Service",
    };

    public static string Of(CareLevel level) => level switch
    {
        CareLevel.Critical => "Critical Care",
        CareLevel.Advanced => "Advanced Life Support",
        _ => "Basic Life Support",
    };

    public static string Of(HospitalLoad load) => load switch
    {
        HospitalLoad.Low => "Low Load",
        HospitalLoad.Moderate => "Moderate Load",
        HospitalLoad.High => "High Load",
        _ => "At Capacity",
    };

    public static string Of(VisitStatus status) => status switch
    {
        VisitStatus.Pending => "Pending",
        VisitStatus.Confirmed => "Confirmed",
        VisitStatus.Rejected => "Rejected",
        VisitStatus.Expired => "Expired",
        VisitStatus.PickupRequested => "Pickup Requested",
        VisitStatus.DriverAssignedPickup => "Driver Assigned for Pickup",
        VisitStatus.DriverEnRoutePickup => "Driver En Route for Pickup",
        VisitStatus.DriverArrivedPickup => "Driver Arrived for Pickup",
        VisitStatus.TherapistPickedUp => "Therapist Picked Up",
        VisitStatus.EnRoute => "En Route",
        VisitStatus.Arrived => "Arrived",
        VisitStatus.InProgress => "In Progress",
        VisitStatus.Completed => "Completed",
        VisitStatus.NoShow => "No Show",
        _ => "Cancelled",
    };

    /// <summary>Where somebody is to get in, as a text: the address that somebody wrote, else what is known of the place; null of one that was erased.</summary>
    public static string? Of(TripEnd end) => end.Address ?? (end.Word is { } word ? Of(word) : null);

    private static string? Of(PlaceWord word) => word switch
    {
        PlaceWord.Home => "Home",
        PlaceWord.Car => "Where the car stands",
        _ => null,
    };
}
