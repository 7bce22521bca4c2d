using System.Text.Json;
using Attend.People;
using Attend.Platform.Database;
using Attend.Platform.Events;
using Attend.Platform.Lifecycles;
using Attend.Visits;

namespace Attend.Notifications;

/// <summary>
/// What people are told of visits: therapists, what they are asked and what becomes of their day; clients who have an account, what becomes of theirs;
/// operators, which visit has nobody. Said is what still is so when its event is heard, and it is over as soon as it stands otherwise.
/// </summary>
internal static class VisitMessages
{
    private const string Over = "ended";
    private const string Changed = "changed";

    public static readonly Subscription Subscription = new("notifications.visits",
        [.. Events(AppointmentLifecycle.Table.Table), .. Events(PlaceLifecycle.Table.Table), VisitEvents.AppointmentChanged, VisitEvents.AnswerReminded,
            VisitEvents.NobodyLeft, VisitEvents.NoEnd],
        React);

    /// <param name="ClientUserId">Null where the client has no account: they see it on their page.</param>
    /// <param name="Therapists">Who comes, or is asked to.</param>
    /// <param name="LacksSomebody">A place of it was rejected, or nobody answered for it, and nobody is asked.</param>
    private sealed record VisitFacts(
        long Id, long SiteId, AppointmentState State, DateTimeOffset StartsAt, DateTimeOffset EndsAt, int? LateMinutes, long? ClientUserId, long[] Therapists,
        bool LacksSomebody);

    private sealed record PlaceFacts(long Id, long? TherapistId, PlaceState State, DateTimeOffset? AnswerBy, bool Rejected, bool Unanswered);

    /// <param name="Again">It takes the place of what was said of it before.</param>
    private sealed record Saying(Kind Kind, string Subject, string Audience, object Facts, bool Again = true, DateTimeOffset? Deadline = null);

    private static async Task React(IServiceProvider services, Change change, EventRow row)
    {
        var heard = Messages.Heard(change, row);
        var found = change.Find<VisitFacts>($"""
            select f.id, f.site_id, f.state, f.starts_at, f.ends_at, f.late_minutes, f.client_user_id, f.therapists, f.lacks_somebody
            from visits.visit_facts f where f.id = {row.SubjectId}
            """);
        var placed = change.Find<PlaceFacts>($"""
            select f.id, f.therapist_id, f.state, f.answer_by, f.rejected, f.unanswered from visits.place_facts f where f.id = {row.Number("place_id") ?? 0}
            """);
        await change.Send();
        if (heard.Value || found.Value is not { } visit)
        {
            return;
        }

        var place = placed.Value;
        End(change, row, visit, place);
        List<Saying> said = [.. ToTherapists(row, visit, place), .. ToOperators(row, visit, place), .. ToClient(row, visit)];
        var ids = said.ConvertAll(_ => change.NextMessage());
        await change.Send();
        foreach (var (index, one) in said.Index())
        {
            if (one.Again)
            {
                Messages.Withdraw(change, one.Subject, Changed, one.Kind);
            }

            Messages.Say(change, ids[index].Value, one.Kind, one.Subject, one.Audience, one.Facts, row, deadline: one.Deadline);
        }

        await change.Send();
    }

    private static void End(Change change, EventRow row, VisitFacts visit, PlaceFacts? place)
    {
        if (place is not null)
        {
            var missed = place.State is PlaceState.InProgress && row.Kind is not PutOffAlarm.Event;
            Kind[] over = [.. place.State is PlaceState.Asked ? [] : new[] { Kind.VisitAsked }, .. missed ? [] : new[] { Kind.VisitUnended }];
            Messages.Withdraw(change, Subject(place), Over, over);
        }

        if (!visit.LacksSomebody)
        {
            Messages.Withdraw(change, row.Subject, Over, Kind.VisitReview);
        }
    }

