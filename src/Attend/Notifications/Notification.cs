using System.Text.Json;
using System.Text.Json.Serialization;
using Attend.Channels;
using Attend.Platform;
using Attend.Platform.Database;

namespace Attend.Notifications;

/// <summary>A message in somebody's inbox.</summary>
/// <param name="Subject">What it is about: <c>alarm:7</c>.</param>
/// <param name="Over">Since when nothing need be done about it any more.</param>
/// <param name="AnsweredBy">Who answered for it: a person's name.</param>
internal sealed record NotificationView(
    long Id, string Kind, Urgency Urgency, string Subject, JsonElement Facts, DeliveryState State, DateTimeOffset SaidAt, DateTimeOffset? DeliveredAt,
    DateTimeOffset? ReadAt, DateTimeOffset? Deadline, DateTimeOffset? Over, string? AnsweredBy, DateTimeOffset? AnsweredAt,
    [property: JsonIgnore] long MessageId, [property: JsonIgnore] long UserId, [property: JsonIgnore] bool Dispatches,
    [property: JsonIgnore] string? Language, [property: JsonIgnore] string? Zone, long Version)
{
    public string Title { get; init; } = "";

    public string Text { get; init; } = "";

    /// <summary>Whether somebody is to answer for it.</summary>
    public bool Asks { get; init; }

    /// <summary>What the reader may do with it now.</summary>
    public IReadOnlyList<string> Actions { get; init; } = [];

    /// <summary>In its owner's language, by its owner's clock.</summary>
    public NotificationView InWords()
    {
        var (said, answered) = (Texts.Of(Kind, Language, Facts, Zone), Notifications.Kind.Of(Kind).Answered);
        var may = answered is not Answered.Never && Over is null && (answered is not Answered.AtAlarm || Dispatches);
        string[] more = may ? [Words.Of(MessageAction.Acknowledge)] : [];
        return this with
        {
            Title = said.Title,
            Text = said.Text,
            Asks = answered is not Answered.Never,
            Actions = [.. DeliveryLifecycle.Table.Table.Actions(Words.Of(State), _ => true), .. more],
        };
    }

    /// <summary>The view over the in-app deliveries of one person; the caller goes on with <c>and</c>.</summary>
    public static Sql Of(long userId) => $"{Inbox} and d.user_id = {userId}";

    /// <summary>The same of these deliveries, whosever they are.</summary>
    public static Sql Among(long[] ids) => $"{Inbox} and d.id = any({ids})";

    /// <summary>The same of whoever was told these messages.</summary>
    public static Sql Telling(long[] messages) => $"{Inbox} and d.message_id = any({messages})";

    /// <summary>One delivery, by whatever way.</summary>
    public static Sql One(long id) => $"{Select} where d.id = {id}";

    /// <summary>Those that nobody has read.</summary>
    public static Sql Unread => Sql.Raw("and d.state in ('PENDING', 'DELIVERED')");

    private static Sql Inbox => $"{Select} where d.way = 'in_app' and d.state <> 'SUPPRESSED'";

    private static Sql Select => Sql.Raw("""
        select d.id, m.kind, m.urgency, m.subject, m.facts, d.state, m.created_at as said_at, d.delivered_at, d.read_at, d.deadline,
               coalesce(m.acknowledged_at, m.withdrawn_at) as over, p.full_name as answered_by, m.acknowledged_at as answered_at,
               d.message_id, d.user_id, c.language, c.zone, d.version,
               exists (select from people.roles r where r.user_id = d.user_id and r.role in ('dispatcher', 'supervisor')) as dispatches
        from notifications.deliveries d join notifications.messages m on m.id = d.message_id
        left join people.contacts c on c.user_id = d.user_id
        left join people.members p on p.id = m.acknowledged_by
        """);
}
