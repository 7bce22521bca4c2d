using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Attend.Notifications;
using Attend.Platform.Access;
using Attend.Platform.Events;
using Attend.Platform.Live;
using Attend.Tests.Faults;
using Attend.Tests.Platform.Live;
using Microsoft.AspNetCore.Http;
using Npgsql;
using Xunit;

namespace Attend.Tests.Notifications;

/// <summary>What is read to tell inboxes of a message for many: nothing for who is not there.</summary>
public sealed class InboxChannelTests(TestPostgres postgres) : IAsyncLifetime
{
    private const int People = 1_500;

    /// <summary>One for each test: who listens in one would be read for in the other.</summary>
    private readonly World world = new(postgres);

    public ValueTask InitializeAsync() => world.InitializeAsync();

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Fact]
    public async Task A_message_for_many_costs_nothing_while_nobody_looks_and_what_those_see_who_do()
    {
        var (message, first, second) = await Said();
        var all = await Events(message);
        Assert.Equal(
            (People + 2, 1),
            (all.Count(row => row.Subject.StartsWith("user:", StringComparison.Ordinal)), all.Count(row => row.Kind == "notifications.message_withdrawn")));
        var (news, statements) = await Project(all);
        Assert.Empty(news);
        Assert.Empty(statements);

        await using var one = await RawSocket.Open(world.Url, "/ws/me/", first.Token);
        await one.Message("initial_data");
        await using var other = await RawSocket.Open(world.Url, "/ws/me/", second.Token);
        await other.Message("initial_data");
        long[] two = [first.UserId, second.UserId];
        (news, statements) = await Project(all);
        Assert.Equal(
            new[] { "PLANNED", "PLANNED", "WITHDRAWN", "WITHDRAWN" }.Zip([.. two, .. two], (what, user) => $"me:{user} {what}"),
            news.Select(each => $"{each.News.Room} {each.News.Event}"));
        Assert.Equal(2, statements.Count);
        // Of fifteen hundred rows of the message those of the two are touched, and no other.
        Assert.Equal(2, await Touched(message, two));
    }

    [Fact]
    public async Task Of_a_message_for_few_its_own_people_are_looked_through_however_many_are_here()
    {
        var nurse = await world.As("nurse");
        var message = await Town.Tell(world.Db, Kind.Alarm, Audience.Person(nurse.UserId));
        await world.Settled();
        long[] here = [nurse.UserId, .. Enumerable.Range(1_000_000, 500).Select(id => (long)id)];
        Assert.Equal(1, await Touched(message, here));
        Assert.Equal([await world.Row<long>($"select id from notifications.deliveries where message_id = {message} and way = 'in_app'")],
            await world.Rows<long>(NotificationView.Held([message], here)));
    }

    [Fact]
    public async Task A_phone_that_slept_through_it_begins_again_with_what_waits_for_it()
    {
        // Somebody whose room nobody has opened yet: one that is open is told.
        var name = $"nurse-{world.Draw()}";
        await world.AddPerson(name, "nurse");
        var nurse = await world.SignIn(name);
        var dispatcher = await world.Dispatcher();
        await using var elsewhere = await RawSocket.Open(world.Url, "/ws/me/", dispatcher.Token);
        var old = (await elsewhere.Message("initial_data")).GetProperty("cursor").GetString();
        var message = await Town.Tell(world.Db, Kind.Alarm, Audience.Person(nurse.UserId));
        await world.Settled();
        // Rooms hear in one order: what is told here was told there before.
        await Town.Tell(world.Db, Kind.Alarm, Audience.Person(dispatcher.UserId));
        await elsewhere.Message("notification");

        await using var phone = await RawSocket.Open(world.Url, $"/ws/me/?cursor={old}", nurse.Token);
        Assert.Equal("gap", (await phone.Next()).GetProperty("type").GetString());
        var shown = (await phone.Message("initial_data")).GetProperty("data").GetProperty("notifications").EnumerateArray().ToList();
        Assert.Contains($"alarm:{900_000 + message}", shown.Select(one => one.GetProperty("subject").GetString()));
        await world.Db.Write(Caller.System, async change =>
        {
            Messages.Withdraw(change, $"alarm:{900_000 + message}", "ended");
            await change.Send();
            return TypedResults.NoContent();
        });
        var news = await phone.Message("notification");
        Assert.Equal("WITHDRAWN", news.GetProperty("event").GetString());
        Assert.NotEqual(JsonValueKind.Null, news.GetProperty("data").GetProperty("over").ValueKind);
    }

    /// <summary>A message for everybody of a new site, which is over once they are all written down; and two of them.</summary>
    private async Task<(long Message, Api First, Api Second)> Said()
    {
        await using var source = NpgsqlDataSource.Create(world.Connection);
        await using var town = source.CreateCommand(Town.Of(People));
        var site = (long)(await town.ExecuteScalarAsync())!;
        string[] names = [$"first-{site}", $"second-{site}"];
        foreach (var name in names)
        {
            await world.AddPerson(name, "patient", site);
        }

        (await (await world.Admin()).Put("/api/admin/ladders/alarm/any", new { rungs = new[] { new { after_seconds = 0, ways = new[] { "in_app" } } } })).Is(204);
        var message = await Town.Tell(world.Db, site);
        await world.Settled();
        (await (await world.Admin()).Delete("/api/admin/ladders/alarm/any")).Is(204);
        await world.Db.Write(Caller.System, async change =>
        {
            Messages.Withdraw(change, $"alarm:{900_000 + message}", "ended");
            await change.Send();
            return TypedResults.NoContent();
        });
        await using var analyse = source.CreateCommand("analyze notifications.deliveries, notifications.rungs");
        await analyse.ExecuteNonQueryAsync();
        return (message, await world.SignIn(names[0]), await world.SignIn(names[1]));
    }

    private Task<IReadOnlyList<EventRow>> Events(long message) => world.Rows<EventRow>($"""
        select epoch, tx, id, at, actor, kind, subject, from_state, to_state, data from platform.events
        where subject = {"message:" + message} or data ->> 'message_id' = {message}::text order by id
        """);

    /// <summary>What the projection answers, and the statements that it needed.</summary>
    private async Task<(IReadOnlyList<(int Index, News News)> News, IReadOnlyCollection<string> Statements)> Project(IReadOnlyList<EventRow> events)
    {
        var statements = new ConcurrentQueue<string>();
        using var probe = new Activity("probe").Start();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (activity.TraceId == probe.TraceId && (activity.GetTagItem("db.query.text") ?? activity.GetTagItem("db.statement")) is string text)
                {
                    statements.Enqueue(text);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        return (await InboxChannel.Projection.Project(world.Services, events, CancellationToken.None), statements);
    }

    /// <summary>
    /// How many rows of deliveries are read to find what these people have of a message, by what the database says of the plan that it makes once
    /// for all values, as the server has it do.
    /// </summary>
    private async Task<long> Touched(long message, IReadOnlyList<long> people)
    {
        var asked = new NpgsqlBatchCommand();
        NotificationView.Held([message], [.. people]).Fill(asked);
        var types = asked.Parameters.Select(parameter => parameter.Value is long[]? "bigint[]" : "integer");
        var values = asked.Parameters.Select(parameter => parameter.Value is long[] many ? $"'{{{string.Join(',', many)}}}'" : $"{parameter.Value}");
        await using var connection = new NpgsqlConnection(world.Connection);
        await connection.OpenAsync();
        await using var explain = new NpgsqlCommand($"""
            set plan_cache_mode = force_generic_plan;
            prepare held ({string.Join(", ", types)}) as {asked.CommandText};
            explain (analyze, format json) execute held ({string.Join(", ", values)})
            """, connection);
        using var plan = JsonDocument.Parse((string)(await explain.ExecuteScalarAsync())!);
        return Rows(plan.RootElement[0].GetProperty("Plan"));

        static long Rows(JsonElement node) =>
            (node.TryGetProperty("Relation Name", out var relation) && relation.ValueEquals("deliveries")
                ? (long)((node.GetProperty("Actual Rows").GetDouble() + Removed(node)) * node.GetProperty("Actual Loops").GetDouble())
                : 0)
            + (node.TryGetProperty("Plans", out var below) ? below.EnumerateArray().Sum(Rows) : 0);

        static double Removed(JsonElement node) => node.TryGetProperty("Rows Removed by Filter", out var removed) ? removed.GetDouble() : 0;
    }
}
