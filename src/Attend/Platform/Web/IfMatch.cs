using System.Globalization;

namespace Attend.Platform.Web;

/// <summary>
/// The version a client has seen, from <c>If-Match: "7"</c>. Edits without a change of state need it: 428 without, 412 when stale.
/// </summary>
internal sealed record IfMatch(long? Version)
{
    /// <summary>Whatever version there is, for clients that know of none: who writes last wins.</summary>
    public static readonly IfMatch Any = new((long?)null);

    public static IfMatch Of(HttpContext context)
    {
        var text = context.Request.Headers.IfMatch.ToString().Trim().Trim('"');
        return new IfMatch(long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null);
    }

    /// <summary>Null when <paramref name="current"/> is the version the client has seen.</summary>
    public Refused? Refuse(long current) => Version switch
    {
        _ when ReferenceEquals(this, Any) => null,
        null => PlatformProblems.PreconditionRequired.Refuse(new { version = current }),
        { } seen when seen != current => PlatformProblems.PreconditionFailed.Refuse(new { version = current }),
        _ => null,
    };
}