    private static IEnumerable<Saying> ToTherapists(EventRow row, VisitFacts visit, PlaceFacts? place)
    {
        // Of a place that is open again it is whoever had it.
        var one = row.Number("therapist_id") ?? row.Number("former_therapist_id");
        switch (row.Kind)
        {
            case "visits.therapist_asked" or VisitEvents.AnswerReminded when place is { State: PlaceState.Asked, AnswerBy: { } by } && place.TherapistId == one:
                var what = row.Kind is VisitEvents.AnswerReminded ? "reminded" : "asked";
                return [new(Kind.VisitAsked, Subject(place), Audience.Person(one!.Value),
                    new { appointment_id = visit.Id, place_id = place.Id, at = visit.StartsAt, by, what }, Deadline: by)];
            // The operators are rung by the ladder: whoever answers first ends it for all.
            case VisitEvents.NoEnd when place is { State: PlaceState.InProgress } && IsFor(row, "therapist"):
                return [new(Kind.VisitUnended, Subject(place), Audience.PersonOf(visit.SiteId, one!.Value),
                    new { appointment_id = visit.Id, place_id = place.Id, at = visit.EndsAt }, Again: false)];
            case "visits.place_released" or "visits.place_reopened" when row.FromState is "ACCEPTED" or "EN_ROUTE" or "ARRIVED":
                return Change(row, visit, visit.State is AppointmentState.Cancelled ? "cancelled" : "released", [.. new[] { one }.OfType<long>()]);
            case "visits.appointment_rescheduled":
                // Who comes only now was asked.
                return Change(row, visit, "moved", [.. visit.Therapists.Except(Joined(row))]);
            case VisitEvents.AppointmentChanged when IsElsewhere(row):
                return Change(row, visit, "elsewhere", visit.Therapists);
            case "visits.appointment_extended":
                return Change(row, visit, "longer", visit.Therapists);
            case "visits.appointment_shortened":
                return Change(row, visit, "shorter", visit.Therapists);
            case "visits.visit_corrected":
                return Change(row, visit, "corrected", [one!.Value]);
            case "visits.running_late":
                return Change(row, visit, "late", visit.Therapists);
            default:
                return [];
        }
    }

    /// <summary>Of each place that has nobody, whatever became of the others.</summary>
    private static IEnumerable<Saying> ToOperators(EventRow row, VisitFacts visit, PlaceFacts? place)
    {
        var what = row.Kind switch
        {
            "visits.place_rejected" when place is { Rejected: true } => "rejected",
            VisitEvents.NobodyLeft when place is { Unanswered: true } => "nobody_left",
            _ => null,
        };
        return what is null
            ? []
            : [new(Kind.VisitReview, row.Subject, Audience.OnDutyAt(visit.SiteId, Role.Operator), new { appointment_id = visit.Id, at = visit.StartsAt, what })];
    }

    private static IEnumerable<Saying> ToClient(EventRow row, VisitFacts visit)
    {
        var what = (row.Kind, visit.State) switch
        {
            ("visits.appointment_confirmed", AppointmentState.Confirmed) => "confirmed",
            ("visits.appointment_en_route", AppointmentState.EnRoute) => "on_the_way",
            ("visits.running_late", AppointmentState.Pending or AppointmentState.Confirmed or AppointmentState.EnRoute) => "late",
            ("visits.appointment_rescheduled", AppointmentState.Pending or AppointmentState.Confirmed) => "moved",
            (VisitEvents.AppointmentChanged, _) when IsElsewhere(row) && AppointmentLifecycle.Planned.Contains(visit.State) => "elsewhere",
            ("visits.appointment_cancelled", AppointmentState.Cancelled) => "cancelled",
            ("visits.client_absent", AppointmentState.NoShow) => "absent",
            _ => null,
        };
        return what is null || visit.ClientUserId is not { } client
            ? []
            : [new(Kind.VisitNews, row.Subject, Audience.Person(client), new { appointment_id = visit.Id, at = visit.StartsAt, minutes = visit.LateMinutes, what })];
    }

    /// <summary>To those whose day it changes; whoever did it knows.</summary>
    private static IEnumerable<Saying> Change(EventRow row, VisitFacts visit, string what, long[] therapists) =>
        therapists.Where(one => row.Actor != $"user:{one}").ToArray() is { Length: > 0 } others
            ? [new(Kind.VisitChanged, row.Subject, Audience.Person(others), new { appointment_id = visit.Id, at = visit.StartsAt, minutes = visit.LateMinutes, what }, Again: false)]
            : [];

    private static IEnumerable<long> Joined(EventRow row) =>
        row.Data.TryGetProperty("joined_therapist_ids", out var ids) ? ids.EnumerateArray().Select(id => id.GetInt64()) : [];

    private static string Subject(PlaceFacts place) => $"place:{place.Id}";

    /// <summary>What else is edited of a visit changes nobody's day.</summary>
    private static bool IsElsewhere(EventRow row) => row.Data.TryGetProperty("elsewhere", out var elsewhere) && elsewhere.ValueKind is JsonValueKind.True;

    private static bool IsFor(EventRow row, string whom) => row.Data.TryGetProperty("for", out var meant) && meant.ValueEquals(whom);

    private static IEnumerable<string> Events(LifecycleTable lifecycle) => lifecycle.Steps.Select(step => step.Event);
}
