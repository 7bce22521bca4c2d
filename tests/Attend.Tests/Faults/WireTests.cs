using System.Globalization;
using Attend.Platform;
using Attend.Tests.Platform;
using Npgsql;
using Xunit;

namespace Attend.Tests.Faults;

/// <summary>
/// The server dies, or its connection to PostgreSQL, at each point between load and answer. What was answered is there; what was not is
/// there wholly or not at all; the same <c>Idempotency-Key</c> again gives one effect and one answer.
/// </summary>
public sealed class WireTests(WireServer wire) : IClassFixture<WireServer>
{
    /// <summary>Words that only the loading of a dispatch contains.</summary>
    private const string Dispatching = "attend.chosen";

    private readonly PostgresProxy proxy = wire.Proxy;
    private readonly ServerProcess server = wire.Server;

    public static TheoryData<Moment> Moments => [.. Enum.GetValues<Moment>()];

    [Theory]
    [MemberData(nameof(Moments))]
    public async Task Killed_at_this_point_all_or_nothing_is_there_and_the_same_key_does_it_once(Moment moment)
    {
        var (call, unit) = (await wire.Call(), await wire.Unit());
        var key = Guid.NewGuid().ToString("n");
        var trap = proxy.Set(moment, Dispatching);

        var unanswered = wire.Dispatch(call, unit, key);
        await trap.Reached;
        await server.Kill();

        await Assert.ThrowsAnyAsync<Exception>(() => unanswered);
        // What the dead server had open ends when PostgreSQL notices; only then is it decided.
        await Wait.Until(async () => await wire.Number("select count(*) from pg_stat_activity where datname = current_database() and state like '%in transaction%'") == 0);
        Assert.Equal(moment is Moment.Committed ? 1 : 0, await wire.Effects(call, unit));
        await server.Start();
        var answer = (await wire.Dispatch(call, unit, key)).Is(200);
        Assert.Equal(answer.Body.ToString(), (await wire.Dispatch(call, unit, key)).Is(200).Body.ToString());
        Assert.Equal(1, await wire.Effects(call, unit));
        Assert.Equal("", await wire.Violations());
    }

    [Fact]
    public async Task Killed_right_after_its_answer_what_was_answered_is_there()
    {
        var (call, unit) = (await wire.Call(), await wire.Unit());
        var key = Guid.NewGuid().ToString("n");
        var answer = (await wire.Dispatch(call, unit, key)).Is(200);
        await server.Kill();

        Assert.Equal(1, await wire.Effects(call, unit));
        await server.Start();
        Assert.Equal(answer.Body.ToString(), (await wire.Dispatch(call, unit, key)).Is(200).Body.ToString());
        Assert.Equal(1, await wire.Effects(call, unit));
        Assert.Equal("", await wire.Violations());
    }

    /// <summary>With a key of the client's and without: then the server draws one of its own, which is good for this.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_connection_cut_after_the_commit_is_looked_up_and_answered(bool keyed)
    {
        var (call, unit) = (await wire.Call(), await wire.Unit());
        var trap = proxy.Set(Moment.Committed, Dispatching);

        var asked = wire.Dispatch(call, unit, keyed ? Guid.NewGuid().ToString("n") : null);
        await trap.Reached;
        Assert.False(asked.IsCompleted);
        trap.Cut();

        var answer = (await asked).Is(200);
        Assert.Equal(2, proxy.Writes);
        Assert.Equal(answer.Id, await wire.Number($"select id from dispatch.responses where call_id = {call}"));
        Assert.Equal(1, await wire.Effects(call, unit));
        Assert.Equal("", await wire.Violations());
    }

    [Fact]
    public async Task A_connection_cut_before_the_commit_arrives_is_tried_again()
    {
        var (call, unit) = (await wire.Call(), await wire.Unit());
        var trap = proxy.Set(Moment.CommitSent, Dispatching);

        var asked = wire.Dispatch(call, unit, null);
        await trap.Reached;
        Assert.Equal(0, await wire.Effects(call, unit));
        trap.Cut();

        (await asked).Is(200);
        Assert.Equal(2, proxy.Writes);
        Assert.Equal(1, await wire.Effects(call, unit));
        Assert.Equal("", await wire.Violations());
    }

