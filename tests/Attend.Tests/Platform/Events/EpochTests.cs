using Attend.Platform.Events;
using Xunit;

namespace Attend.Tests.Platform.Events;

public sealed class EpochTests(TestPostgres postgres)
{
    [Fact]
    public async Task A_restart_on_the_same_database_goes_on_in_the_same_epoch()
    {
        var connection = await postgres.CreateDatabase();
        await using var first = await TestDatabase.Open(connection);
        await using var second = await TestDatabase.Open(connection);
        Assert.NotEqual(0, first.Epoch.Current);
        Assert.Equal(first.Epoch.Current, second.Epoch.Current);
        Assert.True(await first.Epoch.Holds(first.Db));
    }

    [Fact]
    public async Task Servers_that_start_together_agree()
    {
        var connection = await postgres.CreateDatabase();
        await using var database = await TestDatabase.Open(connection);
        await database.Db.Run($"delete from platform.epochs");
        var epochs = Enumerable.Range(0, 8).Select(_ => new Epoch()).ToList();
        await Task.WhenAll(epochs.Select(epoch => epoch.Open(database.Db, TimeProvider.System)));
        Assert.Single(epochs.Select(epoch => epoch.Current).Distinct());
        Assert.Equal(1, await database.Db.One<int>($"select count(*)::integer from platform.epochs"));
    }

    [Theory]
    [InlineData("update platform.epochs set database = 1", "other database")]
    [InlineData("update platform.epochs set timeline = timeline + 1", "other timeline")]
    [InlineData("update platform.epochs set system_identifier = '1'", "other cluster")]
    public async Task Another_database_cluster_or_timeline_begins_a_new_one(string made, string reason)
    {
        var connection = await postgres.CreateDatabase();
        await using var before = await TestDatabase.Open(connection);
        await before.Db.Run(Attend.Platform.Database.Sql.Raw(made));
        Assert.False(await before.Epoch.Holds(before.Db));

        await using var after = await TestDatabase.Open(connection);
        Assert.True(after.Epoch.Current > before.Epoch.Current);
        Assert.Equal(reason, await after.Db.One<string>($"select reason from platform.epochs where epoch = {after.Epoch.Current}"));
    }

    [Fact]
    public async Task After_a_restore_old_events_come_first_and_new_ones_follow()
    {
        var connection = await postgres.CreateDatabase();
        await using var database = await TestDatabase.Open(connection);
        // In a fresh cluster transaction numbers start low again, so what is restored may be numbered far ahead of what follows.
        await database.Db.Run($"""
            insert into platform.events (epoch, tx, at, actor, kind, subject, data)
            values ({database.Epoch.Current}, {ulong.MaxValue / 2}, now(), 'system', 'test.old', 'thing:1', '{Attend.Platform.Database.Sql.Raw("{}")}')
            """);
        Assert.Empty(await database.ReadAll());

        await database.Epoch.Restored(database.Db, TimeProvider.System);
        await database.Event("test.new", "thing:1");

        await Eventually(async () => Assert.Equal(["test.old", "test.new"], (await database.ReadAll()).Select(row => row.Kind)));
    }

    // Another test's transaction may hold the horizon for a moment.
    private static async Task Eventually(Func<Task> check)
    {
        for (var began = TimeProvider.System.GetTimestamp(); ;)
        {
            try
            {
                await check();
                return;
            }
            catch (Xunit.Sdk.XunitException) when (TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(60))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
            }
        }
    }
}
