using Attend.Channels;
using Attend.Platform.Database;

namespace Attend.Notifications;

/// <summary>What became of one try, as it is written down.</summary>
internal sealed record Tried(Claimed Claimed, string Word, string? Provider, string? ProviderId, string? Detail, TimeSpan? After)
{
    /// <summary>How long the first wait is; each further one is four times as long.</summary>
    private static readonly IReadOnlyDictionary<Way, TimeSpan> FirstWait = new Dictionary<Way, TimeSpan>
    {
        [Way.WebPush] = TimeSpan.FromSeconds(2), [Way.Sms] = TimeSpan.FromSeconds(5), [Way.Voice] = TimeSpan.FromSeconds(10),
        [Way.Webhook] = TimeSpan.FromSeconds(10), [Way.Email] = TimeSpan.FromSeconds(30),
    };

    public long Id => Claimed.Id;

    /// <summary>What it means for the delivery; null: it is tried again.</summary>
    public DeliveryAction? Action => Word switch
    {
        // A program that answers is the recipient.
        "accepted" => Claimed.Way is Way.Webhook ? DeliveryAction.Deliver : DeliveryAction.Send,
        "unsure" => DeliveryAction.Doubt,
        "later" when Provider is null || Claimed.Tries < Sender.MostTries => null,
        _ => DeliveryAction.Fail,
    };

    /// <summary>What a move copies from the try that led to it.</summary>
    public static Sql Outcome => Sql.Raw("""
        lease_until = null, (provider, provider_id, reason) = (
            select x.provider, x.provider_id, x.detail from notifications.tries x where x.delivery_id = t.id and x.number = t.tries)
        """);

    public static Tried Of(Claimed claimed, Sending sending) => sending.Outcome switch
    {
        Outcome.Accepted accepted => new(claimed, "accepted", sending.Provider, accepted.ProviderId, null, null),
        Outcome.Later later => new(claimed, "later", sending.Provider, null, later.Why, later.After),
        Outcome.Never never => new(claimed, "never", sending.Provider, null, never.Why, null),
        Outcome.Gone gone => new(claimed, "gone", sending.Provider, null, gone.Why, null),
        var unsure => new(claimed, "unsure", sending.Provider, null, ((Outcome.Unsure)unsure).Why, null),
    };

    /// <summary>Queues the ends of tries, when the next one is, and that browsers which are gone are forgotten.</summary>
    public static void Write(Change change, IReadOnlyList<Tried> all)
    {
        var (ids, numbers) = (all.Select(one => one.Id).ToArray(), all.Select(one => one.Claimed.Tries).ToArray());
        var (words, names) = (all.Select(one => one.Word).ToArray(), all.Select(one => one.Provider).ToArray());
        var (provided, details) = (all.Select(one => one.ProviderId).ToArray(), all.Select(one => one.Detail).ToArray());
        change.RunAny($"""
            update notifications.tries t set ended_at = {change.Now}, outcome = e.word, provider = e.name, provider_id = e.provided, detail = left(e.detail, 500)
            from unnest({ids}, {numbers}, {words}, {names}, {provided}, {details}) as e (id, number, word, name, provided, detail)
            where t.delivery_id = e.id and t.number = e.number
            """);
        Again(change, [.. all.Where(one => one.Action is null)]);
        long[] gone = [.. all.Where(one => one.Word is "gone").Select(one => one.Claimed.DeviceId)];
        if (gone.Length > 0)
        {
            change.RunAny($"delete from notifications.devices where id = any({gone})");
        }
    }

    /// <summary>
    /// Those nobody was tried for, because all who could are being left alone, have their try back. What was withdrawn meanwhile is not tried
    /// again.
    /// </summary>
    private static void Again(Change change, IReadOnlyList<Tried> all)
    {
        if (all.Count == 0)
        {
            return;
        }

        var (ids, times) = (all.Select(one => one.Id).ToArray(), all.Select(one => change.Now + one.Wait()).ToArray());
        var (numbers, counts) = (all.Select(one => one.Claimed.Tries).ToArray(), all.Select(one => one.Provider is not null).ToArray());
        change.RunAny($"""
            delete from notifications.tries t using unnest({ids}, {numbers}, {counts}) as e (id, number, counts)
            where t.delivery_id = e.id and t.number = e.number and not e.counts
            """);
        change.RunAny($"""
            update notifications.deliveries d set lease_until = null, next_at = e.at, tries = case when e.counts then d.tries else d.tries - 1 end
            from unnest({ids}, {times}, {numbers}, {counts}) as e (id, at, number, counts)
            where d.id = e.id and d.tries = e.number and d.state = 'PENDING'
            """);
        change.MoveAll(DeliveryLifecycle.Table, $"""
            select d.id from notifications.deliveries d join notifications.messages m on m.id = d.message_id
            where d.id = any({ids}) and m.withdrawn_at is not null
            """, DeliveryAction.Withdraw, set: $"reason = 'withdrawn'");
    }

    /// <summary>Never sooner than the provider asks for, and spread so that a thousand do not come back at once.</summary>
    private TimeSpan Wait()
    {
        var longest = FirstWait[Claimed.Way] * Math.Pow(4, Math.Max(0, Claimed.Tries - 1));
        var spread = longest * (0.5 + Random.Shared.NextDouble() / 2);
        return After is { } asked && asked > spread ? asked : spread;
    }
}
