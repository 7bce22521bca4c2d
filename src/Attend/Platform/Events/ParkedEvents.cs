using Attend.Platform.Database;

namespace Attend.Platform.Events;

[LowerWords]
internal enum ParkedState
{
    Retrying,
    Parked,
}

/// <summary>A subject that a subscription could not go on with, and what it failed over.</summary>
/// <param name="Waiting">How many events of the subject wait, with the first.</param>
internal sealed record ParkedSubject(
    string Subscription, string Subject, ParkedState State, string Kind, long EventId, int Attempts, string? Error, int Waiting,
    DateTimeOffset ParkedAt, DateTimeOffset? NextAt);

/// <summary>What the administrator sees of failing subscriptions, and the way to have one tried again.</summary>
internal static class ParkedEvents
{
    /// <summary>Recorded with every replay; subscribers wake up at it.</summary>
    public const string Replayed = "platform.subject_replayed";

    /// <param name="module">Of the subscriptions of one module only.</param>
    public static Sql List(int most, string? module = null) => $"""
        select p.subscription, p.subject, case when p.next_at is null then 'parked' else 'retrying' end as state, e.kind, e.id as event_id,
               p.attempts, p.error, heads.waiting, p.parked_at, p.next_at
        from (
            select subscription, subject, count(*)::integer as waiting from platform.parked_events
            where true {Sql.If(module, $"and split_part(subscription, '.', 1) = {module}")}
            group by subscription, subject
        ) heads
        join lateral (
            select * from platform.parked_events p
            where p.subscription = heads.subscription and p.subject = heads.subject order by p.epoch, p.tx, p.id limit 1
        ) p on true
        join platform.events e on (e.epoch, e.tx, e.id) = (p.epoch, p.tx, p.id)
        order by p.next_at is null desc, p.parked_at, p.subscription, p.subject limit {most}
        """;

    /// <summary>Has a subject tried again from its first event on, once the transaction has committed. Null when nothing of it waits.</summary>
    public static Pending<long?> Replay(Change change, string subscription, string subject)
    {
        var found = change.Find<long?>($"{Awaken(subscription, subject, change.Now)} returning id");
        change.Event(Replayed, subject, new { subscription });
        return found;
    }

    /// <summary>Makes the first waiting event of a subject due.</summary>
    public static Sql Awaken(string subscription, string subject, DateTimeOffset at) => $"""
        update platform.parked_events set next_at = {at}, attempts = 0
        where subscription = {subscription} and subject = {subject} and (epoch, tx, id) = (
            select epoch, tx, id from platform.parked_events
            where subscription = {subscription} and subject = {subject} order by epoch, tx, id limit 1)
        """;
}
