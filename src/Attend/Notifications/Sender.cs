using System.Globalization;
using Attend.Channels;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Notifications;

/// <summary>
/// Hands what is due to those who carry it, each way in a lane of its own: one that is slow holds up no other. A delivery is claimed for a
/// time and its try written down before it is made; so whoever dies in between leaves a try without an end, and the next one knows that
/// the provider may have had it already.
/// </summary>
internal sealed class Sender(Db db, Providers providers, TimeProvider clock, ILogger<Sender> log) : BackgroundService
{
    public const int MostTries = 3;

    private const int AtOnce = 32;

    /// <summary>Longer than any provider may take for one message.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);

    /// <summary>What is on its way when the server stops is given this long to be answered.</summary>
    private static readonly TimeSpan LastAnswers = TimeSpan.FromSeconds(2);

    private static readonly IReadOnlyList<Way> Lanes = [Way.WebPush, Way.Email, Way.Sms, Way.Voice, Way.Webhook];

    /// <summary>Sends everything that is due by one way, and answers how much that was.</summary>
    /// <param name="stop">No more is claimed.</param>
    /// <param name="cancel">What is on its way is given up.</param>
    public async Task<int> SendDue(Way way, CancellationToken stop = default, CancellationToken cancel = default)
    {
        var done = 0;
        var sending = new List<Task<Tried>>();
        while (true)
        {
            if (sending.Count < AtOnce && !stop.IsCancellationRequested)
            {
                var claimed = await db.List<Claimed>(Claimed.Next(way, AtOnce - sending.Count, Lease, clock.Micros()), cancel);
                sending.AddRange(claimed.Select(one => Send(one, cancel)));
                done += claimed.Count;
            }

            if (sending.Count == 0)
            {
                return done;
            }

            await Task.WhenAny([.. sending, Task.Delay(Poll, TimeProvider.System, cancel)]);
            var ended = sending.Where(task => task.IsCompleted).ToList();
            sending.RemoveAll(ended.Contains);
            if (ended.Count > 0)
            {
                await Mark(await Task.WhenAll(ended), cancel);
            }
        }
    }

    /// <summary>What was not sent in time is worth nothing any more.</summary>
    public async Task Expire(CancellationToken ct = default)
    {
        var now = clock.Micros();
        Sql late = $"""
            select id from notifications.deliveries
            where state = 'PENDING' and deadline <= {now} and (lease_until is null or lease_until < now()) limit 1000
            """;
        while (await db.One<bool>($"select exists ({late})", ct))
        {
            await db.Write(Caller.System, async change =>
            {
                change.MoveAll(DeliveryLifecycle.Table, late, DeliveryAction.Expire);
                await change.Send();
                return TypedResults.NoContent();
            }, ct);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var given = new CancellationTokenSource();
        await using var stopping = stoppingToken.Register(() => given.CancelAfter(LastAnswers));
        var lanes = Lanes.Select(way => Carry(() => SendDue(way, stoppingToken, given.Token), Poll, stoppingToken));
        await Task.WhenAll([.. lanes, Carry(() => Expire(stoppingToken), TimeSpan.FromSeconds(1), stoppingToken)]);
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
            catch (Exception error) when (Retry.Of(error) is not RetryKind.Never && !stop.IsCancellationRequested)
            {
                if (!away)
                {
                    log.LogWarning("Messages wait for the database.");
                }

                away = true;
            }
            catch (Exception error) when (!stop.IsCancellationRequested)
            {
                log.LogError(error, "A bug: messages could not be sent this time.");
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await Task.Delay(rest, TimeProvider.System, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<Tried> Send(Claimed one, CancellationToken ct)
    {
        if (one.Tries > MostTries)
        {
            // Only tries that were cut off lead here: whoever made them died each time.
            return Tried.Of(one, new Sending(null, new Outcome.Never("given up after tries that were cut off")));
        }

        return one.Outgoing is { } outgoing
            ? Tried.Of(one, await providers.Send(one.Way, outgoing, ct))
            : Tried.Of(one, new Sending(null, new Outcome.Never(Policy.NoAddress)));
    }

    private Task<NoContent> Mark(IReadOnlyList<Tried> ended, CancellationToken ct) => db.Write(Caller.System, async change =>
    {
        Tried.Write(change, ended);
        foreach (var (action, of) in ended.GroupBy(tried => tried.Action).Select(group => (group.Key, group.Select(tried => tried.Id).ToArray())))
        {
            if (action is { } known)
            {
                change.MoveAll(DeliveryLifecycle.Table, $"select unnest({of})", known, set: Tried.Outcome);
            }
        }

        await change.Send();
        return TypedResults.NoContent();
    }, ct);
}
