using System.ComponentModel.DataAnnotations;
using Attend.Fleet;
using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;

namespace Attend.Visits;

/// <param name="From">The first visit that does not take place any more, by when it would begin by the clock of the site.</param>
/// <param name="Reason">A sentence of it; asked for with <c>other</c>.</param>
internal sealed record EndSeriesRequest(
    [Required, StringLength(16)] string? From, [Required] CancelReason? ReasonCode, [StringLength(500)] string? Reason = null);

/// <summary>A series as those who plan, and those who come, see it; its visits are appointments.</summary>
/// <param name="LeftOut">Visits that do not take place, each by when it would begin by the clock of the site.</param>
internal sealed record SeriesView(
    long Id, long SiteId, long ClientId, string ClientName, string Rule, string FirstStart, string Zone, int Minutes, string[] LeftOut, int Visits, DateTimeOffset CreatedAt,
    long Version)
{
    /// <summary>The view over <c>visits.series s</c>; the caller adds the where.</summary>
    public static Sql Select => Sql.Raw("""
        select s.id, s.site_id, s.client_id, c.name as client_name, s.rule, to_char(s.first_start, 'YYYY-MM-DD"T"HH24:MI') as first_start, s.zone, s.minutes,
               array(select to_char(t, 'YYYY-MM-DD"T"HH24:MI') from unnest(s.left_out) t order by t) as left_out,
               (select count(*)::int from visits.appointments a where a.series_id = s.id and a.state <> 'CANCELLED') as visits, s.created_at, s.version
        from visits.series s join visits.clients c on c.id = s.client_id
        """);

    /// <summary>Those that a caller may see, over <c>visits.series s</c>.</summary>
    public static Sql? Within(Caller caller)
    {
        var sites = caller.SitesFor(Permissions.VisitsRead);
        return Sql.If(sites, $"""
            and (s.site_id = any({sites ?? []}) or exists (
                select from visits.appointments a join visits.places p on p.appointment_id = a.id where a.series_id = s.id and p.therapist_id = {caller.UserId}))
            """);
    }
}

/// <summary>What is done to the visits of a series together; each alone has the keys of every appointment.</summary>
internal static class SeriesKeys
{
    private sealed record Row(long Id, long SiteId, long ClientId, string Rule, string Zone);

    public static async Task<Results<Ok<SeriesView>, Refused>> One(long id, Db db, Caller caller, AccessLog log, CancellationToken ct)
    {
        if (await db.Find<SeriesView>($"{SeriesView.Select} where s.id = {id} {SeriesView.Within(caller)}", ct) is not { } view)
        {
            return PlatformProblems.NotFound.Refuse();
        }

        await log.Looked(caller, Client.Subject(view.ClientId), "read", ct);
        return TypedResults.Ok(view);
    }

