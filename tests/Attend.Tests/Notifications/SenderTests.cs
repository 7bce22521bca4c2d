using Attend.Channels;
using Attend.Notifications;
using Attend.Tests.Platform;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Attend.Tests.Notifications;

/// <summary>What is due is sent once, and what is answered meanwhile is not sent at all.</summary>
public sealed class SenderTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task An_alarm_that_nobody_answers_is_sent_to_the_telephone_half_a_minute_later_and_its_try_is_written_down()
    {
        var dispatcher = await Reachable("+4930111111");
        var alarm = await Alarm();

        Assert.DoesNotContain(await world.Deliveries(alarm), line => line.Contains(" sms ", StringComparison.Ordinal));
        world.Clock.Advance(TimeSpan.FromSeconds(30));
        await world.Settled();
        await Sent(alarm, dispatcher);

        Assert.Contains($"alarm {dispatcher} sms SENT", await world.Deliveries(alarm));
        Assert.Equal(["1 accepted False"], await world.Rows<string>($"""
            select concat_ws(' ', t.number, t.outcome, case when t.maybe_again then 'True' else 'False' end)
            from notifications.tries t join notifications.deliveries d on d.id = t.delivery_id join notifications.messages m on m.id = d.message_id
            where m.subject = {alarm} and d.user_id = {dispatcher} and d.way = 'sms'
            """));
        Assert.Empty(await world.Violations());
    }

    [Fact]
    public async Task What_somebody_answers_for_climbs_no_further_and_stays_in_the_inbox()
    {
        var dispatcher = await Reachable("+4930222222");
        var alarm = await Alarm();
        var id = alarm["alarm:".Length..];
        (await (await world.Dispatcher()).Post($"/api/alarms/{id}/acknowledge")).Is(200);
        await world.Settled();
        world.Clock.Advance(TimeSpan.FromSeconds(31));
        await world.Settled();
        await world.Services.GetRequiredService<Sender>().SendDue(Way.Sms);
        Assert.DoesNotContain(await world.Deliveries(alarm), line => line.Contains(" sms ", StringComparison.Ordinal));
        Assert.Contains($"alarm {dispatcher} in_app PENDING", await world.Deliveries(alarm));
        Assert.Empty(await world.Violations());
    }

    [Fact]
    public async Task What_waits_is_withdrawn_when_somebody_answers_and_what_comes_too_late_is_not_sent()
    {
        var dispatcher = await Reachable("+4930333333");
        var alarm = await Alarm();
        world.Clock.Advance(TimeSpan.FromSeconds(30));
        await world.Settled();
        await Sent(alarm, dispatcher);
        // As after a provider's "later": it waits for its next try.
        await world.Db.Run($"""
            update notifications.deliveries d set state = 'PENDING', next_at = {world.Clock.Now.AddMinutes(5)}, lease_until = null from notifications.messages m
            where m.id = d.message_id and m.subject = {alarm} and d.user_id = {dispatcher} and d.way = 'sms'
            """);
        (await (await world.Dispatcher()).Post($"/api/alarms/{alarm["alarm:".Length..]}/acknowledge")).Is(200);
        await world.Settled();
        Assert.Contains($"alarm {dispatcher} sms SUPPRESSED acknowledged", await world.Deliveries(alarm));

        // Said while nobody was there to write its people down.
        var late = await Alarm();
        await world.Db.Run($"""
            update notifications.messages set deadline = created_at where subject = {late}
            """);
        world.Clock.Advance(TimeSpan.FromSeconds(30));
        await world.Settled();
        Assert.Contains($"alarm {dispatcher} sms SUPPRESSED too_late", await world.Deliveries(late));
    }

    private async Task<long> Reachable(string phone)
    {
        var dispatcher = (await world.Dispatcher()).UserId;
        var user = (await (await world.Admin()).Get($"/api/users/{dispatcher}")).Is(200);
        (await (await world.Admin()).Patch($"/api/users/{dispatcher}", new { phone }, user["version"].GetInt64())).Is(200);
        return dispatcher;
    }

    /// <summary>A call that nobody is sent to; the subject of its alarm.</summary>
    private async Task<string> Alarm()
    {
        var call = await world.Call("CRITICAL");
        world.Clock.Advance(TimeSpan.FromSeconds(60));
        await world.Settled();
        return "alarm:" + await world.Row<long>($"select id from dispatch.alarms where call_id = {call.Id}");
    }

    private Task Sent(string subject, long user) => Wait.Until(async () =>
    {
        await world.Services.GetRequiredService<Sender>().SendDue(Way.Sms);
        return (await world.Deliveries(subject)).Contains($"alarm {user} sms SENT");
    });
}
