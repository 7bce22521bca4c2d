using Attend.Channels;
using Attend.Notifications;
using Attend.Tests.Platform;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Attend.Tests.Notifications;

/// <summary>What telephone companies say became of a message: twice, late, in any order, and by whoever is no company.</summary>
public sealed class CallBackTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task What_arrived_is_delivered_whatever_else_is_said_and_however_often()
    {
        var sent = await Sent(Way.Sms);

        await Say(sent, ("MessageStatus", "sent"));
        Assert.Equal("SENT", await State(sent));
        await Say(sent, ("MessageStatus", "delivered"));
        await Say(sent, ("MessageStatus", "delivered"));
        await Say(sent, ("MessageStatus", "undelivered"), ("ErrorCode", "30003"));
        await Say(sent, ("MessageStatus", "a word of tomorrow"));
        await Say(sent, ("MessageStatus", "read"));

        Assert.Equal("READ", await State(sent));
        Assert.Equal(["delivered", "read", "sent", "undelivered"], await world.Rows<string>($"select word from notifications.reports where delivery_id = {sent.Id} order by word"));
        Assert.Equal(1, await world.Row<long>($"""
            select count(*) from platform.events where kind = 'notifications.delivery_delivered' and (data ->> 'delivery_id')::bigint = {sent.Id}
            """));
        Assert.Empty(await world.Violations());
    }

    [Fact]
    public async Task What_did_not_arrive_is_tried_again_three_times_in_all_and_an_old_word_about_it_changes_nothing()
    {
        var first = await Sent(Way.Sms);
        await Say(first, ("MessageStatus", "failed"));
        await Say(first, ("MessageStatus", "failed"));
        Assert.Equal("PENDING failed", await State(first, "concat_ws(' ', state, reason)"));

        var second = await Again(first);
        await Say(first, ("MessageStatus", "undelivered"));
        Assert.Equal("SENT", await State(second));
        await Say(second, ("MessageStatus", "undelivered"));
        var third = await Again(second);
        await Say(third, ("MessageStatus", "canceled"));

        Assert.Equal("FAILED cancelled 3", await State(third, "concat_ws(' ', state, reason, tries)"));
        Assert.Empty(await world.Violations());
    }

    /// <summary>A node died over one try, the company was silent over the next, and the third it took: of each it says later that it did not arrive.</summary>
    [Fact]
    public async Task What_may_have_been_taken_more_than_once_has_failed_when_each_of_them_has()
    {
        var sent = await Sent(Way.Sms);
        await world.Db.Run($"update notifications.tries set number = 3 where delivery_id = {sent.Id}");
        await world.Db.Run($"update notifications.deliveries set tries = 3 where id = {sent.Id}");
        await world.Db.Run($"""
            insert into notifications.tries (delivery_id, number, began_at, ended_at, outcome, maybe_again)
            select {sent.Id}, n, now(), now(), case n when 1 then 'cut_off' else 'unsure' end, n > 1 from generate_series(1, 2) n
            """);

        await Say(sent with { ProviderId = "SM-first" }, ("MessageStatus", "failed"));
        Assert.Equal("SENT", await State(sent));
        await Say(sent, ("MessageStatus", "undelivered"));
        await Say(sent, ("MessageStatus", "failed"));
        await Say(sent with { ProviderId = "SM-first" }, ("MessageStatus", "undelivered"));
        Assert.Equal("UNKNOWN undelivered", await State(sent, "concat_ws(' ', state, reason)"));
        await Say(sent with { ProviderId = "SM-second" }, ("MessageStatus", "undelivered"));

        Assert.Equal("FAILED", await State(sent));
        Assert.Equal(["notifications.delivery_questioned", "notifications.delivery_failed"], await world.Rows<string>($"""
            select kind from platform.events where (data ->> 'delivery_id')::bigint = {sent.Id} and to_state in ('UNKNOWN', 'FAILED') order by id
            """));
        Assert.Empty(await world.Violations());
    }

    [Fact]
    public async Task Nobody_else_says_what_became_of_a_message()
    {
        var sent = await Sent(Way.Sms);
        var form = new[] { KeyValuePair.Create("MessageSid", sent.ProviderId), KeyValuePair.Create("MessageStatus", "delivered") };
        (await world.Stranger.PostForm(sent.Path, form)).Refused(403, "not_signed");
        (await world.Stranger.PostForm(sent.Path, form, (CallBack.SignatureHeader, CallBack.Sign("another token", "https://attend.test" + sent.Path, form)))).Refused(403, "not_signed");
        (await world.Stranger.PostForm("/api/callbacks/sms/" + Guid.NewGuid().ToString("n"), form, Signed("/api/callbacks/sms/x", form))).Refused(403, "not_signed");
        var nowhere = "/api/callbacks/sms/" + Guid.NewGuid().ToString("n");
        (await world.Stranger.PostForm(nowhere, form, Signed(nowhere, form))).Refused(404, "not_found");
        var voice = sent.Path.Replace("/sms/", "/voice/", StringComparison.Ordinal);
        (await world.Stranger.PostForm(voice, form, Signed(voice, form))).Refused(404, "not_found");
        KeyValuePair<string, string>[] nothing = [KeyValuePair.Create("MessageStatus", "delivered")];
        (await world.Stranger.PostForm(sent.Path, nothing, Signed(sent.Path, nothing))).Refused(400, "no_call_back");

        Assert.Equal("SENT", await State(sent));
    }

    [Fact]
    public async Task A_key_on_the_telephone_acknowledges_the_call_with_its_owners_rights_and_stops_the_ladder()
    {
        var unit = await world.Unit(crew: 2);
        foreach (var person in unit.Crew)
        {
            await Reachable(person.Id);
        }

        var call = await world.Call("CRITICAL");
        var response = (await world.Dispatch(call.Id, unit)).Id;
        await world.Settled();
        Assert.Equal(2, (await world.Deliveries($"response:{response}")).Count(line => line.EndsWith("sms PENDING", StringComparison.Ordinal) || line.EndsWith("sms SENT", StringComparison.Ordinal)));
        world.Clock.Advance(TimeSpan.FromSeconds(15));
        await world.Settled();
        var rang = await Wait.For(() => Found(Way.Voice, unit.Crew[0].Id));

        var key = $"/api/callbacks/voice/{rang.Reference:n}/key";
        await Call(key, ("CallSid", rang.ProviderId), ("Digits", "7"));
        Assert.Equal("ASSIGNED", await world.Row<string>($"select state from dispatch.responses where id = {response}"));
        Assert.Contains("<Hangup", await Call(key, ("CallSid", rang.ProviderId), ("Digits", "1")), StringComparison.Ordinal);
        await Call(key, ("CallSid", rang.ProviderId), ("Digits", "1"));
        await world.Settled();

        Assert.Equal("ACKNOWLEDGED", await world.Row<string>($"select state from dispatch.responses where id = {response}"));
        Assert.Equal($"user:{unit.Crew[0].Id}", await world.Row<string>($"select actor from platform.events where kind = 'dispatch.response_acknowledged' and subject = {"call:" + call.Id}"));
        Assert.Equal("ACKNOWLEDGED", await State(rang));
        Assert.Equal(1, await world.Row<long>($"""
            select count(*) from notifications.messages where kind = 'crew_unanswered' and state = 'ACKNOWLEDGED' and acknowledged_by = {unit.Crew[0].Id}
            """));
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        await world.Settled();
        Assert.Equal(0, await world.Row<long>($"select count(*) from notifications.messages where kind = 'alarm' and (facts ->> 'response_id')::bigint = {response} and facts ->> 'alarm' = 'not_acknowledged'"));
        Assert.Empty(await world.Violations());
    }

    private sealed record Out(long Id, Guid Reference, string ProviderId)
    {
        public string Path => $"/api/callbacks/sms/{Reference:n}";
    }

    private async Task Reachable(long userId)
    {
        var admin = await world.Admin();
        var user = (await admin.Get($"/api/users/{userId}")).Is(200);
        (await admin.Patch($"/api/users/{userId}", new { phone = "+49301234567" }, user["version"].GetInt64())).Is(200);
    }

    /// <summary>A text message about an alarm, on its way.</summary>
    private async Task<Out> Sent(Way way)
    {
        var dispatcher = (await world.Dispatcher()).UserId;
        await Reachable(dispatcher);
        await world.Call("CRITICAL");
        world.Clock.Advance(TimeSpan.FromSeconds(60));
        await world.Settled();
        world.Clock.Advance(TimeSpan.FromSeconds(30));
        await world.Settled();
        return await Wait.For(() => Found(way, dispatcher));
    }

    private async Task<Out?> Found(Way way, long userId)
    {
        await world.Services.GetRequiredService<Sender>().SendDue(way);
        return await world.Db.Find<Out>($"""
            select id, reference, provider_id from notifications.deliveries
            where user_id = {userId} and way = {way} and state = 'SENT' order by id desc limit 1
            """);
    }

    private async Task<Out> Again(Out one)
    {
        world.Clock.Advance(TimeSpan.FromSeconds(25));
        return await Wait.For(async () =>
        {
            await world.Services.GetRequiredService<Sender>().SendDue(Way.Sms);
            return await world.Db.Find<Out>($"select id, reference, provider_id from notifications.deliveries where id = {one.Id} and state = 'SENT'");
        });
    }

    private async Task Say(Out about, params (string Name, string Value)[] fields)
    {
        KeyValuePair<string, string>[] form = [KeyValuePair.Create("MessageSid", about.ProviderId), .. fields.Select(field => KeyValuePair.Create(field.Name, field.Value))];
        (await world.Stranger.PostForm(about.Path, form, Signed(about.Path, form))).Is(204);
    }

    private async Task<string> Call(string path, params (string Name, string Value)[] fields)
    {
        KeyValuePair<string, string>[] form = [.. fields.Select(field => KeyValuePair.Create(field.Name, field.Value))];
        return (await world.Stranger.PostForm(path, form, Signed(path, form))).Is(200).Body.GetString()!;
    }

    private static (string, string) Signed(string path, IEnumerable<KeyValuePair<string, string>> form) =>
        (CallBack.SignatureHeader, CallBack.Sign(World.Companies.Sms[0].Token, "https://attend.test" + path, form));

    private Task<string> State(Out of, string what = "state") =>
        world.Row<string>($"select {Attend.Platform.Database.Sql.Raw(what)} from notifications.deliveries where id = {of.Id}");
}
