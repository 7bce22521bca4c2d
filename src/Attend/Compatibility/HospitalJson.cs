using Attend.Dispatch;

namespace Attend.Compatibility;

/// <summary>A hospital as the old clients know it; its specialties are one text with commas.</summary>
internal sealed record HospitalJson(
    long Id, string Name, string Address, double? Latitude, double? Longitude, string PhoneNumber, string Specialties, int TotalBeds,
    int AvailableBeds, HospitalLoad EmergencyCapacity, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    public string EmergencyCapacityDisplay => Displays.Of(EmergencyCapacity);

    public static HospitalJson Of(HospitalView hospital) => new(
        hospital.Id, hospital.Name, hospital.Address ?? "", hospital.Latitude, hospital.Longitude, hospital.Phone ?? "",
        string.Join(", ", hospital.Specialties), hospital.TotalBeds, hospital.AvailableBeds, hospital.Load, hospital.CreatedAt, hospital.UpdatedAt);
}
