using System.Globalization;
using System.Text.Json;
using Attend.Channels;
using Attend.Platform;
using Attend.Platform.Database;

namespace Attend.Notifications;

/// <summary>A delivery that this node tries now, with what it takes to say it.</summary>
/// <param name="Fence">Moves on with every claim: what an earlier one learns changes nothing any more.</param>
/// <param name="MaybeAgain">A try before this one may have reached them.</param>
/// <param name="UserId">0 of a program's.</param>
internal sealed record Claimed(
    long Id, int Tries, bool MaybeAgain, long Fence, Way Way, long UserId, long DeviceId, Guid Reference, string Kind, Urgency Urgency, string Subject, JsonElement Facts,
    long MessageId, DateTimeOffset SaidAt, DateTimeOffset? Deadline, string? Email, string? Phone, string? Language, string? Zone, string? Endpoint, byte[]? PublicKey, byte[]? Secret, long? HookVersion)
{
    /// <summary>No more are on their way to one recipient at once: somebody's browsers whose push services never answer hold up nobody else.</summary>
    public const int MostOfOne = 4;

    /// <summary>So many are looked at from the front for those that are claimed: who has many does not hide the others.</summary>
    private const int Ahead = 64;

    /// <summary>So many are looked at from the front for those whose host is left alone.</summary>
    private const int Postponed = 2_000;

    /// <summary>Who is told: a person by a browser or telephone, a program by itself.</summary>
    public long Recipient => Way is Way.Webhook ? DeviceId : UserId;

    /// <summary>Null when there is no address any more.</summary>
    /// <param name="app">Where its reader opens it; null where the operator has not said.</param>
    public Outgoing? Outgoing(Uri? app)
    {
        var said = Texts.Of(Kind, Language, Facts, Zone);
        // Only a mail has a title; a lock screen shows nothing but the words that were written for it.
        var (address, title, text) = Way switch
        {
            Way.WebPush => (Endpoint, "", said.Lock),
            Way.Email => (Email, said.Title, said.Text),
            Way.Sms => (Phone, "", said.Short),
            Way.Voice => (Phone, "", said.Spoken),
            _ => (Endpoint, said.Title, said.Text),
        };
        return address is null ? null : new Outgoing(
            Id, Reference.ToString("n"), address, title, text, Way is Way.Email ? MailPage.Write(said, app) : null, said.Language, Urgency,
            PublicKey is { } point && Secret is { } secret ? new Keys(point, secret) : null,
            Body(said),
            Deadline, Subject);
    }

    /// <summary>What goes to a program: the service worker of a browser, or somebody else's server.</summary>
    private string? Body(Texts said) => Way switch
    {
        Way.WebPush => JsonSerializer.Serialize(new { id = Id, message = MessageId, text = said.Lock, lang = said.Language, kind = Kind, urgent = Urgency is Urgency.Clinical }, Wire.Json),
        Way.Webhook => JsonSerializer.Serialize(new
        {
            type = Kind, timestamp = SaidAt, data = new { message_id = MessageId, subject = Subject, urgency = Urgency, text = said.Text, facts = Facts },
        }, Wire.Json),
        _ => null,
    };

    /// <summary>
    /// Claims the next of a way and writes their tries down, in one statement. Rows that another node is taking are passed over; a try that
    /// was left without an end is ended as cut off.
    /// </summary>
    /// <param name="clinical">Only what cannot wait.</param>
    /// <param name="held">The recipients of what is on its way from here already, each as often as it is.</param>
    public static Sql Next(Way way, int most, bool clinical, TimeSpan lease, DateTimeOffset now, long[] held)
    {
        var recipient = Sql.Raw(way is Way.Webhook ? "d.device_id" : "d.user_id");
        var full = held.GroupBy(one => one).Where(group => group.Count() >= MostOfOne).Select(group => group.Key).ToArray();
        return $"""
        with ahead as materialized (
            select d.id, {recipient} as recipient, row_number() over (partition by {recipient} order by d.clinical desc, d.next_at, d.id) as nth
            from (
                select d.id, d.user_id, d.device_id, d.clinical, d.next_at from notifications.deliveries d
                where {Due(way, now)} and d.clinical >= {clinical} and (d.deadline is null or d.deadline > {now}) and {recipient} <> all({full})
                  and exists (select from notifications.messages m where m.id = d.message_id and m.state = 'SAID')
                order by d.clinical desc, d.next_at limit {Sql.Raw(Math.Max(Ahead, most).ToString(CultureInfo.InvariantCulture))}
            ) d
        ), due as (
            select d.id from notifications.deliveries d join ahead a on a.id = d.id
            where a.nth + (select count(*) from unnest({held}) as h (recipient) where h.recipient = a.recipient) <= {MostOfOne} and {Due(way, now)}
            order by d.clinical desc, d.next_at limit {most} for update of d skip locked
        ), claimed as (
            update notifications.deliveries d set lease_until = now() + {lease}, fence = fence + 1, tries = tries + 1
            from due where d.id = due.id returning d.*
        ), cut_off as (
            update notifications.tries t set ended_at = {now}, outcome = 'cut_off' from claimed c
            where t.delivery_id = c.id and t.ended_at is null returning t.delivery_id
        ), begun as (
            insert into notifications.tries (delivery_id, number, began_at, maybe_again)
            select c.id, c.tries, {now}, c.id in (select delivery_id from cut_off)
                or exists (select from notifications.tries t where t.delivery_id = c.id and t.outcome in ('cut_off', 'unsure'))
            from claimed c
            returning delivery_id, maybe_again
        )
        select c.id, c.tries, b.maybe_again, c.fence, c.way, c.user_id, c.device_id, c.reference, m.kind, m.urgency, m.subject, {NamedFacts.Column} as facts, m.id as message_id, m.created_at as said_at, c.deadline,
               p.email, p.phone, p.language, p.zone, coalesce(d.endpoint, w.address) as endpoint,
               case when w.id is null then d.public_key else ''::bytea end as public_key, coalesce(d.secret, w.secret) as secret, w.version as hook_version
        from claimed c
        join begun b on b.delivery_id = c.id
        join notifications.messages m on m.id = c.message_id
        left join people.contacts p on p.user_id = c.user_id
        left join notifications.devices d on c.way = 'web_push' and d.id = c.device_id and d.user_id = p.user_id
        left join notifications.webhooks w on c.way = 'webhook' and w.id = c.device_id and w.stopped_at is null
        """;
    }

    /// <summary>Puts off what waits for hosts that are left alone, from the front of a way: claiming it would only put it back.</summary>
    /// <param name="resting">Which, and when to look again.</param>
    public static Sql PutOff(Way way, IReadOnlyList<(string Host, DateTimeOffset Until)> resting, DateTimeOffset now)
    {
        var (table, address) = way is Way.Webhook ? ("notifications.webhooks", "v.address") : ("notifications.devices", "v.endpoint");
        var (hosts, untils) = (resting.Select(one => one.Host).ToArray(), resting.Select(one => one.Until).ToArray());
        return $"""
            update notifications.deliveries d set next_at = r.until
            from (
                select a.id, h.until + random() * interval '2 seconds' as until
                from (
                    select d.id, d.device_id from notifications.deliveries d where {Due(way, now)}
                    order by d.clinical desc, d.next_at limit {Sql.Raw(Postponed.ToString(CultureInfo.InvariantCulture))}
                ) a
                join {Sql.Raw(table)} v on v.id = a.device_id
                join unnest({hosts}, {untils}) as h (host, until) on h.host = lower(split_part({Sql.Raw(address)}, '/', 3))
            ) r
            where d.id = r.id and {Due(way, now)}
            """;
    }

    /// <summary>SQL over <c>notifications.deliveries d</c>: it waits for its next try, and nobody is at it.</summary>
    private static Sql Due(Way way, DateTimeOffset now) => $"""
        d.state = 'PENDING' and d.way <> 'in_app' and d.way = {way} and d.next_at <= {now} and (d.lease_until is null or d.lease_until < now())
        """;
}
