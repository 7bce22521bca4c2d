using System.Text.Json;
using System.Text.Json.Serialization;
using Attend.Channels;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;

namespace Attend.Notifications;

/// <summary>A message in somebody's inbox.</summary>
/// <param name="Subject">What it is about: <c>alarm:7</c>.</param>
/// <param name="Over">Since when nothing need be done about it any more.</param>
internal sealed record NotificationView(
    long Id, string Kind, Urgency Urgency, string Subject, JsonElement Facts, DeliveryState State, DateTimeOffset SaidAt, DateTimeOffset? DeliveredAt,
    DateTimeOffset? ReadAt, DateTimeOffset? Deadline, DateTimeOffset? Over, [property: JsonIgnore] string? Language,
    [property: JsonIgnore] string? Zone, long Version)
{
    public string Title { get; init; } = "";

    public string Text { get; init; } = "";

    /// <summary>What the reader may do with it now.</summary>
    public IReadOnlyList<string> Actions { get; init; } = [];

    /// <summary>In the reader's language, by the reader's clock.</summary>
    public NotificationView For(Caller caller)
    {
        var said = Texts.Of(Kind, Language, Facts, Zone);
        return this with
        {
            Title = said.Title,
            Text = said.Text,
            Actions = [.. DeliveryLifecycle.Table.Table.Actions(Words.Of(State), caller.MayAtAll)],
        };
    }

    /// <summary>The view over the in-app deliveries of one person; the caller goes on with <c>and</c>.</summary>
    public static Sql Of(long userId) => $"{Select} and d.user_id = {userId}";

    /// <summary>The same of these deliveries, whosever they are.</summary>
    public static Sql Among(long[] ids) => $"{Select} and d.id = any({ids})";

    private static Sql Select => Sql.Raw("""
        select d.id, m.kind, m.urgency, m.subject, m.facts, d.state, m.created_at as said_at, d.delivered_at, d.read_at, d.deadline,
               m.withdrawn_at as over, c.language, c.zone, d.version
        from notifications.deliveries d join notifications.messages m on m.id = d.message_id
        left join people.contacts c on c.user_id = d.user_id
        where d.way = 'in_app' and d.state <> 'SUPPRESSED'
        """);

    /// <summary>Those that nobody has read.</summary>
    public static Sql Unread => Sql.Raw("and d.state in ('PENDING', 'DELIVERED')");
}
