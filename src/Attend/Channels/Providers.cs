using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Attend.Platform;

namespace Attend.Channels;

/// <summary>What became of a message, and at whose hands.</summary>
/// <param name="Provider">Null when nobody was tried, because all who could be are being left alone: it was no attempt.</param>
internal sealed record Sending(string? Provider, Outcome Outcome);

/// <summary>
/// Everybody who carries messages, by their way and in the operator's order. The next one is tried only when the one before certainly has
/// not taken it; after a doubt another would say it twice.
/// </summary>
internal sealed class Providers
{
    // Only addresses that fail are remembered; somebody who makes up more of them than this finds some forgotten.
    private const int MostAddresses = 2000;

    private readonly ILookup<Way, IProvider> all;
    private readonly ConcurrentDictionary<(IProvider Provider, string Host), Breaker> breakers = new();
    private readonly TimeProvider clock;
    private readonly ILogger<Providers> log;
    private readonly Counter<long> sent;
    private readonly Histogram<double> duration;

    public Providers(IEnumerable<IProvider> providers, TimeProvider clock, IMeterFactory meters, ILogger<Providers> log)
    {
        all = providers.ToLookup(provider => provider.Way);
        this.clock = clock;
        this.log = log;
        var meter = meters.Attend();
        sent = meter.CreateCounter<long>("attend.channels.sent", "{message}", "Tries by way and what became of them");
        duration = meter.CreateHistogram<double>("attend.channels.duration", "s", "How long a provider took for one message");
        meter.CreateObservableGauge("attend.channels.resting", () => breakers.Values.Count(breaker => breaker.IsOpen), "{provider}",
            "Providers and addresses that failed and are left alone");
    }

    /// <summary>Those of one way, the first choice first; none for in-app.</summary>
    public IEnumerable<IProvider> Of(Way way) => all[way];

    /// <summary>Where a provider is left alone by this node, and until when; where there are many hosts behind it, each that is.</summary>
    public IReadOnlyList<(string Host, DateTimeOffset Until)> Rests(IProvider provider) =>
    [
        .. from breaker in breakers
           where breaker.Key.Provider == provider
           let until = breaker.Value.Until
           where until is not null
           orderby until
           select (breaker.Key.Host, until.Value),
    ];

    /// <summary>How long one message may take, should each of them in turn use up its time.</summary>
    public TimeSpan Longest(Way way) => all[way].Aggregate(TimeSpan.Zero, (sum, provider) => sum + provider.Longest);

    /// <summary>
    /// How many messages of a way it is worth handing over now: none while everybody who carries them is left alone, one where somebody is to be
    /// tried again. Where there are many hosts behind one provider it is no question of the way: see <see cref="Resting"/>.
    /// </summary>
    public int Room(Way way) => HasHosts(way) || !all[way].Any()
        ? int.MaxValue
        : all[way].Max(provider => breakers.TryGetValue((provider, ""), out var breaker) ? breaker.Room : int.MaxValue);

    /// <summary>The hosts behind the providers of a way to which nothing can be handed now, and when to look again; none where there are no hosts.</summary>
    public IReadOnlyList<(string Host, DateTimeOffset Until)> Resting(Way way)
    {
        if (!HasHosts(way))
        {
            return [];
        }

        var soon = clock.GetUtcNow() + Breaker.UntilTried;
        return
        [
            .. from breaker in breakers
               where breaker.Key.Provider.Way == way && breaker.Value.Room == 0
               group breaker.Value.Until ?? soon by breaker.Key.Host into host
               where host.Count() == all[way].Count()
               select (host.Key, host.Min() is var until && until > soon ? until : soon),
        ];
    }

    public async Task<Sending> Send(Way way, Outgoing message, CancellationToken ct)
    {
        var last = new Sending(null, new Outcome.Never($"Nobody carries messages by {Words.Of(way)}."));
        TimeSpan? soonest = null;
        foreach (var provider in all[way])
        {
            var key = Key(provider, message);
            var breaker = breakers.GetOrAdd(key, _ => new Breaker(clock));
            if (breaker.Enter() is { } rest)
            {
                soonest = soonest is { } known && known < rest ? known : rest;
                last = last.Provider is null ? new Sending(null, new Outcome.Later($"{provider.Name} failed and is left alone for a while.", soonest)) : last;
                continue;
            }

            last = new Sending(provider.Name, await Try(provider, key, breaker, message, ct));
            if (last.Outcome is not Outcome.Later later)
            {
                return last;
            }

            soonest = later.After is { } asked && !(soonest < asked) ? asked : soonest;
        }

        // The one that is back first is worth the next try, whoever asked for longer.
        return last is { Outcome: Outcome.Later waiting } ? last with { Outcome = waiting with { After = all[way].Count() > 1 ? soonest : waiting.After } } : last;
    }

    private async Task<Outcome> Try(IProvider provider, (IProvider, string) key, Breaker breaker, Outgoing message, CancellationToken ct)
    {
        var began = clock.GetTimestamp();
        Outcome outcome;
        try
        {
            outcome = await provider.Send(message, ct);
        }
        catch
        {
            breaker.Left();
            throw;
        }

        Note(provider, key, breaker, outcome);
        var way = new KeyValuePair<string, object?>("way", Words.Of(provider.Way));
        sent.Add(1, way, new("outcome", outcome switch
        {
            Outcome.Accepted => "accepted",
            Outcome.Later => "later",
            Outcome.Never => "never",
            Outcome.Gone => "gone",
            _ => "unsure",
        }));
        duration.Record(clock.GetElapsedTime(began).TotalSeconds, way);
        return outcome;
    }

    private void Note(IProvider provider, (IProvider, string) key, Breaker breaker, Outcome outcome)
    {
        if (outcome is Outcome.Unsure or Outcome.Later { OfThisOne: false })
        {
            var before = breaker.IsOpen;
            breaker.Failed((outcome as Outcome.Later)?.After);
            if (!before && breaker.IsOpen)
            {
                // An address is a person's; a provider's name is the operator's.
                log.LogWarning("{Way}: {Provider} failed and is left alone for a while", Words.Of(provider.Way), provider.Name);
            }

            Forget();
            return;
        }

        breaker.Passed();
        if (breaker.IsWell)
        {
            breakers.TryRemove(new(key, breaker));
        }
    }

    private void Forget()
    {
        if (breakers.Count > MostAddresses)
        {
            breakers.TryRemove(breakers.OrderBy(pair => pair.Value.IsOpen).First());
        }
    }

    /// <summary>Push services and webhooks are many behind one provider: each host stands and falls by itself.</summary>
    private static (IProvider Provider, string Host) Key(IProvider provider, Outgoing message) =>
        HasHosts(provider.Way) && Uri.TryCreate(message.Address, UriKind.Absolute, out var uri)
            ? (provider, uri.Authority)
            : (provider, "");

    private static bool HasHosts(Way way) => way is Way.WebPush or Way.Webhook;
}
