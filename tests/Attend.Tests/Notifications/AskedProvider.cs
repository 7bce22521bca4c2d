using System.Collections.Concurrent;
using Attend.Channels;
using Attend.Notifications;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Attend.Tests.Notifications;

/// <summary>Somebody who carries messages and does as the test says; what was handed over is kept.</summary>
internal sealed class AskedProvider(Way way, Func<Outgoing, Task<Outcome>> answer) : IProvider
{
    private int held;
    private int most;

    public AskedProvider(Way way, Outcome outcome) : this(way, _ => Task.FromResult(outcome))
    {
    }

    public string Name => "asked";

    public Way Way => way;

    public TimeSpan Longest => TimeSpan.FromSeconds(30);

    public ConcurrentQueue<Outgoing> Asked { get; } = [];

    /// <summary>How many it was holding at once, at the most.</summary>
    public int Most => Volatile.Read(ref most);

    public async Task<Outcome> Send(Outgoing message, CancellationToken ct)
    {
        Asked.Enqueue(message);
        var now = Interlocked.Increment(ref held);
        for (var known = Most; now > known; known = Interlocked.CompareExchange(ref most, now, known))
        {
        }

        try
        {
            return await answer(message);
        }
        finally
        {
            Interlocked.Decrement(ref held);
        }
    }
}

internal static class AskedProviders
{
    /// <summary>These carry all messages; the server sends nothing by itself, so that the test says when.</summary>
    public static void Carry(this IServiceCollection services, params IProvider[] providers)
    {
        services.AddSingleton<IEnumerable<IProvider>>(providers);
        var sending = services.Single(one => one.ServiceType == typeof(IHostedService) && one.ImplementationFactory is Func<IServiceProvider, Sender>);
        services.Remove(sending);
    }
}
