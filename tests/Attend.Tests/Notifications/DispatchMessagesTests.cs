using Xunit;

namespace Attend.Tests.Notifications;

/// <summary>Who is told what of a call, and when nobody need be told any more.</summary>
public sealed class DispatchMessagesTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task A_crew_is_told_of_its_call_and_of_what_changes()
    {
        var unit = await world.Unit(crew: 2);
        var call = await world.Call("MEDIUM");
        var mark = await world.Mark();
        var response = (await world.Dispatch(call.Id, unit)).Id;
        await world.Settled();

        Assert.Equal(unit.Crew.SelectMany(person => new[]
        {
            $"crew_assigned {person.Id} in_app PENDING", $"crew_assigned {person.Id} web_push SUPPRESSED no_device",
        }).Order(), (await world.Deliveries($"response:{response}")).Order());
        Assert.Equal(4, await world.Row<long>($"""
            select count(*) from platform.events where id > {mark} and kind in ('notifications.delivery_planned', 'notifications.delivery_withheld')
              and subject = any({unit.Crew.Select(person => "user:" + person.Id).ToArray()})
            """));

        (await (await world.Dispatcher()).Post($"/api/calls/{call.Id}/reprioritise", new { priority = "HIGH", reason = "worse" })).Is(200);
        await world.Settled();
        Assert.Equal(2, (await world.Deliveries($"response:{response}")).Count(line => line.StartsWith("crew_changed", StringComparison.Ordinal) && line.Contains("in_app", StringComparison.Ordinal)));

        (await (await world.Dispatcher()).Post($"/api/responses/{response}/stand-down", new { reason = "nearer unit" })).Is(200);
        await world.Settled();
        Assert.Equal(2, (await world.Deliveries($"response:{response}:end")).Count(line => line.Contains("crew_stood_down", StringComparison.Ordinal) && line.Contains("in_app", StringComparison.Ordinal)));
        Assert.Empty(await world.Violations());
    }

    [Fact]
    public async Task An_alarm_goes_to_whom_it_climbs_and_to_nobody_once_somebody_answers_for_it()
    {
        await world.Dispatcher();
        await world.Supervisor();
        var call = await world.Call("CRITICAL");
        await Past(61);
        var alarm = await world.Row<long>($"select id from dispatch.alarms where call_id = {call.Id}");
        var first = await world.Deliveries($"alarm:{alarm}");
        Assert.Contains($"alarm {(await world.Dispatcher()).UserId} in_app PENDING", first);
        Assert.DoesNotContain(first, line => line.StartsWith($"alarm {world.Supervisor().Result.UserId} ", StringComparison.Ordinal));

        (await (await world.Dispatcher()).Post($"/api/alarms/{alarm}/acknowledge")).Is(200);
        await Past(0);
        await Past(600);

        Assert.Equal(first, await world.Deliveries($"alarm:{alarm}"));
        Assert.Equal($"ACKNOWLEDGED {(await world.Dispatcher()).UserId}", await world.Row<string>($"""
            select concat_ws(' ', state, acknowledged_by) from notifications.messages where subject = {"alarm:" + alarm}
            """));
    }

    [Fact]
    public async Task The_people_of_a_hospital_are_told_who_comes_and_the_dispatchers_when_it_cannot()
    {
        var hospital = await world.Hospital();
        var site = await world.Row<long>($"select site_id from dispatch.hospitals where id = {hospital}");
        var staff = await world.As("hospital", site);
        var unit = await world.Unit();
        var response = (await world.Dispatch((await world.Call(patients: 1)).Id, unit)).Id;
        (await (await world.SignIn(unit.Crew[0].Name)).Post($"/api/responses/{response}/transport", new { hospital_id = hospital })).Is(200);
        await world.Settled();

        var alert = await world.Row<long>($"select id from dispatch.pre_alerts where response_id = {response}");
        Assert.Contains($"pre_alert {staff.UserId} in_app PENDING", await world.Deliveries($"pre_alert:{alert}"));
        // The hospital stands in what is kept by its number, and in what is told by its name.
        Assert.False(await world.Row<bool>($"select facts ? 'hospital' from notifications.messages where subject = {"pre_alert:" + alert}"));
        Assert.Contains(await world.Row<string>($"select name from people.sites where id = {site}"),
            (await staff.Get("/api/notifications")).Is(200)["items"][0].GetProperty("text").GetString()!, StringComparison.Ordinal);

        (await staff.Post($"/api/pre-alerts/{alert}/decline", new { reason = "no bed" })).Is(200);
        await world.Settled();
        Assert.Contains($"pre_alert_declined {(await world.Dispatcher()).UserId} in_app PENDING", await world.Deliveries($"pre_alert:{alert}"));
    }

    [Fact]
    public async Task Whoever_was_named_for_the_call_is_told_and_whoever_comes_aboard_and_nobody_else()
    {
        var unit = await world.Unit(crew: 2);
        var reserve = await world.Paramedic(unit.Site);
        var dispatcher = await world.Dispatcher();
        var call = await world.Call();
        var response = (await dispatcher.Post($"/api/calls/{call.Id}/dispatch", new { unit_id = unit.Id, crew = new[] { unit.Crew[0].Id } })).Is(200).Id;
        await world.Settled();
        Assert.Equal([unit.Crew[0].Id], await Told(response));

        (await dispatcher.Post($"/api/responses/{response}/change-crew", new { crew = new[] { reserve.Id } })).Is(200);
        await world.Settled();
        Assert.Equal(new[] { unit.Crew[0].Id, reserve.Id }.Order(), await Told(response));
        Assert.Empty(await world.Violations());
    }

    [Fact]
    public async Task A_crew_that_was_stood_down_by_mistake_hears_that_it_goes_on()
    {
        var unit = await world.Unit();
        var dispatcher = await world.Dispatcher();
        var response = (await world.Dispatch((await world.Call()).Id, unit)).Id;
        await world.Settled();
        (await dispatcher.Post($"/api/responses/{response}/stand-down", new { reason = "nearer unit" })).Is(200);
        await world.Settled();
        (await dispatcher.Post($"/api/responses/{response}/undo")).Is(200);
        await world.Settled();

        Assert.Equal(["OVER", "SAID"], await world.Rows<string>($"""
            select state from notifications.messages where subject = {"response:" + response} and kind = 'crew_assigned' order by id
            """));
    }

    [Fact]
    public async Task What_was_entered_long_afterwards_rings_nobody()
    {
        var unit = await world.Unit();
        var call = await world.Call();
        var response = (await (await world.Dispatcher()).Post($"/api/calls/{call.Id}/dispatch", new { unit_id = unit.Id, occurred_at = world.Clock.Now })).Is(200).Id;
        world.Clock.Advance(TimeSpan.FromHours(1));
        await world.Settled();
        var late = await world.Unit();
        var past = (await (await world.Dispatcher()).Post($"/api/calls/{call.Id}/dispatch", new { unit_id = late.Id, occurred_at = world.Clock.Now.AddMinutes(-30) })).Is(200).Id;
        await world.Settled();

        Assert.NotEmpty(await world.Deliveries($"response:{response}"));
        Assert.Empty(await world.Deliveries($"response:{past}"));
    }

    private Task<IReadOnlyList<long>> Told(long response) => world.Rows<long>($"""
        select distinct d.user_id from notifications.messages m join notifications.deliveries d on d.message_id = m.id
        where m.subject = {"response:" + response} and m.kind = 'crew_assigned' order by 1
        """);

    private async Task Past(int seconds)
    {
        world.Clock.Advance(TimeSpan.FromSeconds(seconds));
        await world.Settled();
    }
}
