using Attend.Forecasts;
using Attend.Platform.Languages;
using Attend.Platform.Web;
using NodaTime;

namespace Attend.WalkIns;

/// <summary>
/// A forecast in words: an interval, never one figure, and no finer than it is known. <c>ticket.js</c> reckons and says the same with the
/// sentences that it is lent.
/// </summary>
internal static class WaitWords
{
    /// <summary>What a script that says it needs.</summary>
    public static readonly IReadOnlyList<string> Names = ["wait.within", "wait.about", "wait.between", "wait.very_long", "wait.unknown"];

    /// <summary>The bounds in <paramref name="Unit"/>s, which is <c>minute</c> or <c>hour</c>, rounded outwards.</summary>
    public sealed record Interval(int From, int To, string Unit)
    {
        private static readonly (int UpTo, int Step)[] Steps = [(10, 1), (60, 5), (180, 15)];

        /// <param name="fromSeconds">Half of those who wait are through by then.</param>
        /// <param name="toSeconds">Nine of ten are.</param>
        public static Interval Of(int fromSeconds, int toSeconds)
        {
            var (from, to) = (Math.Max(0, fromSeconds / 60), Math.Max(1, (toSeconds + 59) / 60));
            var step = Steps.FirstOrDefault(one => to <= one.UpTo).Step;
            return step == 0 ? new Interval(from / 60, (to + 59) / 60, "hour") : new Interval(from / step * step, (to + step - 1) / step * step, "minute");
        }
    }

    public static string Of(Book words, WaitForecast? forecast) => forecast switch
    {
        null => words["wait.unknown"],
        { VeryLong: true } => words["wait.very_long"],
        _ => Of(words, Interval.Of(forecast.FromSeconds, forecast.ToSeconds)),
    };

    /// <summary>The forecast with how far it can be trusted.</summary>
    public static Html Line(Book words, WaitForecast? forecast, string zone) => $"""
        <p class="wait{(forecast is null ? " unknown" : "")}"><strong>{Of(words, forecast)}</strong>{(forecast is null ? Html.None : (Html)$" <small>{How(words, forecast, zone)}</small>")}</p>

        """;

    /// <summary>How far it can be trusted.</summary>
    public static string How(Book words, WaitForecast forecast, string zone) => words.Say(
        forecast.Basis is Basis.Fallback ? "wait.rough" : "wait.as_of",
        new Dictionary<string, object?> { ["at"] = forecast.MadeAt }, DateTimeZoneProviders.Tzdb[zone]);

    private static string Of(Book words, Interval interval)
    {
        var sentence = interval.From == 0 ? "wait.within" : interval.From == interval.To ? "wait.about" : "wait.between";
        return words.Say(sentence, new Dictionary<string, object?> { ["from"] = interval.From, ["to"] = interval.To, ["unit"] = interval.Unit });
    }
}
