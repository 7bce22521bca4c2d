using System.Diagnostics.Metrics;
using Attend.Channels;
using Attend.Platform;
using Attend.Tests.Platform;
using Xunit;

namespace Attend.Tests.Channels;

public sealed class ProvidersTests : IDisposable
{
    private readonly ManualClock clock = new();
    private readonly TestMeters meters = new();
    private readonly TestLog<Providers> log = new();
    private readonly Told first = new("first");
    private readonly Told second = new("second");

    private Providers Both => new([first, second], clock, meters, log);

    public void Dispose() => meters.Dispose();

    [Fact]
    public async Task The_next_is_tried_only_when_the_first_certainly_has_not_taken_it()
    {
        var providers = Both;
        foreach (Outcome final in (Outcome[])[new Outcome.Accepted("1"), new Outcome.Never("no"), new Outcome.Gone("gone"), new Outcome.Unsure("?")])
        {
            first.Says = final;
            Assert.Equal(new Sending("first", final), await Send(providers));
        }

        Assert.Equal(0, second.Asked);
        first.Says = new Outcome.Later("busy");
        Assert.Equal(new Sending("second", new Outcome.Accepted("1")), await Send(providers));
        Assert.Equal("Nobody carries messages by voice.", Assert.IsType<Outcome.Never>((await providers.Send(Way.Voice, Message.To("+1"), CancellationToken.None)).Outcome).Why);
    }

    [Fact]
    public async Task Where_all_are_busy_the_soonest_counts()
    {
        first.Says = new Outcome.Later("busy", TimeSpan.FromMinutes(9));
        second.Says = new Outcome.Later("busy too", TimeSpan.FromMinutes(1));
        var sending = await Send(Both);
        Assert.Equal(TimeSpan.FromMinutes(1), Assert.IsType<Outcome.Later>(sending.Outcome).After);
    }

    [Fact]
    public async Task Who_fails_three_times_in_a_row_is_left_alone_then_tried_with_one()
    {
        var providers = Both;
        first.Says = new Outcome.Later("down");
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal("second", (await Send(providers)).Provider);
        }

        Assert.Equal(3, first.Asked);
        Assert.Single(log.Lines);
        clock.Advance(TimeSpan.FromSeconds(29));
        await Send(providers);
        Assert.Equal(3, first.Asked);

        // One message tries it; those beside it do not wait for that.
        clock.Advance(TimeSpan.FromSeconds(1));
        first.Hold = new TaskCompletionSource<Outcome>();
        var trying = Send(providers);
        Assert.Equal("second", (await Send(providers)).Provider);
        Assert.Equal(4, first.Asked);
        first.Hold.SetResult(new Outcome.Later("still down"));
        await trying;
        first.Hold = null;

