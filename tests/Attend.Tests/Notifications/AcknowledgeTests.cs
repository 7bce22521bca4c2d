using System.Text.Json;
using Attend.Channels;
using Attend.Notifications;
using Attend.Tests.Platform;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Attend.Tests.Notifications;

/// <summary>Who may answer for what they were told, and that one does, however many press.</summary>
public sealed class AcknowledgeTests(World world) : IClassFixture<World>
{
    private const int Many = 64;

    [Fact]
    public async Task At_a_response_those_aboard_answer_who_may_take_its_steps_and_nobody_else()
    {
        var unit = await world.Unit();
        var doctor = await Aboard("doctor", unit);
        var (medic, stranger) = (await world.SignIn(unit.Crew[0].Name), await world.SignIn((await world.Paramedic(unit.Site)).Name));
        var response = (await world.Dispatch((await world.Call()).Id, unit)).Id;
        await world.Settled();
        var (theirs, own) = (await InboxOf(doctor, $"response:{response}"), await InboxOf(medic, $"response:{response}"));
        var mark = await world.Mark();

        Assert.DoesNotContain("acknowledge", Actions(theirs));
        Assert.Contains("acknowledge", Actions(own));
        (await doctor.Post($"/api/notifications/{Id(theirs)}/acknowledge")).Refused(403, "forbidden");
        (await stranger.Post($"/api/notifications/{Id(own)}/acknowledge")).Refused(404, "not_found");
        (await (await world.Dispatcher()).Post($"/api/notifications/{Id(own)}/acknowledge")).Refused(404, "not_found");
        (await world.Stranger.Post($"/api/notifications/{Id(own)}/acknowledge")).Is(401);
        Assert.Equal("ASSIGNED SAID", await Stand(response));
        Assert.Empty(await world.EventsSince(mark));

        (await medic.Post($"/api/notifications/{Id(own)}/acknowledge")).Is(200);
        Assert.Equal("ACKNOWLEDGED ACKNOWLEDGED", await Stand(response));
        (await doctor.Post($"/api/notifications/{Id(theirs)}/acknowledge")).Refused(409, "already_acknowledged");
        Assert.Empty(await world.Violations());
    }

    [Fact]
    public async Task Who_rides_no_more_answers_for_nothing()
    {
        var unit = await world.Unit(crew: 2);
        var dispatcher = await world.Dispatcher();
        var response = (await world.Dispatch((await world.Call()).Id, unit)).Id;
        await world.Settled();
        var left = await world.SignIn(unit.Crew[1].Name);
        var own = await InboxOf(left, $"response:{response}");
        (await dispatcher.Post($"/api/responses/{response}/change-crew", new { crew = new[] { unit.Crew[0].Id } })).Is(200);
        await world.Settled();
        world.Clock.Advance(TimeSpan.FromSeconds(1));

        (await left.Post($"/api/notifications/{Id(own)}/acknowledge")).Refused(404, "not_found");
        Assert.Equal("ASSIGNED SAID", await Stand(response));
        Assert.Empty(await world.Violations());
    }

    [Fact]
    public async Task A_key_on_the_telephone_of_somebody_without_the_right_says_only_that_it_was_heard()
    {
        var unit = await world.Unit();
        var doctor = await Aboard("doctor", unit);
        await Reachable(doctor.UserId);
        await Reachable(unit.Crew[0].Id);
        var response = (await world.Dispatch((await world.Call("CRITICAL")).Id, unit)).Id;
        await world.Settled();
        world.Clock.Advance(TimeSpan.FromSeconds(15));
        await world.Settled();
        var rang = await Rang(doctor.UserId, "crew_unanswered");

        var thanks = SpokenText.Thanks("en");
        Assert.NotEqual(thanks, await Press(rang));
        await world.Settled();
        Assert.Equal("ASSIGNED SAID", await Stand(response));
        Assert.Equal("DELIVERED", await world.Row<string>($"select state from notifications.deliveries where id = {rang.Id}"));

        Assert.Equal(thanks, await Press(await Rang(unit.Crew[0].Id, "crew_unanswered")));
        await world.Settled();
        Assert.Equal("ACKNOWLEDGED ACKNOWLEDGED", await Stand(response));
        // Now that somebody has answered, the same key is thanked for.
        Assert.Equal(thanks, await Press(rang));
        Assert.Empty(await world.Violations());
    }

