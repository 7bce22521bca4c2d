using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Xunit;

namespace Attend.Tests.Platform.Events;

/// <summary>Of one thing the feed tells first what happened first, whichever transaction began first.</summary>
[Collection(AloneCollection.Name)]
public sealed class OrderTests(TestPostgres postgres) : IAsyncLifetime
{
    private TestDatabase database = null!;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.Open(await postgres.CreateDatabase());
        await Run("create table things (id bigint primary key); insert into things values (1), (2)");
        await database.Event("test.added", "thing:2");
    }

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task Who_waited_for_a_younger_one_is_told_after_it()
    {
        var tries = await WaitForAYoungerOne();
        Assert.Equal(2, tries);
        Assert.Equal(["test.added", "test.younger", "test.older"], await Told());
    }

    [Fact]
    public async Task Without_the_guard_it_is_told_before_it()
    {
        await Run("alter table platform.events disable trigger keep_order");
        var tries = await WaitForAYoungerOne();
        Assert.Equal(1, tries);
        Assert.Equal(["test.added", "test.older", "test.younger"], await Told());
    }

    /// <summary>One holds thing 1 and waits for thing 2, which a younger one has in hand.</summary>
    /// <returns>How often the older one ran.</returns>
    private async Task<int> WaitForAYoungerOne()
    {
        var (held, taken) = (new TaskCompletionSource(), new TaskCompletionSource());
        var tries = 0;
        var older = database.Db.Write<Results<Ok<int>, Refused>>(Caller.System, async change =>
        {
            tries++;
            change.Lock($"select from things where id = 1 for no key update");
            await change.Send();
            held.TrySetResult();
            await taken.Task;
            change.Lock($"select from things where id = 2 for no key update");
            change.Event("test.older", "thing:2");
            await change.Send();
            return TypedResults.Ok(tries);
        }, TestContext.Current.CancellationToken);
        await held.Task;
        await database.Db.Write<Results<Ok<int>, Refused>>(Caller.System, async change =>
        {
            change.Lock($"select from things where id = 2 for no key update");
            await change.Send();
            taken.TrySetResult();
            await Wait.Until(async () => await database.Db.One<bool>($"""
                select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')
                """));
            change.Event("test.younger", "thing:2");
            await change.Send();
            return TypedResults.Ok(0);
        }, TestContext.Current.CancellationToken);
        await older;
        return tries;
    }

    private async Task<IReadOnlyList<string>> Told()
    {
        await database.Settled();
        return [.. (await database.Reader.Read(default, 10, CancellationToken.None)).Events.Select(row => row.Kind)];
    }

    private async Task Run(string sql)
    {
        await using var command = database.Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
