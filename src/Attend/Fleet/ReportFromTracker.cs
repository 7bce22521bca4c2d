using System.Globalization;
using Attend.Platform.Access;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Fleet;

/// <summary>
/// The OsmAnd form that Traccar's clients and many trackers speak: one fix in the query, or in a form body. <c>id</c> is the token that
/// was made for the tracker. <c>speed</c> is in knots and <c>timestamp</c> in seconds, milliseconds or ISO 8601, as Traccar reads them.
/// </summary>
internal static class ReportFromTracker
{
    private const double MetresPerSecondPerKnot = 1852.0 / 3600;

    // A made-up token costs one reading of the roster at most this often.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    public static async Task<Results<Ok<PositionsAnswer>, Refused>> Handle(
        HttpContext context, Roster roster, Positions positions, TimeProvider clock)
    {
        var request = context.Request;
        if (await ReadForm(request) is not (var form, true))
        {
            return PlatformProblems.Invalid.Field("body", "is not a form");
        }

        string? Value(string name) =>
            request.Query[name] is [{ Length: > 0 } value, ..] ? value : form?[name] is [{ Length: > 0 } sent, ..] ? sent : null;

        if (await UnitOf(Value("id") ?? Value("deviceid"), roster) is not { } unit)
        {
            return PlatformProblems.Unauthenticated.Refuse();
        }

        if (Number(Value("lat")) is not { } latitude)
        {
            return PlatformProblems.Invalid.Field("lat", "must be a number");
        }

        if (Number(Value("lon")) is not { } longitude)
        {
            return PlatformProblems.Invalid.Field("lon", "must be a number");
        }

        var now = clock.GetUtcNow().UtcTicks;
        if (Ticks(Value("timestamp"), now) is not { } at)
        {
            return PlatformProblems.Invalid.Field("timestamp", "must be seconds, milliseconds or an ISO 8601 time");
        }

        var fix = new Fix(
            latitude, longitude, Float(Number(Value("speed")) * MetresPerSecondPerKnot),
            Float(Number(Value("bearing") ?? Value("heading"))), Float(Number(Value("accuracy"))), at);
        var verdict = positions.Report(unit, fix, now);
        positions.Count(verdict, 1);
        return TypedResults.Ok(verdict is Verdict.Accepted
            ? new PositionsAnswer(1, new Dictionary<string, int>())
            : new PositionsAnswer(0, new Dictionary<string, int> { [Platform.Words.Of(verdict)] = 1 }));
    }

    private static async Task<(IFormCollection? Form, bool Readable)> ReadForm(HttpRequest request)
    {
        try
        {
            return (request.HasFormContentType ? await request.ReadFormAsync(request.HttpContext.RequestAborted) : null, true);
        }
        catch (Exception broken) when (broken is InvalidDataException || broken is IOException and not BadHttpRequestException)
        {
            return (null, false);
        }
    }

    private static async Task<long?> UnitOf(string? token, Roster roster)
    {
        if (!Token.LooksRight(token))
        {
            return null;
        }

        var hash = Convert.ToHexString(Token.Hash(token!));
        if (roster.UnitOfDevice(hash) is null && roster.Age > Patience)
        {
            await roster.Refresh();
        }

        return roster.UnitOfDevice(hash);
    }

    private static double? Number(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static float Float(double? number) => (float)(number ?? double.NaN);

    private static long? Ticks(string? text, long now) => text switch
    {
        null => now,
        _ when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) =>
            number switch
            {
                < int.MaxValue => DateTimeOffset.FromUnixTimeSeconds(number).UtcTicks,
                < 253_402_300_800_000 => DateTimeOffset.FromUnixTimeMilliseconds(number).UtcTicks,
                _ => null,
            },
        _ when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) => time.UtcTicks,
        _ => null,
    };
}
