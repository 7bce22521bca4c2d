using Attend.People;
using Attend.Platform.Database;

namespace Attend.Trips;

/// <summary>Hours that were planned for somebody, half-open; without an end, none is in sight.</summary>
internal sealed record WorkShift(DateTimeOffset From, DateTimeOffset? To);

/// <summary>When a driver works: by the shifts that were planned for them, else by the plan of their week, which may cross midnight.</summary>
/// <param name="Shifts">Those that are not over, the next ones first.</param>
internal sealed record WorkTime(IReadOnlyList<WorkShift> Shifts, IReadOnlyList<DayHours>? Weekly, IReadOnlyList<SpecialDay>? SpecialDays, string? Zone)
{
    // Nobody plans further ahead than a month of shifts.
    private const int Most = 40;

    /// <summary>Of <c>trips.drivers d</c>, as one column.</summary>
    public static Sql Of(DateTimeOffset now) => $"""
        (select jsonb_build_object('shifts', w.shifts, 'weekly', h.weekly, 'special_days', h.special_days, 'zone', h.zone)
         from (
             select coalesce(jsonb_agg(jsonb_build_object('from', s.from_at, 'to', s.to_at) order by s.from_at), '[]'::jsonb) as shifts
             from (select from_at, to_at from people.duty where user_id = d.user_id and (to_at is null or to_at > {now}) order by from_at limit {Most}) s
         ) w
         left join people.working_hours h on h.user_id = d.user_id)
        """;

    /// <summary>Whether they work at a time that is not past, and until when; null where no end is in sight.</summary>
    public (bool On, DateTimeOffset? Until) At(DateTimeOffset time)
    {
        if (Shifts.FirstOrDefault(shift => shift.From <= time && !(shift.To <= time)) is { } shift)
        {
            return (true, shift.To);
        }

        if (Weekly is null || Zone is null)
        {
            return (false, null);
        }

        var (on, changes) = new WeekPlan(Weekly, SpecialDays ?? [], Zone).At(time);
        return (on, on ? changes : null);
    }
}
