using Attend.Platform;

namespace Attend.Forecasts;

/// <summary>How long people will wait. It has no routes and no events: whoever has a queue asks it, and tells it what came.</summary>
internal static class ForecastsModule
{
    public static void Add(Module module) => module.Invariants.Add(new Invariant(
        "a forecast ends after it begins", "No forecast that was told ends before its beginning.", """
        select format('outcome %s of queue %s was told from %s to %s seconds', id, queue_id, from_seconds, to_seconds)
        from forecasts.outcomes where to_seconds < from_seconds or from_seconds < 0
        """));
}
