using System.Globalization;
using Attend.People;
using Attend.Platform.Languages;
using Attend.Platform.Web;
using Attend.Queues;
using NodaTime;

namespace Attend.WalkIns;

/// <summary>When a queue opens, by the clock of its site.</summary>
internal static class HoursWords
{
    public static Html Of(Book words, HoursView hours, DateTimeOffset now, bool opens) =>
        $"{(opens ? Opens(words, hours, now) : Html.None)}{(hours.Weekly.Count == 0 ? Html.None : Week(words, hours))}";

    /// <summary>When it opens by its plan; nothing where the plan does not know.</summary>
    private static Html Opens(Book words, HoursView hours, DateTimeOffset now)
    {
        if (hours is not { OpenNow: false, ChangesAt: { } at })
        {
            return Html.None;
        }

        var zone = DateTimeZoneProviders.Tzdb[hours.Zone];
        var day = Instant.FromDateTimeOffset(at).InZone(zone).Date;
        var today = Instant.FromDateTimeOffset(now).InZone(zone).Date;
        var sentence = day == today ? "hours.opens_today" : day == today.PlusDays(1) ? "hours.opens_tomorrow" : "hours.opens";
        return $"""<p class="opens">{words.Say(sentence, new Dictionary<string, object?> { ["at"] = at, ["day"] = Day(words, (int)day.DayOfWeek) }, zone)}</p>{"\n"}""";
    }

    private static Html Week(Book words, HoursView hours) => $"""
        <details class="hours"><summary>{words["hours.title"]}</summary>
        <dl>
        {hours.Weekly.GroupBy(one => one.Day).OrderBy(one => one.Key).Select(day => Line(words, day))}</dl>
        </details>

        """;

    private static Html Line(Book words, IGrouping<int, DayHours> day) => $"""
        <dt>{Day(words, day.Key)}</dt><dd>{string.Join(" · ", day.OrderBy(one => one.From, StringComparer.Ordinal).Select(one => words["hours.line", ("from", one.From), ("to", one.To)]))}</dd>

        """;

    private static string Day(Book words, int day) => words["day." + day.ToString(CultureInfo.InvariantCulture)];
}
