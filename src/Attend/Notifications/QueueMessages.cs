using Attend.Channels;
using Attend.People;
using Attend.Platform;
using Attend.Platform.Database;
using Attend.Platform.Events;
using Attend.Platform.Lifecycles;
using Attend.Queues;

namespace Attend.Notifications;

/// <summary>
/// What people are told of queues: patients, which of them open and close; whoever holds a number, what becomes of it; nurses, whom they must see
/// to. What is said of a number is what still is so when its event is heard, and it is over as soon as it stands otherwise.
/// </summary>
internal static class QueueMessages
{
    private const string Opened = "queues.queue_opened";

    /// <summary>Why it is not told any more.</summary>
    private const string Over = "ended";
    private const string Changed = "changed";

    /// <summary>What an event of a ticket is told as, where what it says is still so.</summary>
    private static readonly IReadOnlyDictionary<string, Kind> Says = new Dictionary<string, Kind>(StringComparer.Ordinal)
    {
        [QueueEvents.WaitGrew] = Kind.TicketDelayed,
        ["queues.ticket_called"] = Kind.TicketCalled,
        ["queues.ticket_recalled"] = Kind.TicketCalled,
        ["queues.return_asked"] = Kind.TicketReturn,
        [QueueEvents.ReturnDue] = Kind.TicketReturn,
        ["queues.patient_worse"] = Kind.PatientWorse,
        ["queues.call_lapsed"] = Kind.PatientUnattended,
        [QueueEvents.PatientUnattended] = Kind.PatientUnattended,
        [QueueEvents.ReassessmentDue] = Kind.ReassessmentDue,
    };

    public static readonly Subscription Subscription = new("notifications.queues",
        [
            .. Events(QueueLifecycle.Table.Table), .. Events(DeskLifecycle.Table.Table), .. Events(TicketLifecycle.Table.Table),
            QueueEvents.DeskChanged, QueueEvents.WaitGrew, QueueEvents.ReturnDue, QueueEvents.PatientUnattended, QueueEvents.ReassessmentDue,
        ], React);

    /// <param name="Urgent">An emergency, or somebody whom an ambulance brought.</param>
    /// <param name="ReassessAt">When a nurse is to look at them again; null: nobody is reminded.</param>
    private sealed record TicketFacts(
        long Id, string Number, long SiteId, long QueueId, long? PatientId, int Stage, TicketState State, bool Urgent, long? DeskId,
        DateTimeOffset? WorseAt, DateTimeOffset? ReassessAt)
    {
        public bool IsHere => State is TicketState.Waiting or TicketState.OnHold;

        public static Sql Select => Sql.Raw("""
            select f.id, f.number, f.site_id, f.queue_id, f.patient_id, f.stage, f.state, f.urgent, f.desk_id, f.worse_at, f.reassess_at
            from queues.ticket_facts f
            """);
    }

    private sealed record SaidRow(string Kind, int Stage);

    private static async Task React(IServiceProvider services, Change change, EventRow row)
    {
        var heard = Messages.Heard(change, row);
        var near = Near(change, row);
        var tell = row.Concerns("ticket") ? OfTicket(change, row) : row.Concerns("queue") ? OfQueue(change, row) : null;
        await change.Send();
        if (heard.Value)
        {
            return;
        }

        tell?.Invoke();
        await near();
        await change.Send();
    }

    /// <summary>
    /// Those of its site, and by telephone those alone who follow it or are booked there today, for nobody else asked to be rung. Where followers
    /// alone are told, it is they.
    /// </summary>
    private static Action OfQueue(Change change, EventRow row)
    {
        var found = change.Find<long?>($"select site_id from queues.names where id = {row.SubjectId}");
        return () =>
        {
            if (found.Value is not { } site || row.Number("message_id") is not { } id)
            {
                return;
            }

            var followers = Audience.Followers(row.SubjectId);
            var rung = Audience.Any(followers, Audience.BookedToday(row.SubjectId));
            var everybody = Words.Parse<Tells>(row.Data.GetProperty("tells").GetString()!) is Tells.Site;
            // Of what it was told before, the last word alone is true.
            Messages.Withdraw(change, row.Subject, Changed);
            Messages.Say(change, id, row.Kind is Opened ? Kind.QueueOpened : Kind.QueueClosed, row.Subject,
                everybody ? Audience.Any(Audience.Holders(Role.Patient, site), followers) : followers,
                new { queue_id = row.SubjectId, site_id = site }, row,
                rungs: [Rung.AtOnce(Way.InApp), new Rung(TimeSpan.Zero, [Way.WebPush, Way.Sms], To: everybody ? rung : followers)]);
        };
    }

