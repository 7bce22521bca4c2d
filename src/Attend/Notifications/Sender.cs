using System.Collections.Concurrent;
using System.Diagnostics;
using Attend.Channels;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Notifications;

/// <summary>
/// Hands what is due to those who carry it, each way in a lane of its own: one that is slow holds up no other. A delivery is claimed for a
/// time and its try written down before it is made; so whoever dies in between leaves a try without an end, and the next one knows that
/// the provider may have had it already.
/// </summary>
internal sealed class Sender(Db db, Providers providers, ChannelSettings settings, TimeProvider clock, ILogger<Sender> log) : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);

    /// <summary>What is on its way when the server stops is given this long to be answered.</summary>
    private static readonly TimeSpan LastAnswers = TimeSpan.FromSeconds(2);

    /// <summary>Beyond the time that those who carry may take: for writing down what became of it.</summary>
    private static readonly TimeSpan ToWriteDown = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<Way, Lane> lanes = new();

    private static readonly IReadOnlyList<Way> Lanes = [Way.WebPush, Way.Email, Way.Sms, Way.Voice, Way.Webhook];

    /// <summary>Sends everything that is due by one way, and answers how much that was.</summary>
    /// <param name="stop">No more is claimed.</param>
    /// <param name="cancel">What is on its way is given up.</param>
    public async Task<int> SendDue(Way way, CancellationToken stop = default, CancellationToken cancel = default)
    {
        var lane = lanes.GetOrAdd(way, _ => new Lane());
        await lane.Turn.WaitAsync(stop);
        try
        {
            return await SendDue(lane, way, stop, cancel);
        }
        finally
        {
            lane.Turn.Release();
        }
    }

    private async Task<int> SendDue(Lane lane, Way way, CancellationToken stop, CancellationToken cancel)
    {
        for (var done = 0; ; done += await Claim(lane, way, stop, cancel))
        {
            var ended = lane.Sending.FindAll(one => one.Try.IsCompleted);
            lane.Sending.RemoveAll(ended.Contains);
            lane.Ended.AddRange(await Task.WhenAll(ended.Select(one => one.Try)));
            if (lane.Ended.Count > 0)
            {
                await Mark(lane);
            }
            else if (lane.Sending.Count > 0)
            {
                await Task.WhenAny([.. lane.Sending.Select(one => one.Try), Task.Delay(Poll, TimeProvider.System, CancellationToken.None)]);
            }
            else if (stop.IsCancellationRequested || lane.Empty)
            {
                lane.Empty = false;
                return done;
            }
        }
    }

    private async Task<int> Claim(Lane lane, Way way, CancellationToken stop, CancellationToken cancel)
    {
        // What nobody takes now is left where it is: a claim would only put it back.
        var most = Math.Min(lane.Room, providers.Room(way));
        if (most <= 0 || stop.IsCancellationRequested)
        {
            lane.Empty = true;
            return 0;
        }

        await PutOff(lane, way);
        var claimed = await db.List<Claimed>(
            Claimed.Next(way, most, lane.OnlyClinical, providers.Longest(way) + ToWriteDown, clock.Micros(), lane.Held), CancellationToken.None);
        lane.Sending.AddRange(claimed.Select(one => new OnItsWay(one, Send(one, cancel))));
        lane.Empty = claimed.Count == 0;
        return claimed.Count;
    }

    /// <summary>What waits for hosts that are left alone waits until they are not; looked at as often as a lane is.</summary>
    private async Task PutOff(Lane lane, Way way)
    {
        if (Stopwatch.GetElapsedTime(lane.PutOffAt) > Poll && providers.Resting(way) is { Count: > 0 } resting)
        {
            await db.Run(Claimed.PutOff(way, resting, clock.Micros()), CancellationToken.None);
            lane.PutOffAt = Stopwatch.GetTimestamp();
        }
    }

    /// <summary>
    /// What was not sent in time is worth nothing any more; what was answered for while its sender died need not be sent. Either may have been
    /// sent all the same, where a try was cut off: then nobody can say.
    /// </summary>
    public async Task Expire(CancellationToken ct = default)
    {
        var now = clock.Micros();
        Sql late = $"deadline <= {now}";
        Sql over = $"""
            way <> 'in_app' and message_id in (
                select id from notifications.messages where state <> 'SAID' and state_since > {now - TimeSpan.FromDays(1)})
            """;
        Sql doubted = $"""
            tries > 0 and exists (
                select from notifications.tries x where x.delivery_id = deliveries.id and coalesce(x.outcome, 'cut_off') in ('cut_off', 'unsure'))
            """;
        await All($"{late} and {doubted}", DeliveryAction.Doubt, null, ct);
        await All($"{over} and {doubted}", DeliveryAction.Doubt, null, ct);
        await All(late, DeliveryAction.Expire, null, ct);
        await All(over, DeliveryAction.Withdraw, $"reason = 'withdrawn'", ct);
    }

    private async Task All(Sql where, DeliveryAction action, Sql? set, CancellationToken ct)
    {
        Sql those = $"select id from notifications.deliveries where state = 'PENDING' and (lease_until is null or lease_until < now()) and {where}";
        var more = true;
        while (more && await db.One<bool>($"select exists ({those})", ct))
        {
            var moved = await db.Write<Results<NoContent, Refused>>(Caller.System, async change =>
            {
                var some = change.List<long>($"{those} order by id limit 1000 for no key update skip locked");
                await change.Send();
                // What others hold is looked at the next time.
                more = some.Value.Count > 0;
                change.RunAny($"""
                    update notifications.tries set ended_at = {change.Now}, outcome = 'cut_off'
                    where delivery_id = any({some.Value.ToArray()}) and ended_at is null
                    """);
                change.MoveAll(DeliveryLifecycle.Table, $"select unnest({some.Value.ToArray()})", action, set: set);
                await change.Send();
                return TypedResults.NoContent();
            }, ct);
            if (Refused.In(moved) is not null)
            {
                return;
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var given = new CancellationTokenSource();
        await using var stopping = stoppingToken.Register(() => given.CancelAfter(LastAnswers));
        var ways = Lanes.Select(way => Carry(() => SendDue(way, stoppingToken, given.Token), Poll, stoppingToken));
        await Task.WhenAll([.. ways, Carry(() => Expire(stoppingToken), TimeSpan.FromSeconds(1), stoppingToken)]);
    }

    private async Task Carry(Func<Task> act, TimeSpan rest, CancellationToken stop)
    {
        var away = false;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await act();
                away = false;
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error) when (Retry.Of(error) is not RetryKind.Never)
            {
                if (!away)
                {
                    log.LogWarning("Messages wait for the database.");
                }

                away = true;
            }
            catch (Exception error)
            {
                log.LogError(error, "A bug: messages could not be sent this time.");
            }

            await Task.Delay(rest, TimeProvider.System, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Never fails: whatever goes wrong with one message is its own outcome, and its neighbours keep theirs.</summary>
    private async Task<Tried> Send(Claimed one, CancellationToken ct)
    {
        if (one.Tries > Tried.Most(one.Urgency))
        {
            // Only tries that were cut off lead here: whoever made them died each time.
            return Tried.Of(one, new Sending(null, new Outcome.Never("given up after tries that were cut off")));
        }

        Outgoing? outgoing;
        try
        {
            outgoing = one.Outgoing(settings.PublicUrl);
        }
        catch (Exception error)
        {
            log.LogError(error, "A bug: delivery {Id} has no words.", one.Id);
            return Tried.Of(one, new Sending(null, new Outcome.Never($"a bug: {error.GetType().Name}")));
        }

        try
        {
            return outgoing is null
                ? Tried.Of(one, new Sending(null, new Outcome.Never(Policy.NoAddress)))
                : Tried.Of(one, await providers.Send(one.Way, outgoing, ct));
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Nothing had gone out yet (IProvider): the next server sends it.
            return Tried.Of(one, new Sending(null, new Outcome.Later("the server stopped")));
        }
        catch (Exception error) when (Retry.Of(error) is not RetryKind.Never)
        {
            // Before anything goes out the server's own keys are asked for.
            return Tried.Of(one, new Sending(null, new Outcome.Later("the database was away")));
        }
        catch (Exception error)
        {
            log.LogError(error, "A bug: delivery {Id} could not be sent.", one.Id);
            return Tried.Of(one, new Sending("a bug", new Outcome.Unsure(error.GetType().Name)));
        }
    }

    /// <summary>What has ended stays with its lane until it is written down, however long the database is away.</summary>
    private async Task Mark(Lane lane)
    {
        Tried[] ended = [.. lane.Ended];
        try
        {
            await Mark(ended);
        }
        catch (Exception error) when (Retry.Of(error) is RetryKind.Never)
        {
            log.LogError(error, "A bug: the outcomes of {Count} tries could not be written down together; one by one.", ended.Length);
            await OneByOne(ended);
        }

        lane.Ended.RemoveAll(ended.Contains);
    }

    private async Task OneByOne(IReadOnlyList<Tried> ended)
    {
        foreach (var one in ended)
        {
            try
            {
                await Mark([one]);
            }
            catch (Exception error) when (Retry.Of(error) is RetryKind.Never)
            {
                log.LogError(error, "A bug: what became of delivery {Id} could not be written down; its try counts as cut off.", one.Id);
            }
        }
    }

    private async Task Mark(IReadOnlyList<Tried> ended)
    {
        while (true)
        {
            var marked = await db.Write<Results<NoContent, Refused>>(Caller.System, async change =>
            {
                await Tried.Write(change, ended);
                return TypedResults.NoContent();
            });
            if (Refused.In(marked) is null)
            {
                return;
            }

            // Busy, or nobody knows whether it was committed: doing it twice does nothing.
            await Task.Delay(Poll, TimeProvider.System, CancellationToken.None);
        }
    }
}