        // The next rest is twice as long.
        clock.Advance(TimeSpan.FromSeconds(59));
        await Send(providers);
        Assert.Equal(4, first.Asked);
        clock.Advance(TimeSpan.FromSeconds(1));
        first.Says = new Outcome.Accepted("1");
        Assert.Equal("first", (await Send(providers)).Provider);
        Assert.Equal("first", (await Send(providers)).Provider);
    }

    [Fact]
    public async Task A_full_mailbox_is_not_held_against_its_server_but_a_doubt_is()
    {
        var providers = new Providers([first], clock, meters, log);
        first.Says = new Outcome.Later("full") { OfThisOne = true };
        for (var i = 0; i < 9; i++)
        {
            await Send(providers);
        }

        Assert.Equal(9, first.Asked);
        first.Says = new Outcome.Unsure("no answer");
        for (var i = 0; i < 9; i++)
        {
            await Send(providers);
        }

        Assert.Equal(12, first.Asked);
        var alone = await Send(providers);
        Assert.Null(alone.Provider);
        Assert.Equal(Breaker.FirstRest, Assert.IsType<Outcome.Later>(alone.Outcome).After);
    }

    [Fact]
    public async Task Who_asks_to_be_left_alone_is()
    {
        var providers = new Providers([first], clock, meters, log);
        first.Says = new Outcome.Later("too much", TimeSpan.FromMinutes(5));
        await Send(providers);
        clock.Advance(TimeSpan.FromMinutes(4));
        Assert.Equal(TimeSpan.FromMinutes(1), Assert.IsType<Outcome.Later>((await Send(providers)).Outcome).After);
        Assert.Equal(1, first.Asked);
        clock.Advance(TimeSpan.FromMinutes(1));
        first.Says = new Outcome.Accepted("1");
        Assert.Equal("first", (await Send(providers)).Provider);
    }

    [Fact]
    public async Task Who_was_stopped_while_trying_leaves_the_trial_to_the_next()
    {
        var providers = new Providers([first], clock, meters, log);
        first.Says = new Outcome.Later("down");
        for (var i = 0; i < Breaker.Failures; i++)
        {
            await Send(providers);
        }

        clock.Advance(Breaker.FirstRest);
        first.Hold = new TaskCompletionSource<Outcome>();
        var trying = Send(providers);
        first.Hold.SetCanceled();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => trying);
        first.Hold = null;
        first.Says = new Outcome.Accepted("1");
        Assert.Equal("first", (await Send(providers)).Provider);
    }

    [Fact]
    public async Task Rests_grow_to_ten_minutes_and_no_further()
    {
        var breaker = new Breaker(clock);
        var rests = new List<double>();
        for (var i = 0; i < 8; i++)
        {
            while (breaker.Enter() is null)
            {
                breaker.Failed(null);
            }

            rests.Add(breaker.Enter()!.Value.TotalSeconds);
            clock.Advance(breaker.Enter()!.Value);
        }

        Assert.Equal([30, 60, 120, 240, 480, 600, 600, 600], rests);
        await Task.CompletedTask;
    }

    [Fact]
    public async Task One_push_service_that_is_down_leaves_the_others_alone()
    {
        var push = new Told("web push") { Way = Way.WebPush, Says = new Outcome.Later("down") };
        var providers = new Providers([push], clock, meters, log);
        for (var i = 0; i < 5; i++)
        {
            await providers.Send(Way.WebPush, Message.To($"https://one.example.org/{i}"), CancellationToken.None);
        }

        Assert.Equal(3, push.Asked);
        push.Says = new Outcome.Accepted();
        Assert.IsType<Outcome.Accepted>((await providers.Send(Way.WebPush, Message.To("https://two.example.org/1"), CancellationToken.None)).Outcome);
        Assert.IsType<Outcome.Later>((await providers.Send(Way.WebPush, Message.To("https://one.example.org/1"), CancellationToken.None)).Outcome);
        Assert.DoesNotContain(log.Lines, line => line.Contains("example.org", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Tries_are_counted_by_way_and_outcome()
    {
        var counted = new List<string>();
        using var listener = new MeterListener();
        var providers = Both;
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name == "attend.channels.sent")
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, _, labels, _) =>
        {
            lock (counted)
            {
                counted.Add(string.Join(' ', labels.ToArray().Select(label => label.Value)));
            }
        });
        listener.Start();
        first.Says = new Outcome.Later("busy");
        await Send(providers);
        lock (counted)
        {
            Assert.Contains("sms later", counted);
            Assert.Contains("sms accepted", counted);
        }
    }

    private static Task<Sending> Send(Providers providers) => providers.Send(Way.Sms, Message.To("+15005550006"), CancellationToken.None);

    private sealed class Told(string name) : IProvider
    {
        public string Name => name;

        public Way Way { get; init; } = Way.Sms;

        public TimeSpan Longest => TimeSpan.FromSeconds(30);

        public Outcome Says { get; set; } = new Outcome.Accepted("1");

        public TaskCompletionSource<Outcome>? Hold { get; set; }

        public int Asked { get; private set; }

        public Task<Outcome> Send(Outgoing message, CancellationToken ct)
        {
            Asked++;
            return Hold?.Task ?? Task.FromResult(Says);
        }
    }
}