    private static Action OfTicket(Change change, EventRow row)
    {
        // Whoever felt worse before a desk called them, and is back unseen, still does.
        Kind?[] meant = [Says.GetValueOrDefault(row.Kind), row is { FromState: "CALLED", ToState: "WAITING" } ? Kind.PatientWorse : null];
        var found = change.Find<TicketFacts>($"{TicketFacts.Select} where f.id = {row.SubjectId}");
        var open = change.List<SaidRow>($"""
            select kind, (facts ->> 'stage')::int as stage from notifications.messages where subject = {row.Subject} and state = 'SAID'
            """);
        var id = meant.All(one => one is null) ? null : change.NextMessage();
        return () =>
        {
            var ticket = found.Value!;
            // Whoever feels worse does so wherever they are sent; all else is said of one queue.
            var said = open.Value.Select(one => (one.Stage, Kind: Kind.Of(one.Kind))).Where(one => one.Stage == ticket.Stage || one.Kind == Kind.PatientWorse)
                .Select(one => one.Kind).Where(one => IsSo(one, ticket, change.Now) && !TakesBack(row, one)).ToList();
            if (open.Value.Select(one => Kind.Of(one.Kind)).Except(said).ToArray() is { Length: > 0 } over)
            {
                Messages.Withdraw(change, row.Subject, Over, over);
            }

            // What waits for an answer climbs; to say it again would begin its ladder anew.
            var kind = meant.OfType<Kind>().FirstOrDefault(one => IsSo(one, ticket, change.Now));
            if (kind is null || Whom(kind, ticket) is not { } whom || (said.Contains(kind) && kind.Answered is not Answered.Never))
            {
                return;
            }

            if (said.Contains(kind))
            {
                Messages.Withdraw(change, row.Subject, Changed, kind);
            }

            Messages.Say(change, id!.Value, kind, row.Subject, whom, Facts(ticket, row.Kind[(row.Kind.IndexOf('.', StringComparison.Ordinal) + 1)..], row), row);
        };
    }

    /// <summary>
    /// Whoever comes next in the lines that an event may have moved, as many as there are open desks, and whoever was late and is passed over by it:
    /// each once in a stage, and in a hold.
    /// </summary>
    private static Func<Task> Near(Change change, EventRow row)
    {
        var lines = LinesOf(row);
        var next = change.List<TicketFacts>(Untold(Kind.TicketNext, $"select n from ({lines}) as l (id) cross join lateral queues.next_in_line(l.id) as n"));
        var passed = change.List<TicketFacts>(Untold(Kind.TicketReturn, $"select p from ({lines}) as l (id) cross join lateral queues.passed_over(l.id) as p"));
        return async () =>
        {
            var asked = Says.GetValueOrDefault(row.Kind) == Kind.TicketReturn ? row.SubjectId : 0;
            var told = next.Value.Select(ticket => (Kind: Kind.TicketNext, What: "next", Ticket: ticket))
                .Concat(passed.Value.Where(ticket => ticket.Id != asked).Select(ticket => (Kind.TicketReturn, "passed_over", ticket))).ToList();
            var ids = told.ConvertAll(_ => change.NextMessage());
            await change.Send();
            foreach (var (index, (kind, what, ticket)) in told.Index())
            {
                Messages.Say(change, ids[index].Value, kind, $"ticket:{ticket.Id}", Audience.Person(ticket.PatientId!.Value), Facts(ticket, what, row), row);
            }
        };
    }

    /// <summary>A patient who is free again may be the next one elsewhere.</summary>
    private static Sql LinesOf(EventRow row)
    {
        if (row.Concerns("ticket"))
        {
            long[] queues = [.. new[] { row.Number("queue_id"), row.Number("from_queue_id") }.OfType<long>().Distinct()];
            return $"""
                select unnest({queues}) union
                select o.queue_id from queues.ticket_facts t join queues.ticket_facts o on o.patient_id = t.patient_id and o.state = 'WAITING' where t.id = {row.SubjectId}
                """;
        }

        return row.Concerns("desk") ? (Sql)$"select queue_id from queues.desk_service where desk_id = {row.SubjectId}" : $"select {row.SubjectId}::bigint";
    }

    private static Sql Untold(Kind kind, Sql tickets) => $"""
        {TicketFacts.Select}
        where f.id in ({tickets}) and f.patient_id is not null and not exists (
            select from notifications.messages m where m.subject = concat('ticket:', f.id) and m.kind = {kind.Name}
              and (m.facts ->> 'stage')::int = f.stage and m.created_at >= coalesce(f.held_at, '-infinity'))
        order by f.id
        """;

    /// <summary>Whether what a kind says of a ticket is so.</summary>
    private static bool IsSo(Kind kind, TicketFacts ticket, DateTimeOffset now) => kind switch
    {
        _ when kind == Kind.TicketNext || kind == Kind.TicketDelayed => ticket.State is TicketState.Waiting,
        _ when kind == Kind.TicketCalled => ticket.State is TicketState.Called,
        _ when kind == Kind.TicketReturn => ticket.State is TicketState.OnHold,
        _ when kind == Kind.PatientUnattended => ticket is { Urgent: true, State: TicketState.Waiting },
        _ when kind == Kind.PatientWorse => ticket is { IsHere: true, WorseAt: not null },
        _ => ticket.IsHere && ticket.ReassessAt <= now,
    };

    /// <summary>A desk asked the wrong one to come back.</summary>
    private static bool TakesBack(EventRow row, Kind kind) =>
        kind == Kind.TicketReturn && row.Data.TryGetProperty("undone", out var deed) && deed.ValueEquals(Words.Of(TicketAction.AskBack));

    /// <summary>Null where its holder has no account: they see it on their page.</summary>
    private static string? Whom(Kind kind, TicketFacts ticket) =>
        kind.Answered is not Answered.Never ? Audience.OnDutyAt(ticket.SiteId, kind.Roles!) : ticket.PatientId is { } patient ? Audience.Person(patient) : null;

    private static object Facts(TicketFacts ticket, string what, EventRow row) => new
    {
        ticket_id = ticket.Id, ticket = ticket.Number, queue_id = ticket.QueueId, site_id = ticket.SiteId, desk_id = ticket.DeskId, ticket.Stage, what,
        minutes = row.Number("from_seconds") is { } seconds ? (seconds + 59) / 60 : (long?)null,
    };

    private static IEnumerable<string> Events(LifecycleTable lifecycle) => lifecycle.Steps.Select(step => step.Event);
}
