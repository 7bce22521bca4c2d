using System.ComponentModel.DataAnnotations;
using Attend.Platform;
using Attend.Platform.Database;
using Attend.Platform.Web;

namespace Attend.People;

[LowerWords]
internal enum SiteKind
{
    Hospital,
    Clinic,
    Station,
    Base,
}

/// <summary>A hospital, clinic, ambulance station or company base: where queues, vehicles and shifts belong.</summary>
internal sealed record SiteView(
    long Id, string Name, SiteKind Kind, string Zone, string? Address, double? Latitude, double? Longitude, bool Active, long Version)
{
    public static Sql Select => Sql.Raw("select id, name, kind, zone, address, latitude, longitude, active, version from people.places");
}

/// <summary>What is said about a site when it is made or edited.</summary>
internal sealed record SiteFacts(
    [Required, StringLength(200)] string Name,
    SiteKind Kind,
    [ZoneName] string Zone,
    [StringLength(500)] string? Address = null,
    [Range(-90.0, 90.0)] double? Latitude = null,
    [Range(-180.0, 180.0)] double? Longitude = null,
    bool Active = true)
{
    public Refused? Refuse() => Latitude is null == Longitude is null
        ? null
        : PlatformProblems.Invalid.Field(Latitude is null ? "latitude" : "longitude", "is required with the other coordinate");
}