    [Fact]
    public async Task A_crew_that_hears_of_anothers_distress_by_telephone_does_not_end_it_with_a_key()
    {
        var (unit, other) = (await world.Unit(), await world.Unit());
        await Reachable(other.Crew[0].Id);
        (await (await world.SignIn(unit.Crew[0].Name)).Post($"/api/units/{unit.Id}/distress")).Is(200);
        await world.Settled();
        var alarm = await world.Row<long>($"select id from dispatch.alarms where unit_id = {unit.Id} and kind = 'distress'");
        var rang = await Rang(other.Crew[0].Id, "distress");

        Assert.NotEqual(SpokenText.Thanks("en"), await Press(rang));
        await world.Settled();
        Assert.Equal("RAISED", await world.Row<string>($"select state from dispatch.alarms where id = {alarm}"));
        Assert.Equal("DELIVERED", await world.Row<string>($"select state from notifications.deliveries where id = {rang.Id}"));
        Assert.Equal("SAID", await world.Row<string>($"select state from notifications.messages where subject = {"alarm:" + alarm}"));
        Assert.Empty(await world.Violations());
    }

    [Fact]
    public async Task Of_sixty_four_who_press_at_once_at_an_alarm_one_has_answered_and_the_others_learn_who()
    {
        var dispatchers = await People(Many, name => world.AddPerson(name, "dispatcher"));
        var call = await world.Call("CRITICAL");
        world.Clock.Advance(TimeSpan.FromSeconds(61));
        await world.Settled();
        var alarm = await world.Row<long>($"select id from dispatch.alarms where call_id = {call.Id}");

        var first = await PressAll(dispatchers, $"alarm:{alarm}");
        Assert.Equal($"ACKNOWLEDGED {first}", await world.Row<string>($"select concat_ws(' ', state, acknowledged_by) from dispatch.alarms where id = {alarm}"));
        Assert.Equal(1, await world.Row<long>($"select count(*) from platform.events where kind = 'dispatch.alarm_acknowledged' and subject = {"call:" + call.Id}"));
        Assert.Empty(await world.Violations());
    }

    [Fact]
    public async Task Of_sixty_four_who_press_at_once_at_a_response_one_has_answered_and_the_others_learn_who()
    {
        var unit = await world.Unit(crew: 0);
        var supervisor = await world.Supervisor();
        var crew = await People(Many, async name =>
        {
            var id = await world.AddPerson(name, "paramedic");
            (await supervisor.Post("/api/shifts", new { user_id = id, site_id = unit.Site, from = world.Clock.Now.AddDays(-1) })).Is(201);
            return id;
        });
        foreach (var some in crew.Chunk(16))
        {
            (await supervisor.Post($"/api/units/{unit.Id}/sign-on", new { user_ids = some.Select(one => one.UserId) })).Is(200);
        }

        var call = await world.Call();
        var response = (await world.Dispatch(call.Id, unit)).Id;
        await world.Settled();

        var first = await PressAll(crew, $"response:{response}");
        Assert.Equal("ACKNOWLEDGED ACKNOWLEDGED", await Stand(response));
        Assert.Equal([$"user:{first}"], await world.Rows<string>($"""
            select actor from platform.events where kind = 'dispatch.response_acknowledged' and (data ->> 'response_id')::bigint = {response}
            """));
        Assert.Empty(await world.Violations());
    }

