namespace Attend.Fleet;

/// <summary>A place on the ground in degrees (WGS 84).</summary>
internal readonly record struct GeoPoint(double Latitude, double Longitude)
{
    // IUGG mean radius.
    private const double EarthMetres = 6_371_008.8;

    /// <summary>The place, or null where one of the two is missing.</summary>
    public static GeoPoint? Of(double? latitude, double? longitude) =>
        latitude is { } north && longitude is { } east ? new GeoPoint(north, east) : null;

    /// <summary>Great-circle distance in metres (haversine).</summary>
    public double MetresTo(GeoPoint other)
    {
        var latitude = double.DegreesToRadians(Latitude);
        var otherLatitude = double.DegreesToRadians(other.Latitude);
        var sinLatitude = Math.Sin((otherLatitude - latitude) / 2);
        var sinLongitude = Math.Sin(double.DegreesToRadians(other.Longitude - Longitude) / 2);
        var chord = sinLatitude * sinLatitude + Math.Cos(latitude) * Math.Cos(otherLatitude) * sinLongitude * sinLongitude;
        return 2 * EarthMetres * Math.Asin(Math.Min(1, Math.Sqrt(chord)));
    }
}
