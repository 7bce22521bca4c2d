using System.Globalization;
using Attend.Fleet;

namespace Attend.Dispatch;

/// <summary>A call as the search for duplicates compares it.</summary>
/// <param name="Phones">Of everybody who called about it.</param>
internal sealed record Sighting(DateTimeOffset At, EmergencyType? Type, string? Address, GeoPoint? Place, IReadOnlyList<string> Phones);

/// <summary>
/// How likely two calls are about the same incident, from 0 to 1, and why. Place and phone are evidence; the type only supports it; time
/// wears all of it out. Pure.
/// </summary>
internal static class Likeness
{
    /// <summary>Below this the likeness is chance.</summary>
    public const double Worth = 0.25;

    public static readonly TimeSpan Longest = TimeSpan.FromHours(3);

    private const double NearMetres = 50;
    private const double FarMetres = 1500;
    private const double OfPlace = 0.75;
    private const double OfAddress = 0.85;
    private const double OfPhone = 0.8;
    private const double OfType = 0.25;

    // As many digits of a number as are the same with and without a country's prefix.
    private const int PhoneDigits = 8;

    public static (double Score, IReadOnlyList<ReasonView> Reasons) Of(Sighting one, Sighting other)
    {
        var reasons = new List<ReasonView>();
        var unlike = 1.0;
        if (one.Phones.Any(phone => other.Phones.Any(known => SamePhone(phone, known))))
        {
            unlike *= 1 - OfPhone;
            reasons.Add(new("phone", "Same phone number"));
        }

        if (SameAddress(one.Address, other.Address))
        {
            unlike *= 1 - OfAddress;
            reasons.Add(new("address", "Same address"));
        }
        else if (one.Place is { } here && other.Place is { } there && here.MetresTo(there) is < FarMetres and var metres)
        {
            unlike *= 1 - OfPlace * Falling(metres, NearMetres, FarMetres);
            reasons.Add(new("place", string.Create(CultureInfo.InvariantCulture, $"{Math.Round(metres / 10) * 10:0} m away")));
        }

        // Two calls of one type are no news by themselves.
        if (reasons.Count == 0)
        {
            return (0, []);
        }

        if (one.Type is { } type && type == other.Type)
        {
            unlike *= 1 - OfType;
            reasons.Add(new("type", "Same type of emergency"));
        }

        var apart = (one.At - other.At).Duration();
        reasons.Add(new("time", $"{Spoken.Minutes(apart.TotalSeconds)} {(other.At <= one.At ? "before" : "after")}"));
        return (Math.Round((1 - unlike) * Falling(apart.TotalMinutes, 10, Longest.TotalMinutes), 2), reasons);
    }

    public static bool SamePhone(string one, string other)
    {
        var (a, b) = (Digits(one), Digits(other));
        return a.Length >= PhoneDigits && b.Length >= PhoneDigits && a[^PhoneDigits..] == b[^PhoneDigits..];
    }

    /// <summary>Only the digits; 004930, +4930 and 030 end alike.</summary>
    public static string Digits(string phone) => string.Concat(phone.Where(char.IsAsciiDigit));

    private static bool SameAddress(string? one, string? other) =>
        !string.IsNullOrWhiteSpace(one) && !string.IsNullOrWhiteSpace(other)
        && string.Equals(Plain(one), Plain(other), StringComparison.Ordinal);

    private static string Plain(string address) => string.Concat(address.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    /// <summary>1 up to <paramref name="near"/>, 0 from <paramref name="far"/> on, a straight line between.</summary>
    private static double Falling(double value, double near, double far) => Math.Clamp((far - value) / (far - near), 0, 1);
}
