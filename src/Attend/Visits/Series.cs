using Attend.Platform.Web;
using NodaTime;

namespace Attend.Visits;

/// <summary>One visit of a series.</summary>
/// <param name="Id">When it would begin by the rule, by the clock of the place; it stays that one wherever it is moved (RECURRENCE-ID).</param>
/// <param name="EndsAt">The first moment that it does not take any more.</param>
internal sealed record Occurrence(LocalDateTime Id, DateTimeOffset StartsAt, DateTimeOffset EndsAt);

/// <summary>One visit of a series that is not like the others.</summary>
/// <param name="StartsAt">When it begins instead; null: as by the rule.</param>
/// <param name="Length">How long it takes instead; null: as long as the others.</param>
internal sealed record ChangedOccurrence(LocalDateTime Id, DateTimeOffset? StartsAt, TimeSpan? Length);

/// <summary>What became of one visit of a series after it was planned.</summary>
/// <param name="Comes">Whether it is still to take place.</param>
internal sealed record BookedOccurrence(LocalDateTime Id, DateTimeOffset StartsAt, DateTimeOffset EndsAt, bool Comes);

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

    /// <summary>With what was said of single visits since it was planned.</summary>
    public Series With(IEnumerable<BookedOccurrence> booked)
    {
        var planned = Starts().ToDictionary(start => start.Wall, start => start.At.ToDateTimeOffset());
        // What an earlier end of the series cancelled is none of its visits any more.
        var own = booked.Where(one => planned.ContainsKey(one.Id)).ToLookup(one => one.Comes);
        return this with
        {
            LeftOut = [.. LeftOut, .. own[false].Select(one => one.Id)],
            Changed =
            [
                .. own[true].Select(one => new ChangedOccurrence(
                    one.Id, Unlike(planned[one.Id], one.StartsAt), Unlike(Length, one.EndsAt - one.StartsAt))).Where(one => one is not (_, null, null)),
            ],
        };
    }

    /// <summary>
    /// One visit and all that follow are otherwise: another series begins with it. What was said of single later visits stays where the other series has a
    /// visit on the same day; if the first does not take place, it does not now.
    /// </summary>
    /// <param name="start">When that visit begins now, by the clock of the place.</param>
    /// <param name="rule">Null: by the same rule as before, as often as was left.</param>
    public (Series? Series, Refused? Refused) ChangeFollowing(LocalDateTime id, LocalDateTime start, TimeSpan length, Recurrence? rule = null)
    {
        var place = Starts().ToList().FindIndex(one => one.Wall == id);
        if (place < 0)
        {
            return (null, PlatformProblems.NotFound.Refuse());
        }

        // What was said of the day on which it begins now is what is being changed.
        var after = new Series(rule ?? (Rule with { Count = Rule.Count - place }), start, Zone, length, [], [])
            .Keeping(
                LeftOut.Where(one => one > id && one.Date != start.Date), Changed.Where(one => one.Id > id && one.Id.Date != start.Date));
        if (LeftOut.Contains(id))
        {
            after = after with { LeftOut = [start, .. after.LeftOut] };
        }

        return after.Refuse() is { } refused ? (null, refused) : (after, null);
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
        var from = changed?.StartsAt ?? start.At.ToDateTimeOffset();
        return new Occurrence(start.Wall, from, from + (changed?.Length ?? Length));
    }

    private static T? Unlike<T>(T usual, T said)
        where T : struct, IEquatable<T> => said.Equals(usual) ? null : said;

    private static Refused Wrong(string sentence) => PlatformProblems.Invalid.Field("rule", sentence);
}
