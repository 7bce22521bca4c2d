using System.Text.RegularExpressions;

namespace Attend.Demo;

/// <summary>The file's codes in the product's words.</summary>
internal static partial class LancasterWords
{
    /// <summary>
    /// By the level letter of a triage determinant such as 29D2P (card 29, level D); ECHO is level E spelled out. The letter of an
    /// alarm plan such as FIREC is no level.
    /// </summary>
    public static string Priority(string callType) => Level(callType) switch
    {
        'E' or 'D' => "CRITICAL",
        'C' => "HIGH",
        'B' => "MEDIUM",
        _ => "LOW",
    };

    /// <summary>By the card of the determinant (Medical Priority Dispatch System), else by the local word.</summary>
    public static string EmergencyType(string callType)
    {
        var determinant = Determinant().Match(callType);
        if (determinant.Success)
        {
            return determinant.Groups["card"].Value switch
            {
                "6" => "RESPIRATORY",
                "9" or "10" or "19" => "CARDIAC",
                "28" => "STROKE",
                "4" or "17" or "27" or "29" or "30" => "TRAUMA",
                _ => "MEDICAL",
            };
        }

        return callType switch
        {
            "ALS" or "ECHO" or "NOEMD" => "MEDICAL",
            _ when callType.StartsWith("MED", StringComparison.Ordinal) => "MEDICAL",
            _ when callType.Contains("FIR", StringComparison.Ordinal) => "FIRE",
            _ => "OTHER",
        };
    }

    /// <summary>A determinant as the call carries it; null when the code is a local word.</summary>
    public static string? Determined(string callType) => Determinant().IsMatch(callType) ? callType : null;

    /// <summary>M* and WAVE* are ambulances, E and T with a number engines and ladders, B and EMS with a number command.</summary>
    public static string Kind(string unit) =>
        unit.StartsWith('M') || unit.StartsWith("WAVE", StringComparison.Ordinal) ? "ambulance" :
        Engine().IsMatch(unit) ? "engine" :
        Ladder().IsMatch(unit) ? "ladder" :
        Command().IsMatch(unit) ? "command" : "other";

    private static char? Level(string callType) =>
        callType is "ECHO" ? 'E' :
        Determinant().Match(callType) is { Success: true } match ? match.Groups["level"].Value[0] : null;

    [GeneratedRegex("^(?<card>[0-9]{1,2})(?<level>[A-EO])[0-9]{1,2}[A-Z]*$", RegexOptions.CultureInvariant)]
    private static partial Regex Determinant();

    [GeneratedRegex("^E[0-9]+$", RegexOptions.CultureInvariant)]
    private static partial Regex Engine();

    [GeneratedRegex("^T[0-9]+$", RegexOptions.CultureInvariant)]
    private static partial Regex Ladder();

    [GeneratedRegex("^(?:B|EMS)[0-9]+B?$", RegexOptions.CultureInvariant)]
    private static partial Regex Command();
}
