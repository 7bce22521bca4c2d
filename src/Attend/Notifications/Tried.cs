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
        [Way.Webhook] = TimeSpan.FromSeconds(10), [Way.Email] = TimeSpan.FromMinutes(2),
    };

    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    public long Id => Claimed.Id;

    /// <summary>How often it is tried with somebody who took it, and whose word is that it did not arrive.</summary>
    public const int ByDefault = 3;

    /// <summary>How often it is tried with whoever does not take it: what is clinical through some minutes of trouble.</summary>
    public static int Most(Urgency urgency) => urgency is Urgency.Clinical ? 8 : ByDefault;

    /// <summary>What it means for the delivery; null: it is tried again.</summary>
    public DeliveryAction? Action => Word switch
    {
        // A program that answers is the recipient.
        "accepted" => Claimed.Way is Way.Webhook ? DeliveryAction.Deliver : DeliveryAction.Send,
        // Of these nobody calls back, and a second copy is known for one by its name.
        "unsure" when Claimed.Way is Way.WebPush or Way.Webhook && Claimed.Tries < Most(Claimed.Urgency) => null,
        "unsure" => DeliveryAction.Doubt,
        "later" when Provider is null || Claimed.Tries < Most(Claimed.Urgency) => null,
        // What became of an earlier try that was cut off nobody can say.
        _ => Claimed.MaybeAgain ? DeliveryAction.Doubt : DeliveryAction.Fail,
    };

    public static Tried Of(Claimed claimed, Sending sending) => sending.Outcome switch
    {
        Outcome.Accepted accepted => new(claimed, "accepted", sending.Provider, accepted.ProviderId, null, null),
        Outcome.Later later => new(claimed, "later", sending.Provider, null, later.Why, later.After),
        Outcome.Never never => new(claimed, "never", sending.Provider, null, never.Why, null),
        Outcome.Gone gone => new(claimed, "gone", sending.Provider, null, gone.Why, null),
        var unsure => new(claimed, "unsure", sending.Provider, null, ((Outcome.Unsure)unsure).Why, null),
    };

    /// <summary>
    /// Writes down what became of tries: their ends, what they mean for their deliveries, when the next one is, and that browsers which are
    /// gone are forgotten. Doing it twice does nothing; a try that was taken for cut off meanwhile changes nothing.
    /// </summary>
    public static async Task Write(Change change, IReadOnlyList<Tried> all)
    {
        var ids = all.Select(one => one.Id).ToArray();
        change.Lock($"select id from notifications.deliveries where id = any({ids}) order by id for no key update");
        End(change, all);
        Again(change, [.. all.Where(one => one.Action is null)]);
        foreach (var group in all.Where(one => one.Action is not null).GroupBy(one => one.Action!.Value))
        {
            change.MoveAll(DeliveryLifecycle.Table, Held([.. group]), group.Key, set: Sql.Raw("""
                lease_until = null, (provider, provider_id, reason) = (
                    select x.provider, x.provider_id, coalesce(x.detail, t.reason) from notifications.tries x where x.delivery_id = t.id and x.number = t.tries)
                """));
        }

        if (all.Where(one => one is { Word: "accepted", Claimed.Way: Way.WebPush }).Select(one => one.Claimed.DeviceId).ToArray() is { Length: > 0 } used)
        {
            change.RunAny($"update notifications.devices set used_at = {change.Now} where id = any({used})");
        }

        var gone = all.Where(one => one.Word is "gone").ToLookup(one => one.Claimed.Way, one => one.Claimed);
        await Devices.Forget(change, [.. gone[Way.WebPush].Select(one => one.DeviceId)]);
        await Webhooks.Forget(change, [.. gone[Way.Webhook].Select(one => (one.DeviceId, one.HookVersion))]);

        await change.Send();
        // Only telephone companies call back.
        await TakeCallBack.CatchUp(change, [.. all.Where(one => one.Claimed.Way is Way.Sms or Way.Voice).Select(one => one.Id)]);
        await change.Send();
    }

    /// <summary>How long the next try waits, spread so that a thousand do not come back at once.</summary>
    public static TimeSpan WaitAfter(Way way, int tries) => Spread(TimeSpan.FromTicks(Math.Min(
        (FirstWait[way] * Math.Pow(4, Math.Min(10, Math.Max(0, tries - 1)))).Ticks, Math.Max(LongestWait.Ticks, FirstWait[way].Ticks * 5))));

    /// <summary>SQL for those of which no later claim has been made.</summary>
    private static Sql Held(IReadOnlyList<Tried> all) => $"""
        select d.id from notifications.deliveries d
        join unnest({all.Select(one => one.Id).ToArray()}, {all.Select(one => one.Claimed.Fence).ToArray()}) as e (id, fence) on e.id = d.id and e.fence = d.fence
        where d.lease_until is not null
        """;

    private static void End(Change change, IReadOnlyList<Tried> all)
    {
        var (ids, numbers) = (all.Select(one => one.Id).ToArray(), all.Select(one => one.Claimed.Tries).ToArray());
        var (words, names) = (all.Select(one => one.Word).ToArray(), all.Select(one => one.Provider).ToArray());
        var (provided, details) = (all.Select(one => one.ProviderId).ToArray(), all.Select(one => Plain(one.Detail)).ToArray());
        change.RunAny($"""
            update notifications.tries t set ended_at = {change.Now}, outcome = e.word, provider = e.name, provider_id = left(e.provided, 200), detail = left(e.detail, 500)
            from unnest({ids}, {numbers}, {words}, {names}, {provided}, {details}) as e (id, number, word, name, provided, detail)
            where t.delivery_id = e.id and t.number = e.number and t.ended_at is null and t.delivery_id in ({Held(all)})
            """);
    }

    /// <summary>
    /// Those nobody was tried for, because all who could are being left alone, have their try back. What was answered for meanwhile is not
    /// tried again.
    /// </summary>
    private static void Again(Change change, IReadOnlyList<Tried> all)
    {
        if (all.Count == 0)
        {
            return;
        }

        var (ids, times) = (all.Select(one => one.Id).ToArray(), all.Select(one => change.Now + one.Wait()).ToArray());
        var (fences, counts) = (all.Select(one => one.Claimed.Fence).ToArray(), all.Select(one => one.Provider is not null).ToArray());
        change.RunAny($"""
            with back as (
                update notifications.deliveries d set lease_until = null, next_at = e.at, tries = case when e.counts then d.tries else d.tries - 1 end
                from unnest({ids}, {times}, {fences}, {counts}) as e (id, at, fence, counts)
                where d.id = e.id and d.fence = e.fence and d.state = 'PENDING' and d.lease_until is not null
                returning d.id, d.tries, e.counts
            )
            delete from notifications.tries t using back where t.delivery_id = back.id and t.number = back.tries + 1 and not back.counts
            """);
        change.MoveAll(DeliveryLifecycle.Table, $"""
            select d.id from notifications.deliveries d join notifications.messages m on m.id = d.message_id
            where d.id = any({ids}) and d.lease_until is null and m.state <> 'SAID'
            """, DeliveryAction.Withdraw, set: $"reason = 'withdrawn'");
    }

    /// <summary>Never sooner than the provider asks for; what waits for one that is left alone does not come back all at once either.</summary>
    private TimeSpan Wait()
    {
        var wait = WaitAfter(Claimed.Way, Claimed.Tries);
        return After is not { } asked || asked <= wait ? wait : asked + Spread(FirstWait[Claimed.Way]);
    }

    private static TimeSpan Spread(TimeSpan longest) => longest * (0.5 + Random.Shared.NextDouble() / 2);

    /// <summary>PostgreSQL's text holds every character but one.</summary>
    private static string? Plain(string? detail) => detail?.Replace('\0', ' ');
}