    /// <summary>A therapist accepts all places of a series that they are asked for.</summary>
    public static Task<Results<Ok<SeriesView>, Refused>> Accept(long id, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Ok<SeriesView>, Refused>>(caller, async change =>
        {
            Lock(change, id);
            var visible = change.Find<SeriesView>($"{SeriesView.Select} where s.id = {id} {SeriesView.Within(caller)}");
            var asked = change.List<long>($"""
                select p.id from visits.places p join visits.appointments a on a.id = p.appointment_id
                where a.series_id = {id} and p.therapist_id = {caller.User} and p.state = 'ASKED' order by p.id
                """);
            await change.Send();
            if (visible.Value is null)
            {
                return PlatformProblems.NotFound.Refuse();
            }

            if (asked.Value.Count == 0)
            {
                return VisitProblems.NothingAsked.Refuse();
            }

            long[] places = [.. asked.Value];
            change.MoveAll(PlaceLifecycle.Table, $"select unnest({places})", PlaceAction.Accept);
            Sql theirs = $"select p.appointment_id from visits.places p where p.id = any({places})";
            change.MoveAll(AppointmentLifecycle.Table, $"""
                select a.id from visits.appointments a
                where a.id in ({theirs}) and {AppointmentLifecycle.Is(AppointmentLifecycle.Unconfirmed)}
                  and not exists (select from visits.places o where o.appointment_id = a.id and o.state not in ('ACCEPTED', 'RELEASED'))
                """, AppointmentAction.Confirm);
            change.RunAny($"update visits.appointments a set version = version + 1 where a.id in ({theirs}) and a.state <> 'CONFIRMED'");
            Forget(change, places);
            change.Event(VisitEvents.SeriesAccepted, $"series:{id}", new { series_id = id, therapist_id = caller.User, places = places.Length });
            var view = change.One<SeriesView>($"{SeriesView.Select} where s.id = {id}");
            await change.Send();
            return TypedResults.Ok(view.Value);
        }, ct);

    /// <summary>From one visit on there are no more: they are cancelled, but for those at which somebody is already.</summary>
    public static Task<Results<Ok<SeriesView>, Refused>> End(long id, EndSeriesRequest request, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Ok<SeriesView>, Refused>>(caller, async change =>
        {
            if (PlanSeries.Moment(request.From) is not { } from)
            {
                return PlatformProblems.Invalid.Field("from", PlanSeries.Form);
            }

            if (request.ReasonCode is CancelReason.Other && string.IsNullOrWhiteSpace(request.Reason))
            {
                return PlatformProblems.Invalid.Field("reason", "says what it was, where no code does");
            }

            Lock(change, id);
            var found = change.Find<Row>($"select id, site_id, client_id, rule, zone from visits.series where id = {id}");
            var wall = PlanSeries.Wall.Format(from);
            var ended = change.List<long>($"""
                select a.id from visits.appointments a
                where a.series_id = {id} and a.occurrence >= {wall}::timestamp and {AppointmentLifecycle.Is(AppointmentLifecycle.Ahead)} order by a.id
                """);
            await change.Send();
            if (found.Value is not { } series || !caller.Reaches(Permissions.VisitsPlan, series.SiteId))
            {
                return PlatformProblems.NotFound.Refuse();
            }

            if (ended.Value.Count == 0)
            {
                return VisitProblems.NothingToEnd.Refuse();
            }

            long[] ids = [.. ended.Value];
            var places = change.List<long>($"select p.id from visits.places p where p.appointment_id = any({ids}) order by p.id");
            await change.Send();
            change.MoveAll(PlaceLifecycle.Table, $"select unnest({places.Value.ToArray()})", PlaceAction.Release);
            var code = request.ReasonCode!.Value;
            change.MoveAll(AppointmentLifecycle.Table, $"select unnest({ids})", AppointmentAction.Cancel,
                set: $"reason_code = {code}, reason = {request.Reason?.Trim()}", data: new { reason_code = code });
            ReviewRejection.Reviewed(change, $"select unnest({places.Value.ToArray()})", "cancelled");
            Forget(change, places.Value);
            // RFC 5545 ends a rule with the last moment at which it may come.
            var last = DateTimeZoneProviders.Tzdb[series.Zone].AtLeniently(from).ToInstant() - Duration.FromSeconds(1);
            var rule = Recurrence.Read(series.Rule).Rule! with { Count = null, Until = last };
            change.Run($"update visits.series set rule = {rule.ToString()}, version = version + 1 where id = {id}");
            change.Event(VisitEvents.SeriesEnded, $"series:{id}", new { series_id = id, site_id = series.SiteId, client_id = series.ClientId, visits = ids.Length });
            var view = change.One<SeriesView>($"{SeriesView.Select} where s.id = {id}");
            await change.Send();
            return TypedResults.Ok(view.Value);
        }, ct);

    /// <summary>Queues the locks of a series' client, of all who come to its visits, and of those.</summary>
    /// <param name="others">Whoever else is locked with them, because they may come to be asked.</param>
    public static void Lock(Change change, long id, params long[] others)
    {
        VisitStep.LockClient(change, $"select s.client_id from visits.series s where s.id = {id}");
        Sql visits = $"select a.id from visits.appointments a where a.series_id = {id}";
        Reservations.LockPeople(change, (Sql)$"select p.therapist_id as id from visits.places p where p.appointment_id in ({visits}) union all select unnest({others})");
        change.Lock($"select from visits.appointments a where a.series_id = {id} order by a.id for no key update");
        change.Lock($"select from visits.places p where p.appointment_id in ({visits}) order by p.id for no key update");
    }

    private static void Forget(Change change, IReadOnlyList<long> places)
    {
        foreach (var place in places)
        {
            PlaceClocks.StopAsking(change, place);
        }
    }
}
