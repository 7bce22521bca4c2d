using Attend.Platform.Web;
using NodaTime;

namespace Attend.Visits;

/// <summary>One visit of a series.</summary>
/// <param name="Id">When it would begin by the rule, by the clock of the place; it stays that one wherever it is moved (RECURRENCE-ID).</param>
/// <param name="EndsAt">The first moment that it does not take any more.</param>
internal sealed record Occurrence(LocalDateTime Id, DateTimeOffset StartsAt, DateTimeOffset EndsAt);

/// <summary>One visit of a series that is not like the others.</summary>
/// <param name="Start">When it begins instead, by the clock of the place.</param>
/// <param name="Length">How long it takes instead.</param>
internal sealed record ChangedOccurrence(LocalDateTime Id, LocalDateTime Start, TimeSpan Length);

/// <summary>
/// Visits that come again by a rule (RFC 5545), at the same time by the clock of the place the whole year, and each for the same time that
/// passes: a night of nine hours ends an hour earlier or later by the clock when it is changed in between (3.3.6). At most one a day.
/// </summary>
/// <param name="First">When the first visit begins, by the clock of the place (DTSTART).</param>
/// <param name="Zone">A time zone of the IANA database, such as <c>Europe/Berlin</c>.</param>
/// <param name="LeftOut">The visits that do not take place (EXDATE).</param>
internal sealed record Series(
    Recurrence Rule, LocalDateTime First, string Zone, TimeSpan Length, IReadOnlyList<LocalDateTime> LeftOut,
    IReadOnlyList<ChangedOccurrence> Changed)
{
    /// <summary>The most visits that are planned at once: every day of a year.</summary>
    public const int Most = 366;

    private DateTimeZone Clock => DateTimeZoneProviders.Tzdb[Zone];

    /// <summary>In order of their beginnings.</summary>
    public IReadOnlyList<Occurrence> Occurrences() =>
        [.. Starts().Where(start => !LeftOut.Contains(start.Wall)).Select(Visit).OrderBy(one => one.StartsAt)];

    /// <summary>Those that take some of the time from one moment up to another.</summary>
    public IEnumerable<Occurrence> Between(DateTimeOffset from, DateTimeOffset to) =>
        Occurrences().Where(one => one.StartsAt < to && one.EndsAt > from);

    /// <summary>Why it cannot be planned.</summary>
    public Refused? Refuse()
    {
        var starts = Rule.Starts(First, Clock).Take(Most + 1).Count();
        // The RFC leaves open what a first start means by which the rule does not go; left out it is where counting begins.
        var goes = Rule.Includes(First.Date) || LeftOut.Contains(First);
        return starts == 0 ? Wrong("UNTIL must not be before the first visit")
            : !goes ? Wrong($"must be one by which a visit comes on the first day, {First.Date:uuuu-MM-dd}")
            : starts > Most ? Wrong($"COUNT or UNTIL must end it after at most {Most} visits")
            : starts < Rule.Count ? Wrong($"COUNT must be at most {starts}: no more come within {Recurrence.Years} years")
            : null;
    }

    /// <summary>One visit does not take place.</summary>
    public (Series? Series, Refused? Refused) LeaveOut(LocalDateTime id) =>
        Has(id) ? (this with { LeftOut = [.. LeftOut, id], Changed = Others(id) }, null) : (null, PlatformProblems.NotFound.Refuse());

    /// <summary>One visit is at another time or takes longer or shorter; the others stay as they are.</summary>
    public (Series? Series, Refused? Refused) ChangeThis(LocalDateTime id, LocalDateTime start, TimeSpan length) =>
        Has(id) ? (this with { Changed = [.. Others(id), new(id, start, length)] }, null) : (null, PlatformProblems.NotFound.Refuse());

    /// <summary>
    /// One visit and all that follow are otherwise: this series ends before it, and another begins with it. What was said of single later
    /// visits stays where the other series has a visit on the same day.
    /// </summary>
    /// <param name="start">When that visit begins now, by the clock of the place.</param>
    /// <param name="rule">Null: by the same rule as before, as often as was left.</param>
    /// <returns>What is left of this series, null where that is nothing, and the one that follows.</returns>
    public (Series? Before, Series? After, Refused? Refused) ChangeFollowing(
        LocalDateTime id, LocalDateTime start, TimeSpan length, Recurrence? rule = null)
    {
        var starts = Starts().ToList();
        var place = starts.FindIndex(one => one.Wall == id);
        if (place < 0 || LeftOut.Contains(id))
        {
            return (null, null, PlatformProblems.NotFound.Refuse());
        }

        // What was said of the day on which it begins now is what is being changed.
        var after = new Series(rule ?? (Rule with { Count = Rule.Count - place }), start, Zone, length, [], [])
            .Keeping(
                LeftOut.Where(one => one > id && one.Date != start.Date), Changed.Where(one => one.Id > id && one.Id.Date != start.Date));
        if (after.Refuse() is { } refused)
        {
            return (null, null, refused);
        }

        var before = this with
        {
            // RFC 5545 ends a rule with the last moment at which it may come.
            Rule = Rule with { Count = null, Until = starts[place].At - Duration.FromSeconds(1) },
            LeftOut = [.. LeftOut.Where(one => one < id)],
            Changed = [.. Changed.Where(one => one.Id < id)],
        };
        return (before.Occurrences().Count > 0 ? before : null, after, null);
    }

    /// <summary>All visits are otherwise. What was said of single ones stays where there is still a visit on the same day.</summary>
    public (Series? Series, Refused? Refused) ChangeAll(Recurrence rule, LocalDateTime first, TimeSpan length)
    {
        var changed = new Series(rule, first, Zone, length, [], []).Keeping(LeftOut, Changed);
        return changed.Refuse() is { } refused ? (null, refused) : (changed, null);
    }

    /// <summary>With these exceptions, as far as there is a visit on their day; as there is at most one, the day says which.</summary>
    private Series Keeping(IEnumerable<LocalDateTime> leftOut, IEnumerable<ChangedOccurrence> changed)
    {
        var ids = Starts().ToDictionary(start => start.Wall.Date, start => start.Wall);
        return this with
        {
            LeftOut = [.. leftOut.Where(id => ids.ContainsKey(id.Date)).Select(id => ids[id.Date])],
            Changed = [.. changed.Where(one => ids.ContainsKey(one.Id.Date)).Select(one => one with { Id = ids[one.Id.Date] })],
        };
    }

    private IEnumerable<(LocalDateTime Wall, Instant At)> Starts() => Rule.Starts(First, Clock).Take(Most);

    private Occurrence Visit((LocalDateTime Wall, Instant At) start)
    {
        var changed = Changed.FirstOrDefault(one => one.Id == start.Wall);
        var from = (changed is null ? start.At : Clock.AtLeniently(changed.Start).ToInstant()).ToDateTimeOffset();
        return new Occurrence(start.Wall, from, from + (changed?.Length ?? Length));
    }

    private bool Has(LocalDateTime id) => !LeftOut.Contains(id) && Starts().Any(start => start.Wall == id);

    private ChangedOccurrence[] Others(LocalDateTime id) => [.. Changed.Where(one => one.Id != id)];

    private static Refused Wrong(string sentence) => PlatformProblems.Invalid.Field("rule", sentence);
}
