using Attend.Channels;
using Attend.Notifications;
using Attend.Platform.Database;
using Attend.Tests.Faults;
using Attend.Tests.Platform;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Attend.Tests.Notifications;

/// <summary>What a try means: whoever makes it, whatever the answer, and whatever happens meanwhile.</summary>
public sealed class TriedTests(World world) : IClassFixture<World>
{
    private Sender Here => world.Services.GetRequiredService<Sender>();

    [Fact]
    public async Task Of_two_nodes_the_second_takes_over_when_the_lease_of_the_first_ends_and_what_the_first_learns_then_changes_nothing()
    {
        var answer = new TaskCompletionSource<Outcome>();
        var first = new AskedProvider(Way.Sms, _ => answer.Task);
        await world.Restart(services => services.Carry(first));
        using var meters = new TestMeters();
        var second = new AskedProvider(Way.Sms, new Outcome.Accepted("SM-second"));
        using var there = new Sender(
            world.Db, new Providers([second], world.Clock, meters, NullLogger<Providers>.Instance), World.Companies, world.Clock, NullLogger<Sender>.Instance);
        var message = await Sms();
        using var stop = new CancellationTokenSource();
        var sending = Here.SendDue(Way.Sms, stop.Token);
        await Wait.Until(() => first.Asked.Count == 1);
        // It claims nothing more: while it waits it looks again each quarter of a second, and would take over from itself.
        await stop.CancelAsync();

        Assert.Equal(0, await there.SendDue(Way.Sms));
        Assert.Empty(second.Asked);
        Assert.Equal("PENDING: 1", await Story(message));
        await world.Db.Run($"update notifications.deliveries set lease_until = now() - interval '1 second' where message_id = {message} and way = 'sms'");
        Assert.Equal(1, await there.SendDue(Way.Sms));
        Assert.Equal("SENT SM-second: 1 cut_off, 2 accepted again", await Story(message));

        answer.SetResult(new Outcome.Accepted("SM-first"));
        await sending;
        Assert.Equal("SENT SM-second: 1 cut_off, 2 accepted again", await Story(message));
        Assert.Equal((1, 1), (first.Asked.Count, second.Asked.Count));
        Assert.Empty(await world.Violations());
    }

    [Theory]
    [InlineData(false, 3)]
    [InlineData(true, 8)]
    public async Task Who_says_later_is_asked_again_in_time_and_not_for_ever(bool clinical, int tries)
    {
        var sms = new AskedProvider(Way.Sms, new Outcome.Later("full", TimeSpan.FromMinutes(2)) { OfThisOne = true });
        await world.Restart(services => services.Carry(sms));
        var message = await Sms(clinical ? Kind.Alarm : Kind.CrewStoodDown);
        await Here.SendDue(Way.Sms);
        Assert.Equal("PENDING: 1 later", await Story(message));
        Assert.True(await world.Row<bool>($"select next_at >= {world.Clock.Now.AddMinutes(2)} from notifications.deliveries where message_id = {message} and way = 'sms'"));
        world.Clock.Advance(TimeSpan.FromSeconds(119));
        Assert.Equal(0, await Here.SendDue(Way.Sms));

        for (var i = 1; i < tries; i++)
        {
            world.Clock.Advance(TimeSpan.FromMinutes(3));
            await Here.SendDue(Way.Sms);
        }

        Assert.Equal($"FAILED: {string.Join(", ", Enumerable.Range(1, tries).Select(number => $"{number} later"))}", await Story(message));
        Assert.Equal(tries, sms.Asked.Count);
        Assert.Empty(await world.Violations());
    }