    /// <summary>All answer for the same at once. Who did.</summary>
    private async Task<long> PressAll(IReadOnlyList<Api> people, string subject)
    {
        var own = await Task.WhenAll(people.Select(person => InboxOf(person, subject)));
        var answers = await Task.WhenAll(people.Zip(own, (person, one) => person.Post($"/api/notifications/{Id(one)}/acknowledge")));
        await world.Settled();

        var first = people[Array.FindIndex(answers, answer => answer.Number == 200)].UserId;
        Assert.Single(answers, answer => answer.Number == 200);
        var name = await world.Row<string>($"select full_name from people.members where id = {first}");
        Assert.All(answers.Where(answer => answer.Number != 200), answer => Assert.Equal(name, answer.Refused(409, "already_acknowledged")["by"].GetString()));
        Assert.Equal([$"ACKNOWLEDGED {first}"], await world.Rows<string>($"""
            select distinct concat_ws(' ', state, acknowledged_by) from notifications.messages where subject = {subject}
            """));
        Assert.Equal(1, await world.Row<long>($"""
            select count(*) from platform.events e join notifications.messages m on e.subject = 'message:' || m.id
            where m.subject = {subject} and e.kind = 'notifications.message_acknowledged'
            """));
        return first;
    }

    private async Task<IReadOnlyList<Api>> People(int count, Func<string, Task<long>> add)
    {
        var people = new List<Api>();
        for (var i = 0; i < count; i++)
        {
            var name = $"pressing-{world.Draw()}";
            await add(name);
            people.Add(await world.SignIn(name));
        }

        return people;
    }

    /// <summary>Somebody of another role who rides along.</summary>
    private async Task<Api> Aboard(string role, Unit unit)
    {
        var name = $"{role}-{world.Draw()}";
        var id = await world.AddPerson(name, role);
        var supervisor = await world.Supervisor();
        (await supervisor.Post("/api/shifts", new { user_id = id, site_id = unit.Site, from = world.Clock.Now.AddDays(-1) })).Is(201);
        (await supervisor.Post($"/api/units/{unit.Id}/sign-on", new { user_ids = new[] { id } })).Is(200);
        return await world.SignIn(name);
    }

    private async Task Reachable(long userId)
    {
        var admin = await world.Admin();
        var user = (await admin.Get($"/api/users/{userId}")).Is(200);
        (await admin.Patch($"/api/users/{userId}", new { phone = "+49301234567" }, user["version"].GetInt64())).Is(200);
    }

    private sealed record Ringing(long Id, Guid Reference, string ProviderId);

    /// <summary>The call that somebody's telephone got.</summary>
    private Task<Ringing> Rang(long userId, string kind) => Wait.For(async () =>
    {
        await world.Services.GetRequiredService<Sender>().SendDue(Way.Voice);
        return await world.Db.Find<Ringing>($"""
            select d.id, d.reference, d.provider_id from notifications.deliveries d join notifications.messages m on m.id = d.message_id
            where d.user_id = {userId} and d.way = 'voice' and m.kind = {kind} and d.state = 'SENT' order by d.id desc limit 1
            """);
    });

    /// <summary>The key that answers; what the telephone says then.</summary>
    private async Task<string> Press(Ringing call)
    {
        var path = $"/api/callbacks/voice/{call.Reference:n}/key";
        KeyValuePair<string, string>[] form = [KeyValuePair.Create("CallSid", call.ProviderId), KeyValuePair.Create("Digits", SpokenText.Key)];
        var signature = CallBack.Sign(World.Companies.Sms[0].Token, "https://attend.test" + path, form);
        return (await world.Stranger.PostForm(path, form, (CallBack.SignatureHeader, signature))).Is(200).Body.GetString()!;
    }

    /// <summary>Where a response stands, and what its crew was told of it.</summary>
    private Task<string> Stand(long response) => world.Row<string>($"""
        select r.state || ' ' || (select state from notifications.messages where subject = {"response:" + response} and kind = 'crew_assigned')
        from dispatch.responses r where r.id = {response}
        """);

    private static async Task<JsonElement> InboxOf(Api person, string subject) =>
        (await person.Get("/api/notifications?limit=200")).Is(200)["items"].EnumerateArray().First(one => one.GetProperty("subject").GetString() == subject);

    private static long Id(JsonElement one) => one.GetProperty("id").GetInt64();

    private static IEnumerable<string?> Actions(JsonElement one) => one.GetProperty("actions").EnumerateArray().Select(action => action.GetString());
}
