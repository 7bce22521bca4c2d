using System.Text.Json;
using System.Text.Json.Serialization;
using Attend.Channels;
using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;

namespace Attend.Notifications;

/// <summary>A message in somebody's inbox.</summary>
/// <param name="MessageId">By this it is known again wherever else its person was told of it, such as on a lock screen.</param>
/// <param name="Subject">What it is about: <c>alarm:7</c>.</param>
/// <param name="Over">Since when nothing need be done about it any more.</param>
/// <param name="AnsweredBy">Who answered for it: a person's name.</param>
internal sealed record NotificationView(
    long Id, string Kind, Urgency Urgency, string Subject, JsonElement Facts, DeliveryState State, DateTimeOffset SaidAt, DateTimeOffset? DeliveredAt,
    DateTimeOffset? ReadAt, DateTimeOffset? Deadline, DateTimeOffset? Over, string? AnsweredBy, DateTimeOffset? AnsweredAt,
    long MessageId, [property: JsonIgnore] long UserId, [property: JsonIgnore] bool Dispatches, [property: JsonIgnore] bool Steps,
    [property: JsonIgnore] string? Language, [property: JsonIgnore] string? Zone, long Version)
{
    public string Title { get; init; } = "";

    public string Text { get; init; } = "";

    /// <summary>Whether somebody is to answer for it.</summary>
    public bool Asks { get; init; }

    /// <summary>What the reader may do with it now.</summary>
    public IReadOnlyList<string> Actions { get; init; } = [];

    /// <summary>In its owner's language, by its owner's clock.</summary>
    public NotificationView InWords(DateTimeOffset now)
    {
        var (said, answered) = (Texts.Of(Kind, Language, Facts, Zone), Notifications.Kind.Of(Kind).Answered);
        var may = Over is null && !(Deadline <= now) && answered switch
        {
            Answered.Never => false,
            Answered.AtAlarm => Dispatches,
            Answered.AtResponse => Steps,
            _ => true,
        };
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

    /// <summary>
    /// The ids of what these people have of these messages in their inboxes. Of a message for few its people are looked through, of one for many
    /// these are looked up: never all of a large audience.
    /// </summary>
    public static Sql Held(long[] messages, long[] people) => $"""
        with sized as materialized (
            select m.id, coalesce(sum(r.people) > {people.Length}, true) as large
            from unnest({messages}) as m (id) left join notifications.rungs r on r.message_id = m.id group by m.id
        )
        select d.id from sized s join notifications.deliveries d on d.message_id = s.id and d.way = 'in_app' and d.user_id = any({people}) where not s.large
        union all
        select d.id from sized s cross join unnest({people}) as p (id)
        cross join lateral (
            select d.id from notifications.deliveries d where d.message_id = s.id and d.user_id = p.id and d.way = 'in_app' offset 0
        ) d
        where s.large
        """;

    /// <summary>One delivery, by whatever way.</summary>
    public static Sql One(long id) => $"{Select} where d.id = {id}";

    /// <summary>Those that nobody has read.</summary>
    public static Sql Unread => Sql.Raw("and d.state in ('PENDING', 'DELIVERED')");

    private static Sql Inbox => $"{Select} where d.way = 'in_app' and d.state <> 'SUPPRESSED'";

    private static Sql Select => $"""
        select d.id, m.kind, m.urgency, m.subject, {NamedFacts.Column} as facts, d.state, m.created_at as said_at, d.delivered_at, d.read_at, m.deadline,
               coalesce(m.acknowledged_at, m.withdrawn_at) as over, p.full_name as answered_by, m.acknowledged_at as answered_at,
               d.message_id, d.user_id, c.language, c.zone, d.version,
               {Hold(Permissions.CallsDispatch)} as dispatches, {Hold(Permissions.ResponsesStep)} as steps
        from notifications.deliveries d join notifications.messages m on m.id = d.message_id
        left join people.contacts c on c.user_id = d.user_id
        left join people.members p on p.id = m.acknowledged_by
        """;

    /// <summary>Whether whoever was told holds a permission, however far it reaches: what it is about looks closer.</summary>
    private static Sql Hold(Permission permission)
    {
        var roles = Permissions.Table.Single(row => row.Permission == permission).Scopes.Keys.Select(role => $"'{Words.Of(role)}'");
        return Sql.Raw($"exists (select from people.roles r where r.user_id = d.user_id and r.role in ({string.Join(", ", roles)}))");
    }
}
