using Attend.Channels;
using Attend.Notifications;
using Attend.People;
using Attend.Platform.Access;
using Attend.Tests.Faults;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Attend.Tests.Notifications;

/// <summary>Evidence of who was told what is kept for its time and no longer, but for whom it is held.</summary>
public sealed class NotificationRecordsTests(World world) : IClassFixture<World>
{
    private const string Kept = "notifications.deliveries";

    [Fact]
    public async Task What_is_past_its_time_goes_with_all_that_hangs_on_it_and_what_is_held_or_younger_stays()
    {
        var (old, held) = (await Person(), await Person());
        var (one, many) = (await Sent(Audience.Person(old)), await Sent(Audience.Person(old, held)));
        var nobody = await Town.Tell(world.Db, Kind.Alarm, Audience.CrewOf(1_000_000));
        await world.Settled();
        (await (await world.Admin()).Post($"/api/users/{held}/holds", new { reason = "a complaint" })).Is(201);
        await Expire(days: 30, after: 29);
        Assert.Equal("1 2 2 1 1", await Left(one));

        var young = await Sent(Audience.Person(old));
        await Expire(days: 30, after: 2);

        Assert.Equal("0 0 0 0 0", await Left(one));
        Assert.Equal("0 0 0 0 0", await Left(nobody));
        Assert.Equal("1 2 2 1 1", await Left(young));
        // Of the one for two people the half that is held stays, and its ladder no more says how many they were.
        Assert.Equal("1 2 2 1 1", await Left(many));
        Assert.Equal([held], await world.Rows<long>($"select distinct user_id from notifications.deliveries where message_id = {many}"));
        Assert.Equal(2, await world.Row<long>($"select count(*) from notifications.rungs where message_id = {many} and people is null"));
        Assert.Empty(await world.Violations());
    }

    [Fact]
    public async Task A_batch_takes_no_more_than_it_may_and_says_when_there_is_more()
    {
        await world.Db.Run($"delete from people.legal_holds");
        var people = new List<long>();
        for (var i = 0; i < 5; i++)
        {
            people.Add(await Person());
        }

        var message = await Town.Tell(world.Db, Kind.CrewStoodDown, Audience.Person([.. people]));
        await world.Settled();
        var before = await world.Row<long>($"select count(*) from notifications.deliveries");
        var kind = NotificationRecords.Kinds.Single(one => one.Kind == Kept);
        Assert.Equal(3, await Batch(3));
        Assert.Equal(before - 3, await world.Row<long>($"select count(*) from notifications.deliveries"));
        while (await Batch(3) == 3)
        {
        }

        Assert.Equal("0 0 0 0 0", await Left(message));
        Assert.Equal(0, await world.Row<long>($"select count(*) from notifications.deliveries"));
        Assert.Empty(await world.Violations());

        async Task<long> Batch(int most)
        {
            var gone = 0L;
            await world.Db.Write(Caller.System, async change =>
            {
                gone = await kind.Expire(change, change.Now.AddMinutes(1), $"select subject from people.held_subjects", most);
                return TypedResults.NoContent();
            });
            return gone;
        }
    }

    /// <summary>How many there are of the message, its rungs, deliveries, tries and reports.</summary>
    private Task<string> Left(long message) => world.Row<string>($"""
        select concat_ws(' ', (select count(*) from notifications.messages where id = {message}), (select count(*) from notifications.rungs where message_id = {message}),
            count(distinct d.id), count(distinct (t.delivery_id, t.number)) filter (where t.number is not null), count(distinct (r.delivery_id, r.word)) filter (where r.word is not null))
        from notifications.deliveries d left join notifications.tries t on t.delivery_id = d.id left join notifications.reports r on r.delivery_id = d.id
        where d.message_id = {message}
        """);

    private async Task Expire(int days, int after)
    {
        (await (await world.Admin()).Put($"/api/retention/{Kept}", new { days })).Is(200);
        world.Clock.Advance(TimeSpan.FromDays(after));
        await world.Db.Run($"update platform.work set due_at = {world.Clock.Now} where kind = {Retention.Daily.Name}");
        await world.Settled();
    }

    /// <summary>Something that lies in inboxes and was sent by text message, with a word of the company about it.</summary>
    private async Task<long> Sent(string audience)
    {
        (await (await world.Admin()).Put("/api/admin/ladders/alarm/any", new
        {
            rungs = new[] { new { after_seconds = 0, ways = new[] { "in_app" } }, new { after_seconds = 1, ways = new[] { "sms" } } },
        })).Is(204);
        var message = await Town.Tell(world.Db, Kind.Alarm, audience);
        await world.Settled();
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        await world.Settled();
        await Platform.Wait.Until(async () =>
        {
            await world.Services.GetRequiredService<Sender>().SendDue(Way.Sms);
            return await world.Row<bool>($"select count(*) > 0 and bool_and(state = 'SENT') from notifications.deliveries where message_id = {message} and way = 'sms'");
        });
        await world.Db.Run($"""
            insert into notifications.reports (delivery_id, provider_id, word, at)
            select id, provider_id, 'queued', now() from notifications.deliveries where message_id = {message} and way = 'sms'
            """);
        return message;
    }

    private async Task<long> Person()
    {
        var id = await world.AddPerson($"kept-{world.Draw()}", "nurse");
        var user = (await (await world.Admin()).Get($"/api/users/{id}")).Is(200);
        (await (await world.Admin()).Patch($"/api/users/{id}", new { phone = "+4930111111" }, user["version"].GetInt64())).Is(200);
        return id;
    }
}
