using System.Diagnostics;
using System.Globalization;
using Attend.Channels;
using Attend.Notifications;
using Attend.Platform.Database;
using Attend.Platform.Work;
using Attend.Tests.Notifications;
using Attend.Tests.Platform;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace Attend.Tests.Faults;

/// <summary>
/// I6 over many deliveries by companies that do everything wrong: each ends once, nothing that was taken is lost, and nothing is taken twice
/// unless it was in doubt, which is counted. One million with <c>ATTEND_LONG=1</c>.
/// </summary>
public sealed class SimulatedDeliveriesTests(TestPostgres postgres) : IAsyncLifetime
{
    /// <summary>One for each test: the audit looks at the whole database.</summary>
    private readonly World world = new(postgres);

    private static bool Long => Environment.GetEnvironmentVariable("ATTEND_LONG") == "1";

    public ValueTask InitializeAsync() => world.InitializeAsync();

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Fact]
    public async Task Over_http_each_of_two_thousand_ends_once()
    {
        var temper = new Temper(4, (Mood.TakesAndBreaksOff, 25), (Mood.TakesAndTalksNonsense, 20), (Mood.TakesTooLate, 20), (Mood.Breaks, 10), (Mood.Fails, 50),
            (Mood.IsBusy, 10), (Mood.TalksNonsense, 10), (Mood.Refuses, 20), (Mood.TakesAndIsSilent, Long ? 2 : 0));
        await using var first = await TelephoneCompany.Start(temper);
        await using var second = await TelephoneCompany.Start(temper, first.Books);
        await world.Restart(services => Serve(services, [first.Carrier, second.Carrier]));
        first.CallBacks.Server = second.CallBacks.Server = world.Url;

        var site = await Site(1_000);
        var watch = Stopwatch.StartNew();
        for (var wave = 0; wave < 2; wave++)
        {
            await Town.Tell(world.Db, site);
            await SendAll(() => Task.WhenAll(first.CallBacks.TellSoon(400), second.CallBacks.TellSoon(400)));
        }

        await Past(first.CallBacks, second.CallBacks);
        var audited = await DeliveryAudit.Of(world.Connection, first.Books, world.Clock.Now);
        Report(audited, temper, first.Books, first.CallBacks, watch.Elapsed);

        Assert.Empty(first.Complaints.Concat(second.Complaints));
        Assert.Empty(audited.Wrong);
        Assert.Equal(2_000, audited.Deliveries);
        Assert.All(["DELIVERED", "SENT", "UNKNOWN", "FAILED"], state => Assert.Contains(state, audited.States.Keys));
        Assert.Equal(0, first.CallBacks.Deceived + second.CallBacks.Deceived);
        Assert.DoesNotContain(first.CallBacks.Answers.Keys, status => status >= 500);
        Assert.Empty(await world.Violations());
    }

    [Fact]
    public async Task By_the_same_path_without_the_wire_each_of_a_million_ends_once()
    {
        var (people, waves, calledBack) = Long ? (10_000, 100, 20) : (1_000, 4, 50);
        var temper = new Temper(7, (Mood.TakesAndBreaksOff, 10), (Mood.TakesAndTalksNonsense, 5), (Mood.TakesTooLate, 5), (Mood.Breaks, 3), (Mood.Fails, 20),
            (Mood.IsBusy, 2), (Mood.TalksNonsense, 3), (Mood.Refuses, 5));
        var books = new Books();
        var carrier = new Carrier(new Uri("http://127.0.0.1:1"), "AC1", "to-ken", "+15005550006");
        var callBacks = new CallBacks(carrier.Token, temper, books);
        MoodyProvider[] providers = [.. new[] { "one", "two", "three" }.Select(name => new MoodyProvider(name, temper, books, callBacks, calledBack))];
        await world.Restart(services => Serve(services, [carrier], providers));
        callBacks.Server = world.Url;

        var site = await Site(people);
        var watch = Stopwatch.StartNew();
        for (var wave = 0; wave < waves; wave++)
        {
            await Town.Tell(world.Db, site);
            await world.Settled();
            // Once a wave: whoever dies again and again over the same few would keep them from ever being sent.
            await CutOff(providers[0], people / 50);
            await SendAll(() => callBacks.TellSoon(200));
        }

        var sent = watch.Elapsed;
        await Past(callBacks);
        var audited = await DeliveryAudit.Of(world.Connection, books, world.Clock.Now);
        Report(audited, temper, books, callBacks, sent);

        Assert.Empty(audited.Wrong);
        Assert.Equal((long)people * waves, audited.Deliveries);
        Assert.True(books.Repeats > 0 && audited.Again > 0);
        Assert.Equal(0, callBacks.Deceived);
        Assert.DoesNotContain(callBacks.Answers.Keys, status => status >= 500);
        Assert.Empty(await world.Violations());
    }

    /// <summary>The guard of guards: without the constraint the audit must see what it is there to see.</summary>
    [Fact]
    public async Task Without_its_constraint_a_chunk_that_is_told_again_tells_people_twice_and_the_audit_cries()
    {
        var site = await Site(20);
        var message = await Town.Tell(world.Db, site);
        await world.Settled();
        Assert.DoesNotContain(await Audit(), wrong => wrong.Contains($"message {message} ", StringComparison.Ordinal));

        await Assert.ThrowsAsync<PostgresException>(() => Execute($"""
            insert into notifications.deliveries (message_id, rung, user_id, way, state, state_since, version, next_at)
            select message_id, rung, user_id, way, state, state_since, version, next_at from notifications.deliveries where message_id = {message}
            """));
        await Execute("alter table notifications.deliveries drop constraint one_delivery_per_person_and_way");
        await Again(message);
        Assert.Equal(40, await world.Row<long>($"select count(*) from notifications.deliveries where message_id = {message}"));
        Assert.Equal(20, (await Audit()).Count(wrong => wrong.StartsWith($"message {message} is for user", StringComparison.Ordinal)));

        async Task<IReadOnlyList<string>> Audit() => (await DeliveryAudit.Of(world.Connection, new Books(), world.Clock.Now)).Wrong;
    }

    /// <summary>Companies of the operator's; the providers made of them, or others that stand for them.</summary>
    private void Serve(IServiceCollection services, IReadOnlyList<Carrier> carriers, IReadOnlyList<IProvider>? providers = null)
    {
        services.AddSingleton(ChannelSettings.None with { Sms = carriers, PublicUrl = CallBacks.Public });
        services.AddSingleton<IEnumerable<IProvider>>(parts =>
            [.. providers ?? [.. carriers.Select(carrier => new Sms(carrier, parts.GetRequiredService<Outside>().ToProviders, CallBacks.Public, world.Clock))]]);
    }

    private async Task<long> Site(int people)
    {
        await using var source = NpgsqlDataSource.Create(world.Connection);
        await using var ladder = source.CreateCommand(Town.Ladder(Kind.Alarm, (0, Way.Sms)));
        await ladder.ExecuteNonQueryAsync();
        await using var town = source.CreateCommand(Town.Of(people));
        return (long)(await town.ExecuteScalarAsync())!;
    }

    /// <summary>Until nothing waits any more, or is too late. What rests is waited for by moving the clock.</summary>
    private async Task SendAll(Func<Task> meanwhile)
    {
        var (worker, sender) = (world.Services.GetRequiredService<Worker>(), world.Services.GetRequiredService<Sender>());
        await world.Settled();
        for (var left = 2_000; await world.Row<bool>($"select exists (select from notifications.deliveries where state = 'PENDING' and way <> 'in_app')"); left--)
        {
            Assert.True(left > 0, "something waits for ever");
            await Task.WhenAll(sender.SendDue(Way.Sms), meanwhile());
            world.Clock.Advance(TimeSpan.FromSeconds(5));
            await worker.RunDue();
            await sender.Expire();
        }
    }

    /// <summary>A node claims for a moment, gives every other message to a company, and dies before it hears the answer.</summary>
    private async Task CutOff(IProvider provider, int most)
    {
        // Longer than a claim takes: no lease ends while another claim looks.
        var claimed = await world.Db.List<Claimed>(Claimed.Next(Way.Sms, most, false, TimeSpan.FromMilliseconds(200), world.Clock.Now, []));
        foreach (var one in claimed.Where((_, index) => index % 2 == 0))
        {
            await provider.Send(one.Outgoing(CallBacks.Public)!, CancellationToken.None);
        }
    }

    /// <summary>The deadlines pass, and only then is told what was kept back.</summary>
    private async Task Past(params CallBacks[] all)
    {
        foreach (var callBacks in all)
        {
            await callBacks.TellSoon(int.MaxValue);
        }

        await SendAll(() => Task.CompletedTask);
        world.Clock.Advance(TimeSpan.FromHours(2));
        await world.Settled();
        await world.Services.GetRequiredService<Sender>().Expire();
        foreach (var callBacks in all)
        {
            await callBacks.TellLate();
        }

        await SendAll(() => Task.CompletedTask);
    }

    /// <summary>As if the place in the audience had been lost.</summary>
    private async Task Again(long message)
    {
        await world.Db.Run($"update notifications.rungs set written_to = 0, written_at = null, people = 0 where message_id = {message}");
        await world.Db.Run($"""
            insert into platform.work (kind, key, due_at, data) values ({TellAudience.Work}, {TellAudience.Key(message, 0)}, {world.Clock.Now}, {Sql.Json(new { })})
            on conflict on constraint one_work_per_kind_and_key do update set due_at = excluded.due_at, retry_at = null, lease_until = null
            """);
        await world.Services.GetRequiredService<Worker>().RunDue();
    }

    private async Task Execute(string sql)
    {
        await using var source = NpgsqlDataSource.Create(world.Connection);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private static void Report(Audited audited, Temper temper, Books books, CallBacks callBacks, TimeSpan took) => TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"""
        {audited.Deliveries:N0} deliveries in {took.TotalSeconds:N1} s ({audited.Deliveries / took.TotalSeconds:N0}/s): {string.Join(", ", audited.States.Select(state => $"{state.Key} {state.Value:N0}"))}
        the companies took {books.Count:N0}, {books.Repeats:N0} of them again; tries that may have been repeats: {audited.Again:N0}
        moods: {string.Join(", ", Enum.GetValues<Mood>().Select(mood => $"{mood} {temper.Shown(mood):N0}"))}
        call-backs were answered {string.Join(", ", callBacks.Answers.OrderBy(one => one.Key).Select(one => $"{one.Key}: {one.Value:N0}"))}
        """));
}
