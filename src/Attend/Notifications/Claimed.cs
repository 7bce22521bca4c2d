using System.Text.Json;
using Attend.Channels;
using Attend.Platform;
using Attend.Platform.Database;

namespace Attend.Notifications;

/// <summary>A delivery that this node tries now, with what it takes to say it.</summary>
/// <param name="Fence">Moves on with every claim: what an earlier one learns changes nothing any more.</param>
/// <param name="MaybeAgain">A try before this one may have reached them.</param>
internal sealed record Claimed(
    long Id, int Tries, bool MaybeAgain, long Fence, Way Way, long DeviceId, Guid Reference, string Kind, Urgency Urgency, string Subject, JsonElement Facts,
    long MessageId, DateTimeOffset SaidAt, DateTimeOffset? Deadline, string? Email, string? Phone, string? Language, string? Zone, string? Endpoint, byte[]? PublicKey, byte[]? Secret, long? HookVersion)
{
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
        Way.WebPush => JsonSerializer.Serialize(new { id = Id, text = said.Lock, lang = said.Language, kind = Kind, urgent = Urgency is Urgency.Clinical }, Wire.Json),
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
    public static Sql Next(Way way, int most, bool clinical, TimeSpan lease, DateTimeOffset now) => $"""
        with due as (
            select d.id from notifications.deliveries d
            where d.state = 'PENDING' and d.way = {way} and d.clinical >= {clinical} and d.next_at <= {now} and (d.deadline is null or d.deadline > {now})
              and (d.lease_until is null or d.lease_until < now())
              and exists (select from notifications.messages m where m.id = d.message_id and m.state = 'SAID')
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
        select c.id, c.tries, b.maybe_again, c.fence, c.way, c.device_id, c.reference, m.kind, m.urgency, m.subject, m.facts, m.id as message_id, m.created_at as said_at, c.deadline,
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
