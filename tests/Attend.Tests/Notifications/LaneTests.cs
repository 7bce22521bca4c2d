using Attend.Channels;
using Attend.Notifications;
using Attend.Tests.Faults;
using Attend.Tests.Platform;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace Attend.Tests.Notifications;

/// <summary>A lane is nobody's own, and stands still while nobody takes what it carries.</summary>
public sealed class LaneTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task Twenty_browsers_of_one_person_that_never_answer_hold_up_nobody_else()
    {
        var silent = new TaskCompletionSource<Outcome>();
        var push = new AskedProvider(Way.WebPush, message =>
            message.Address.StartsWith("https://silent-", StringComparison.Ordinal) ? silent.Task : Task.FromResult<Outcome>(new Outcome.Accepted()));
        await world.Restart(services => services.Carry(push));
        var (greedy, other) = (await world.SignIn(await Person()), await world.SignIn(await Person()));
        for (var i = 0; i < 20; i++)
        {
            (await greedy.Post("/api/notifications/devices", PushDevice.At($"https://silent-{i}.example.org/{greedy.UserId}"))).Is(200);
        }

        (await other.Post("/api/notifications/devices", PushDevice.At($"https://push.example.org/{other.UserId}"))).Is(200);
        (await greedy.Post("/api/notifications/test")).Is(200);
        (await greedy.Post("/api/notifications/test")).Is(200);
        await world.Settled();
        (await other.Post("/api/notifications/test")).Is(200);
        await world.Settled();

        var sending = world.Services.GetRequiredService<Sender>().SendDue(Way.WebPush);
        await Wait.Until(async () => await Pushes(other.UserId, "SENT") == 1);
        Assert.Equal((0, 40), (await Pushes(greedy.UserId, "SENT"), await Pushes(greedy.UserId, "PENDING")));
        Assert.Equal(Claimed.MostOfOne, await world.Row<long>($"select count(*) from notifications.deliveries where user_id = {greedy.UserId} and lease_until > now()"));

        silent.SetResult(new Outcome.Accepted());
        await sending;
        Assert.Equal(40, await Pushes(greedy.UserId, "SENT"));
        Assert.InRange(push.Most, 1, Claimed.MostOfOne + 1);
        Assert.Empty(await world.Violations());
    }

    [Fact]
    public async Task What_took_something_last_is_tried_before_what_never_did()
    {
        var push = new AskedProvider(Way.WebPush, new Outcome.Accepted());
        await world.Restart(services => services.Carry(push));
        var person = await world.SignIn(await Person());
        for (var i = 0; i < 6; i++)
        {
            (await person.Post("/api/notifications/devices", PushDevice.At($"https://push.example.org/{person.UserId}/{i}"))).Is(200);
        }

        await world.Db.Run($"update notifications.devices set used_at = now() where user_id = {person.UserId} and endpoint like '%/5'");
        (await person.Post("/api/notifications/test")).Is(200);
        await world.Settled();
        await world.Services.GetRequiredService<Sender>().SendDue(Way.WebPush);
        var asked = push.Asked.Select(message => message.Address).Where(address => address.Contains($"/{person.UserId}/", StringComparison.Ordinal)).ToList();
        Assert.EndsWith("/5", asked[0], StringComparison.Ordinal);
        Assert.Equal(6, asked.Count);
    }

    [Fact]
    public async Task While_everybody_who_carries_rests_nothing_is_claimed_and_then_one_is_tried()
    {
        Outcome says = new Outcome.Later("down");
        var sms = new AskedProvider(Way.Sms, _ => Task.FromResult(says));
        await world.Restart(services => services.Carry(sms));
        var sender = world.Services.GetRequiredService<Sender>();
        var message = await Tell(60, Way.Sms);
        await sender.SendDue(Way.Sms);
        var claims = await Claims(message);
        Assert.Equal(Breaker.Failures, sms.Asked.Count);
        Assert.InRange(claims, Breaker.Failures, 32);

        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(0, await sender.SendDue(Way.Sms));
        }

        Assert.Equal(claims, await Claims(message));
        world.Clock.Advance(Breaker.FirstRest);
        Assert.Equal(1, await sender.SendDue(Way.Sms));
        Assert.Equal((claims + 1, Breaker.Failures + 1), (await Claims(message), sms.Asked.Count));

        says = new Outcome.Accepted("SM1");
        world.Clock.Advance(2 * Breaker.FirstRest);
        await sender.SendDue(Way.Sms);
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        await sender.SendDue(Way.Sms);
        Assert.Equal(60, await world.Row<long>($"select count(*) from notifications.deliveries where message_id = {message} and state = 'SENT'"));
        Assert.Empty(await world.Violations());
    }

    [Fact]
    public async Task What_waits_for_one_push_service_that_rests_is_put_off_and_the_others_have_theirs()
    {
        var push = new AskedProvider(Way.WebPush, message => Task.FromResult<Outcome>(
            message.Address.StartsWith("https://down.example.org/", StringComparison.OrdinalIgnoreCase) ? new Outcome.Later("down") : new Outcome.Accepted()));
        await world.Restart(services => services.Carry(push));
        var sender = world.Services.GetRequiredService<Sender>();
        var message = await Tell(80, Way.WebPush, """
            insert into notifications.devices (user_id, name, endpoint, public_key, secret, created_at)
            select r.user_id, 'Phone', case when row_number() over (order by r.user_id) <= 75 then 'https://DOWN.example.org/' else 'https://up.example.org/' end || r.user_id,
                   '\x04', '\x00', now()
            from people.user_roles r where r.site_id = {site}
            """);
        await Wait.Until(async () =>
        {
            await sender.SendDue(Way.WebPush);
            return await world.Row<long>($"select count(*) from notifications.deliveries where message_id = {message} and state = 'SENT'") == 5;
        });

        // Most were never claimed: they wait until the service is asked again.
        var (now, claims) = (world.Clock.Now, await Claims(message));
        Assert.InRange(await world.Row<long>($"select count(*) from notifications.deliveries where message_id = {message} and state = 'PENDING' and fence = 0 and next_at > {now}"), 40, 75);
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(0, await sender.SendDue(Way.WebPush));
        }

        Assert.Equal(claims, await Claims(message));
        Assert.Empty(await world.Violations());
    }

    /// <summary>Something for so many people of a new site by one way, written down and not yet sent.</summary>
    /// <param name="before">SQL about them; <c>{site}</c> is theirs.</param>
    private async Task<long> Tell(int people, Way way, string? before = null)
    {
        await using var source = NpgsqlDataSource.Create(world.Connection);
        await using var town = source.CreateCommand(Town.Of(people));
        var site = (long)(await town.ExecuteScalarAsync())!;
        await using var more = source.CreateCommand($"""
            delete from notifications.ladders where kind = '{Kind.Alarm.Name}'; {Town.Ladder(Kind.Alarm, (0, way))};
            {before?.Replace("{site}", $"{site}", StringComparison.Ordinal)}
            """);
        await more.ExecuteNonQueryAsync();
        var message = await Town.Tell(world.Db, site);
        await world.Settled();
        Assert.Equal(people, await world.Row<long>($"select count(*) from notifications.deliveries where message_id = {message} and state = 'PENDING'"));
        return message;
    }

    /// <summary>How often anything of a message was claimed.</summary>
    private Task<long> Claims(long message) => world.Row<long>($"select sum(fence)::bigint from notifications.deliveries where message_id = {message}");

    private Task<long> Pushes(long user, string state) =>
        world.Row<long>($"select count(*) from notifications.deliveries where user_id = {user} and way = 'web_push' and state = {state}");

    private async Task<string> Person()
    {
        var name = $"carried-{world.Draw()}";
        await world.AddPerson(name, "nurse");
        return name;
    }
}
