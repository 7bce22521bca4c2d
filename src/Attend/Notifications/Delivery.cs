using Attend.Channels;
using Attend.Platform;
using Attend.Platform.Database;

namespace Attend.Notifications;

[LowerWords]
internal enum TryOutcome { Accepted, Later, Never, Gone, Unsure, CutOff }

/// <summary>A delivery as whoever answers for the whole sees it. It holds no address, and nothing of what was said.</summary>
/// <param name="Subject">What it is about: <c>alarm:7</c>.</param>
/// <param name="Reason">Why nobody was told this way, why somebody was though it was quiet, or what the provider said last.</param>
/// <param name="UserId">Null of a program's.</param>
/// <param name="Person">The name that its person has today; null once they were erased.</param>
/// <param name="Provider">Who tried last.</param>
internal sealed record DeliveryView(
    long Id, long MessageId, string Kind, Urgency Urgency, string Subject, Way Way, DeliveryState State, DateTimeOffset StateSince, string? Reason,
    long? UserId, string? Person, DateTimeOffset SaidAt, int Tries, string? Provider, long Version)
{
    /// <summary>The view over all deliveries (<c>d</c>) with their messages (<c>m</c>).</summary>
    public static Sql Select => Sql.Raw("""
        select d.id, d.message_id, m.kind, m.urgency, m.subject, d.way, d.state, d.state_since, d.reason, nullif(d.user_id, 0) as user_id,
               p.full_name as person,
               m.created_at as said_at, d.tries, d.provider, d.version
        from notifications.deliveries d
        join notifications.messages m on m.id = d.message_id
        left join people.members p on p.id = d.user_id
        """);
}

/// <summary>One try of a delivery, as it was written down.</summary>
/// <param name="EndedAt">Null while it lasts.</param>
/// <param name="MaybeAgain">The one before was cut off or unsure: the provider may have had it already.</param>
internal sealed record TryView(
    int Number, DateTimeOffset BeganAt, DateTimeOffset? EndedAt, string? Provider, TryOutcome? Outcome, string? Detail, bool MaybeAgain)
{
    public static Sql Of(long deliveryId) => $"""
        select number, began_at, ended_at, provider, outcome, detail, maybe_again from notifications.tries where delivery_id = {deliveryId} order by number
        """;
}

/// <summary>What a telephone company said of a delivery beside its answer to the sending.</summary>
/// <param name="Error">The company's own number for what went wrong.</param>
internal sealed record ReportView(DateTimeOffset At, string Word, int? Error)
{
    public static Sql Of(long deliveryId) => $"select at, word, error from notifications.reports where delivery_id = {deliveryId} order by at, word";
}