    [Theory]
    [InlineData(Moment.Loaded)]
    [InlineData(Moment.Saved)]
    public async Task A_connection_cut_in_the_middle_is_tried_again(Moment moment)
    {
        var (call, unit) = (await wire.Call(), await wire.Unit());
        var trap = proxy.Set(moment, Dispatching);
        var asked = wire.Dispatch(call, unit, null);
        await trap.Reached;
        trap.Cut();

        (await asked).Is(200);
        Assert.Equal(2, proxy.Writes);
        Assert.Equal(1, await wire.Effects(call, unit));
        Assert.Equal("", await wire.Violations());
    }

    [Fact]
    public async Task A_second_request_with_the_key_waits_for_a_slow_commit_and_gets_its_answer()
    {
        var (call, unit) = (await wire.Call(), await wire.Unit());
        var key = Guid.NewGuid().ToString("n");
        var trap = proxy.Set(Moment.CommitSent, Dispatching);
        var first = wire.Dispatch(call, unit, key);
        await trap.Reached;
        var second = wire.Dispatch(call, unit, key);
        await Wait.Until(async () => proxy.Writes == 2
            && await wire.Number("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'") > 0);
        trap.Release();

        Assert.Equal((await first).Is(200).Body.ToString(), (await second).Is(200).Body.ToString());
        Assert.Equal(1, await wire.Effects(call, unit));
        Assert.Equal("", await wire.Violations());
    }
}

/// <summary>A server process whose every word to PostgreSQL passes a proxy.</summary>
public sealed class WireServer : IAsyncLifetime
{
    /// <summary>Of its own: what is held open here would hold up every other test's feed.</summary>
    private readonly TestPostgres postgres = new();
    private string connection = "";
    private NpgsqlDataSource source = null!;
    private string token = "";
    private long site;
    private int drawn;

    public ServerProcess Server { get; private set; } = null!;

    internal PostgresProxy Proxy { get; private set; } = null!;

    private Api Dispatcher => new(Server.Http, token);

    public async ValueTask InitializeAsync()
    {
        await postgres.InitializeAsync();
        connection = await postgres.CreateDatabase();
        source = NpgsqlDataSource.Create(connection);
        Proxy = new PostgresProxy(connection);
        Server = new ServerProcess(Proxy.Connection);
        Assert.Equal(0, (await Server.Command("user", "add", "boss", "--role", "admin,supervisor,dispatcher", "--password", World.Password)).Code);
        await Server.Start();
        token = (await new Api(Server.Http).Post("/api/auth/login", new { username = "boss", password = World.Password })).Is(200)["access_token"].GetString()!;
        site = (await Dispatcher.Post("/api/sites", new { name = "Base", kind = "station", zone = "UTC" })).Is(201).Id;
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Proxy.DisposeAsync();
        await source.DisposeAsync();
        await postgres.DisposeAsync();
    }

    public async Task<long> Unit() => (await Dispatcher.Post("/api/units", new
    {
        unit_number = $"M{++drawn}", kind = "ambulance", level = "BASIC", seats = 2, equipment = Array.Empty<string>(), home_site_id = site,
    })).Is(201).Id;

    public async Task<long> Call() => (await Dispatcher.Post("/api/calls", new { emergency_type = "MEDICAL", priority = "LOW" })).Is(201).Id;

    public Task<Answer> Dispatch(long call, long unit, string? key) => Dispatcher.Post($"/api/calls/{call}/dispatch", new { unit_id = unit }, key);

    /// <summary>0 or 1: how often the dispatch happened, and each of its traces says the same.</summary>
    public async Task<long> Effects(long call, long unit)
    {
        var traces = new[]
        {
            await Number($"select count(*) from dispatch.responses where call_id = {call}"),
            await Number($"select count(*) from fleet.reservations where request_id = {call} and vehicle_id = {unit}"),
            await Number($"select count(*) from dispatch.stamps s join dispatch.responses r on r.id = s.response_id where r.call_id = {call}"),
            await Number($"select count(*) from platform.events where subject = 'call:{call}' and kind = 'dispatch.unit_assigned'"),
            await Number($"select count(*) from platform.events where subject = 'call:{call}' and kind = 'dispatch.call_dispatched'"),
            await Number($"select count(*) from dispatch.calls where id = {call} and state = 'DISPATCHED'"),
        };
        Assert.Single(traces.Distinct());
        return traces[0];
    }

    public async Task<long> Number(string sql)
    {
        await using var command = source.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync() ?? 0L);
    }

    public async Task<string> Violations()
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        await Invariants.Violations(source, Modules.All, output, TestContext.Current.CancellationToken);
        return output.ToString();
    }
}
