using System.ComponentModel.DataAnnotations;
using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Visits;

/// <param name="Ids">Only these therapists of the site; all of them when absent.</param>
internal sealed record AvailabilityFilter(
    [property: Required] long? SiteId, [property: Required] DateTimeOffset? From, [property: Required] DateTimeOffset? To,
    [property: MaxLength(200)] long[]? Ids);

/// <summary>From when until when, half-open.</summary>
internal sealed record StretchView(DateTimeOffset From, DateTimeOffset To);

internal sealed record BookedVisitView(long AppointmentId, long PlaceId, DateTimeOffset StartsAt, DateTimeOffset EndsAt);

/// <param name="Zone">Their own, by whose clock they work.</param>
/// <param name="Windows">When they work by their plan, cut to what was asked for.</param>
/// <param name="Booked">The visits that they have, inside the windows and out of them.</param>
/// <param name="Free">The windows without the visits. The way between visits is not taken off: it depends on where the next one is.</param>
internal sealed record TherapistAvailabilityView(
    long TherapistId, string Name, string Zone, bool Away, IReadOnlyList<StretchView> Windows, IReadOnlyList<BookedVisitView> Booked, IReadOnlyList<StretchView> Free);

/// <summary>When therapists work and what they have to do then: everybody of a site in one query. A therapist sees themselves.</summary>
internal static class ReadAvailability
{
    /// <summary>A month of the calendar, from any day and hour of it.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(32);

    internal sealed record Row(
        long Id, string Name, bool Away, string Zone, IReadOnlyList<DayHours> Weekly, IReadOnlyList<SpecialDay> SpecialDays, IReadOnlyList<BookedVisitView> Booked);

    public static async Task<Results<Ok<Page<TherapistAvailabilityView>>, Refused>> Handle(
        [AsParameters] AvailabilityFilter filter, Db db, Caller caller, AccessLog log, CancellationToken ct)
    {
        var (site, from, to) = (filter.SiteId!.Value, filter.From!.Value, filter.To!.Value);
        if (to <= from || to - from > Longest)
        {
            return PlatformProblems.Invalid.Field("to", "must be later than from, by 32 days at most");
        }

        var rows = await db.List<Row>(Select(site, from, to, Ids(filter, caller, site)), ct);
        await log.Looked(caller, rows.Select(row => $"user:{row.Id}"), "list", ct);
        return TypedResults.Ok(new Page<TherapistAvailabilityView>([.. rows.Select(row => Of(row, from, to))], null));
    }

    /// <param name="ids">Which of the site's therapists; null: all.</param>
    internal static Sql Select(long siteId, DateTimeOffset from, DateTimeOffset to, long[]? ids) => $"""
        select m.id, m.full_name as name, m.away, coalesce(w.zone, c.zone) as zone, coalesce(w.weekly, '[]') as weekly,
               coalesce(w.special_days, '[]') as special_days, coalesce(t.booked, '[]') as booked
        from people.members m
        join people.contacts c on c.user_id = m.id
        left join people.working_hours w on w.user_id = m.id
        left join (
            select p.therapist_id, jsonb_agg(jsonb_build_object(
                'appointment_id', p.appointment_id, 'place_id', p.id, 'starts_at', p.starts_at, 'ends_at', p.ends_at) order by p.starts_at) as booked
            from visits.places p
            where p.holds and p.during && tstzrange({from}, {to}, '[)') and p.therapist_id in ({Fit.TherapistsOf(siteId)})
              {Sql.If(ids, $"and p.therapist_id = any({ids ?? []})")}
            group by p.therapist_id
        ) t on t.therapist_id = m.id
        where m.active and m.id in ({Fit.TherapistsOf(siteId)}) {Sql.If(ids, $"and m.id = any({ids ?? []})")}
        order by m.id
        """;

    internal static TherapistAvailabilityView Of(Row row, DateTimeOffset from, DateTimeOffset to)
    {
        var windows = new WeekPlan(row.Weekly, row.SpecialDays, row.Zone).Between(from, to);
        return new TherapistAvailabilityView(row.Id, row.Name, row.Zone, row.Away, [.. windows.Select(window => new StretchView(window.From, window.To))],
            row.Booked, [.. Free(windows, row.Booked)]);
    }

    /// <summary>What is left of windows without what is booked. Both are in order, and neither overlaps itself.</summary>
    private static IEnumerable<StretchView> Free(IReadOnlyList<(DateTimeOffset From, DateTimeOffset To)> windows, IReadOnlyList<BookedVisitView> booked)
    {
        var next = 0;
        foreach (var (from, to) in windows)
        {
            var at = from;
            while (next < booked.Count && booked[next].EndsAt <= from)
            {
                next++;
            }

            // A visit that lasts into the next window is looked at again there.
            for (var i = next; i < booked.Count && booked[i].StartsAt < to; i++)
            {
                if (booked[i].StartsAt > at)
                {
                    yield return new StretchView(at, booked[i].StartsAt);
                }

                at = booked[i].EndsAt;
            }

            if (at < to)
            {
                yield return new StretchView(at, to);
            }
        }
    }

    /// <summary>Who plans the site's visits sees everybody there; who makes them, themselves.</summary>
    private static long[]? Ids(AvailabilityFilter filter, Caller caller, long siteId)
    {
        var ids = filter.Ids is { Length: > 0 } some ? some : null;
        if (caller.Reaches(Permissions.VisitsRead, siteId))
        {
            return ids;
        }

        return ids is null || ids.Contains(caller.User) ? [caller.User] : [];
    }
}
