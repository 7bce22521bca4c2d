using Attend.Platform.Database;
using Attend.Platform.Events;

namespace Attend.Notifications;

/// <summary>How a message comes to be and ends. Whoever causes it waits neither for its people to be written down nor for their being told.</summary>
internal static class Messages
{
    private const int AtOnce = 1_000;

    /// <summary>Queues a message because of an event. The same event cannot give the same message twice: a constraint keeps it out.</summary>
    /// <param name="id">Drawn with <see cref="Change.NextMessage"/>, here or by whoever caused it.</param>
    /// <param name="facts">Ids and words of the program that the text names, or names things by (<see cref="NamedFacts"/>); never what anybody wrote.</param>
    /// <param name="priority">Of the call it is about: a ladder may differ by it.</param>
    /// <param name="rungs">Another ladder than the kind's.</param>
    /// <param name="deadline">When it is worth nothing any more, where that is not the kind's own time after it was said.</param>
    public static void Say(
        Change change, long id, Kind kind, string subject, string audience, object facts, EventRow? cause, string? priority = null,
        IReadOnlyList<Rung>? rungs = null, DateTimeOffset? deadline = null)
    {
        // By the clock of what happened: what is heard of late is as old as it is.
        var said = cause?.At ?? change.Now;
        change.Add(MessageLifecycle.Table, id, MessageAction.Say,
        [
            ("kind", kind.Name), ("urgency", kind.Urgency), ("subject", subject), ("facts", Sql.Json(facts)), ("audience", audience),
            ("event_epoch", cause?.Epoch), ("event_id", cause?.Id), ("deadline", deadline ?? said + kind.WorthFor),
        ], said);
        change.RunAny(Ladders.Write(id, kind, priority, audience, rungs));
        change.Later(TellAudience.Work, TellAudience.Key(id, 0), change.Now);
    }

    /// <summary>Whether something was said because of this event: whoever hears it once more, because somebody had it told again, has nothing to do.</summary>
    public static Pending<bool> Heard(Change change, EventRow cause) => change.One<bool>($"""
        select exists (select from notifications.messages where event_epoch = {cause.Epoch} and event_id = {cause.Id})
        """);

    /// <summary>
    /// Queues that what is said about a thing is over: nobody further is told, and what still waits to be sent is not. What lies in an inbox
    /// stays there, for whoever asks later what happened.
    /// </summary>
    /// <param name="only">Messages of these kinds alone; of all where none is named.</param>
    public static void Withdraw(Change change, string subject, string reason, params Kind[] only)
    {
        var kinds = only.Select(kind => kind.Name).ToArray();
        Sql about = $"{About(subject)} {Sql.If(kinds.Length > 0 ? kinds : null, $"and kind = any({kinds})")}";
        // First: whoever writes its people down holds it, and must be waited for before they are looked at.
        change.MoveAll(MessageLifecycle.Table, about, MessageAction.Withdraw, set: $"reason = {reason}");
        Hush(change, about, reason);
    }

    /// <summary>The same because somebody answered for it.</summary>
    /// <param name="by">Null where it was no person.</param>
    public static void Acknowledge(Change change, string subject, long? by, string reason)
    {
        change.MoveAll(MessageLifecycle.Table, About(subject), MessageAction.Acknowledge, set: $"acknowledged_by = {by}, reason = {reason}");
        Hush(change, About(subject), reason);
    }

    /// <summary>Queues that what nobody has begun to send is not sent. Whoever sends it now learns the same when the try is over.</summary>
    /// <param name="messages">SQL that gives ids.</param>
    public static void Hush(Change change, Sql messages, string reason)
    {
        Sql waiting = $"""
            select id from notifications.deliveries
            where message_id in ({messages}) and state = 'PENDING' and way <> 'in_app' and (lease_until is null or lease_until < now())
            order by id limit {AtOnce}
            """;
        // Locked before it is looked at: a claim is waited for, and seen. Of a large audience the sender withdraws the rest, which nobody claims.
        change.Lock($"{waiting} for no key update");
        change.MoveAll(DeliveryLifecycle.Table, waiting, DeliveryAction.Withdraw, set: $"reason = {reason}");
    }

    private static Sql About(string subject) => $"select id from notifications.messages where subject = {subject}";
}
