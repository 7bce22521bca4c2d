using Attend.Channels;
using Attend.Notifications;
using Attend.Platform.Database;
using Attend.Platform.Work;
using Attend.Queues;
using Attend.Tests.Faults;
using Attend.Tests.Platform;
using Attend.Tests.Platform.Live;
using Attend.Tests.Queues;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace Attend.Tests.Notifications;

/// <summary>A queue that ten thousand hear of: the answer does not wait for them, and no transaction writes down more than a thousand.</summary>
public sealed class LargeAudienceTests(World world) : IClassFixture<World>
{
    private const int People = 10_000;

    [Fact]
    public async Task Ten_thousand_are_told_once_each_a_thousand_at_a_time()
    {
        var site = await world.Site("hospital");
        var clinic = await Clinic.Open(world, site: site);
        var supervisor = await world.Supervisor();
        await using var wall = await RawSocket.Open(world.Url, $"/ws/queue/{clinic.Code}/");
        await wall.Message("initial_data");
        (await supervisor.Post($"/api/queues/{clinic.Queue}/close")).Is(200);
        // The feed has come past everybody who was added before: each of them would have those counted anew that are remembered.
        await wall.Message("queue_status_update");
        // Of each ten eight are patients of the site, and four follow the queue: two are both.
        await world.Db.Run($"""
            with people as (
                insert into people.users (username, first_name, last_name, language, zone, created_at)
                select 'resident-' || n, 'R', n::text, 'en', 'UTC', now() from generate_series(1, {People}) n returning id
            ), credentials as (
                insert into people.credentials (user_id) select id from people
            ), roles as (
                insert into people.user_roles (user_id, role, site_id) select id, 'patient', {site}::bigint from people where id % 10 < 8
            )
            insert into queues.followers (queue_id, user_id, followed_at) select {clinic.Queue}::bigint, id, now() from people where id % 10 >= 6
            """);

        var opened = (await supervisor.Post($"/api/queues/{clinic.Queue}/open")).Is(200);
        var message = opened["message_id"].GetInt64();
        Assert.Equal(People, opened["notification_stats"].GetProperty("total_patients_notified").GetInt32());
        await Wait.Until(async () =>
        {
            await world.Settled();
            return await world.Row<long>($"select count(*) from notifications.rungs where message_id = {message} and written_at is not null") == 2;
        });

        Assert.Equal(
            [$"in_app {People} {People}", $"sms {People * 4 / 10} {People * 4 / 10}", $"web_push {People * 4 / 10} {People * 4 / 10}"],
            await world.Rows<string>($"""
                select concat_ws(' ', way, count(*), count(distinct user_id)) from notifications.deliveries where message_id = {message} group by way order by way
                """));
        Assert.InRange(
            await world.Row<long>($"""
                select max(told) from (
                    select count(*) as told from platform.events
                    where kind in ('notifications.delivery_planned', 'notifications.delivery_withheld') and (data ->> 'message_id')::bigint = {message} group by tx
                ) chunk
                """), 1, 1_000);

        // So many are remembered, until there is another one.
        var audiences = world.Services.GetRequiredService<Audiences>();
        Assert.Equal(People, audiences.Known(clinic.Queue, Tells.Site).Count);
        (await (await world.As("patient", await world.Site())).Put($"/api/queues/{clinic.Queue}/following", new { })).Is(204);
        await Wait.Until(() => audiences.Known(clinic.Queue, Tells.Site).Count is null);
        var closed = (await supervisor.Post($"/api/queues/{clinic.Queue}/close")).Is(200);
        Assert.Equal(People + 1, closed["notification_stats"].GetProperty("total_patients_notified").GetInt32());
        Assert.Empty(await world.Violations());
    }

    /// <summary>Rungs that fall due together are written side by side, except into inboxes: what lies in one lies there once.</summary>
    [Fact]
    public async Task Two_rungs_at_once_put_it_into_each_inbox_once()
    {
        const int Residents = 3_000;
        await using var source = NpgsqlDataSource.Create(world.Connection);
        await using var town = source.CreateCommand(Town.Of(Residents));
        var site = (long)(await town.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
        await using var ladder = source.CreateCommand(Town.Ladder(Kind.Alarm, (0, Way.InApp), (0, Way.InApp), (0, Way.Email)));
        await ladder.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        var message = await Town.Tell(world.Db, site);
        await world.Settled();

        Assert.Equal(
            ["0 3000 true", "1 3000 true", "2 3000 true"],
            await world.Rows<string>($"select concat_ws(' ', number, people, (written_at is not null)::text) from notifications.rungs where message_id = {message} order by number"));
        await EachHasItOnce();

        // The second may be faster than the first.
        await world.Db.Run($"""
            update notifications.rungs set written_at = null, people = 1, written_to = (select min(user_id) from notifications.deliveries where message_id = {message})
            where message_id = {message} and number = 0
            """);
        await world.Db.Run(DueWork.Put(TellAudience.Work, TellAudience.Key(message, 0), world.Clock.Now, Sql.Json(new { })));
        await world.Settled();
        Assert.True(await world.Row<bool>($"select written_at is not null from notifications.rungs where message_id = {message} and number = 0"));
        await EachHasItOnce();
        Assert.Empty(await world.Violations());

        async Task EachHasItOnce() => Assert.Equal(
            [$"email {Residents} {Residents}", $"in_app {Residents} {Residents}"],
            await world.Rows<string>($"""
                select concat_ws(' ', way, count(*), count(distinct user_id)) from notifications.deliveries where message_id = {message} group by way order by way
                """));
    }
}
