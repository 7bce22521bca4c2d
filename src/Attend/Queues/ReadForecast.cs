using Attend.Forecasts;
using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Queues;

/// <summary>How long people will wait in a queue; seconds.</summary>
/// <param name="Forecast">For somebody who would join now; null when nobody can.</param>
/// <param name="Curve">
/// By the place of each level, for those who wait already: [people ahead, from, to] at 0, 1, 2, 4, 8 ... ahead. In between it runs straight.
/// </param>
internal sealed record ForecastView(
    long QueueId, DateTimeOffset MadeAt, Basis Basis, WaitForecast? Forecast, IReadOnlyDictionary<string, IReadOnlyList<int[]>> Curve)
{
    public static ForecastView Of(long queueId, Forecast forecast, DateTimeOffset now) =>
        new(queueId, now, forecast.Basis, forecast.ForWhoeverJoins, forecast.Curve);
}

/// <summary>How good the last forecasts of a queue were, by level.</summary>
internal sealed record ForecastAccuracyView(long QueueId, IReadOnlyList<AccuracyView> Levels);

/// <summary>The forecast of a queue, and what came of the last ones.</summary>
internal static class ReadForecast
{
    public static async Task<Results<Ok<ForecastView>, Refused>> Now(long id, Db db, Lines lines, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.Micros();
        return (await Forecast.Read(db, [id], lines, now, ct)).TryGetValue(id, out var forecast)
            ? TypedResults.Ok(ForecastView.Of(id, forecast, now))
            : PlatformProblems.NotFound.Refuse();
    }

    public static async Task<Results<Ok<ForecastAccuracyView>, Refused>> Accuracy(long id, Db db, Caller caller, CancellationToken ct)
    {
        var read = await db.Read(reads => (
            Site: reads.Find<long?>($"select site_id from queues.queues where id = {id}"), Levels: reads.List<AccuracyView>(Outcomes.Accuracy(id))), ct);
        return read.Site.Value is { } site && caller.Reaches(Permissions.QueuesManage, site)
            ? TypedResults.Ok(new ForecastAccuracyView(id, read.Levels.Value))
            : PlatformProblems.NotFound.Refuse();
    }
}