    [Fact]
    public async Task Who_is_gone_is_forgotten_and_the_next_message_says_that_there_is_no_device()
    {
        var push = new AskedProvider(Way.WebPush, message => Task.FromResult<Outcome>(
            message.Address.EndsWith("/gone", StringComparison.Ordinal) ? new Outcome.Gone("ended") : new Outcome.Accepted()));
        await world.Restart(services => services.Carry(push));
        var nurse = await world.As("nurse");
        var gone = (await nurse.Post("/api/notifications/devices", PushDevice.At($"https://push.example.org/{nurse.UserId}/gone"))).Is(200).Id;
        var mark = await world.Mark();
        var said = (await nurse.Post("/api/notifications/test")).Is(200)["message_id"].GetInt64();
        await world.Settled();
        await Here.SendDue(Way.WebPush);

        Assert.Contains($"test {nurse.UserId} web_push FAILED ended", await world.Deliveries($"test:{said}"));
        Assert.Empty((await nurse.Get("/api/notifications/devices")).Is(200)["items"].EnumerateArray());
        Assert.Equal([$"user:{nurse.UserId} {gone} gone"], await world.Rows<string>($"""
            select concat_ws(' ', subject, data ->> 'device_id', data ->> 'why') from platform.events where id > {mark} and kind = 'notifications.device_removed'
            """));
        var next = (await nurse.Post("/api/notifications/test")).Is(200)["message_id"].GetInt64();
        await world.Settled();
        Assert.Contains($"test {nurse.UserId} web_push SUPPRESSED no_device", await world.Deliveries($"test:{next}"));
        Assert.Single(push.Asked);
        Assert.Empty(await world.Violations());
    }

    /// <summary>Somebody answers while a text message about the same is on its way: it is not taken back, and not tried again.</summary>
    [Theory]
    [InlineData("accepted", "SENT SM1: 1 accepted")]
    [InlineData("later", "SUPPRESSED: 1 later")]
    [InlineData("never", "FAILED: 1 never")]
    [InlineData("unsure", "UNKNOWN: 1 unsure")]
    public async Task A_claim_that_crosses_an_acknowledgement_ends_as_it_went_and_is_not_made_again(string outcome, string story)
    {
        var answer = new TaskCompletionSource<Outcome>();
        var sms = new AskedProvider(Way.Sms, _ => answer.Task);
        await world.Restart(services => services.Carry(sms));
        var message = await Sms(Kind.PreAlert);
        var sending = Here.SendDue(Way.Sms);
        await Wait.Until(() => sms.Asked.Count == 1);
        var nurse = await world.As("nurse");
        var inbox = await world.Row<long>($"select id from notifications.deliveries where message_id = {message} and way = 'in_app'");
        (await nurse.Post($"/api/notifications/{inbox}/acknowledge")).Is(200);
        Assert.Equal("PENDING: 1", await Story(message));

        answer.SetResult(outcome switch
        {
            "accepted" => new Outcome.Accepted("SM1"),
            "later" => new Outcome.Later("busy"),
            "never" => new Outcome.Never("no"),
            _ => new Outcome.Unsure("silent"),
        });
        await sending;
        Assert.Equal(story, await Story(message));
        world.Clock.Advance(TimeSpan.FromMinutes(20));
        await world.Settled();
        await Here.SendDue(Way.Sms);
        Assert.Equal(story, await Story(message));
        Assert.Single(sms.Asked);
        Assert.Empty(await world.Violations());
    }

    /// <summary>Something for a nurse who has a telephone, by text message at once.</summary>
    private async Task<long> Sms(Kind? kind = null)
    {
        var nurse = await world.As("nurse");
        var admin = await world.Admin();
        var user = (await admin.Get($"/api/users/{nurse.UserId}")).Is(200);
        (await admin.Patch($"/api/users/{nurse.UserId}", new { phone = "+4930111111" }, user["version"].GetInt64())).Is(200);
        var of = kind ?? Kind.Alarm;
        (await admin.Put($"/api/admin/ladders/{of.Name}/any", new { rungs = new[] { new { after_seconds = 0, ways = new[] { "in_app", "sms" } } } })).Is(204);
        var message = await Town.Tell(world.Db, of, Audience.Person(nurse.UserId));
        await world.Settled();
        return message;
    }

    /// <summary>The state of the text message, and its tries.</summary>
    private Task<string> Story(long message) => world.Row<string>($"""
        select concat_ws(' ', d.state, d.provider_id) || ': '
            || string_agg(concat_ws(' ', t.number, t.outcome, case when t.maybe_again then 'again' end), ', ' order by t.number)
        from notifications.deliveries d join notifications.tries t on t.delivery_id = d.id
        where d.message_id = {message} and d.way = 'sms' group by d.state, d.provider_id
        """);
}
