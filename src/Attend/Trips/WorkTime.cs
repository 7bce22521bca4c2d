using Attend.People;
using Attend.Platform.Database;

namespace Attend.Trips;

/// <summary>When a driver works: by a shift that was planned for them, else by the plan of their week, which may cross midnight.</summary>
internal sealed record WorkTime(bool OnShift, DateTimeOffset? ShiftEnds, IReadOnlyList<DayHours>? Weekly, IReadOnlyList<SpecialDay>? SpecialDays, string? Zone)
{
    /// <summary>Of <c>trips.drivers d</c>, as one column.</summary>
    public static Sql Of(DateTimeOffset now) => $"""
        (select jsonb_build_object('on_shift', w.user_id is not null, 'shift_ends', w.to_at, 'weekly', h.weekly, 'special_days', h.special_days, 'zone', h.zone)
         from (select 1) one
         left join lateral (
             select user_id, to_at from people.duty where user_id = d.user_id and from_at <= {now} and (to_at is null or to_at > {now}) limit 1
         ) w on true
         left join people.working_hours h on h.user_id = d.user_id)
        """;

    /// <summary>Whether they work, and until when; null where no end is in sight.</summary>
    public (bool On, DateTimeOffset? Until) At(DateTimeOffset now)
    {
        if (OnShift)
        {
            return (true, ShiftEnds);
        }

        if (Weekly is null || Zone is null)
        {
            return (false, null);
        }

        var (on, changes) = new WeekPlan(Weekly, SpecialDays ?? [], Zone).At(now);
        return (on, on ? changes : null);
    }
}
