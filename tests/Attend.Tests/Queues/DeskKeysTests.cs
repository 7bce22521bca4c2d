using Xunit;

namespace Attend.Tests.Queues;

public sealed class DeskKeysTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task Somebody_who_does_not_come_is_called_again_given_a_while_and_may_come_back()
    {
        var clinic = await Clinic.Open(world, new { recalls = 1, grace_seconds = 60 });
        var first = (await clinic.Join()).Id;
        await clinic.Join();
        (await clinic.Next()).Is(200);
        Assert.Equal(0, (await clinic.Do(first, "no-show")).Refused(409, "too_early")["recalls"].GetInt32());
        Assert.Equal(1, (await clinic.Do(first, "recall")).Is(200)["recalls"].GetInt32());
        world.Clock.Advance(TimeSpan.FromSeconds(59));
        (await clinic.Do(first, "no-show")).Refused(409, "too_early");
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("NO_SHOW", (await clinic.Do(first, "no-show")).Is(200).State);
        Assert.Equal("no_show", await world.Row<string>($"select ended from queues.stages where ticket_id = {first}"));

        Assert.Equal("WAITING", (await clinic.Do(first, "reinstate")).Is(200).State);
        Assert.Equal(["001", "002"], await clinic.Line());
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Whoever_is_held_put_back_or_sent_on_keeps_the_seniority()
    {
        var clinic = await Clinic.Open(world);
        var xray = await Clinic.Open(world, site: clinic.Site);
        var ids = new List<long>();
        for (var number = 0; number < 3; number++)
        {
            ids.Add((await clinic.Join()).Id);
            world.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        (await clinic.Do(ids[0], "hold", new { reason = "X-ray" })).Is(200);
        Assert.Equal(["002", "003"], await clinic.Line());
        (await clinic.Do(ids[0], "return")).Is(200);
        Assert.Equal(["001", "002", "003"], await clinic.Line());
        (await clinic.Next()).Is(200);
        (await clinic.Do(ids[0], "start")).Is(200);
        (await clinic.Do(ids[0], "put-back")).Is(200);
        Assert.Equal(["001", "002", "003"], await clinic.Line());

        await xray.Join();
        (await clinic.Do(ids[1], "transfer", new { queue_id = xray.Queue })).Is(200);
        Assert.Equal(["002", "001"], await xray.Line());
        (await clinic.Do(ids[1], "transfer", new { queue_id = xray.Queue })).Refused(409, "same_queue");
        (await clinic.Do(ids[1], "transfer", new { queue_id = (await Clinic.Open(world)).Queue })).Refused(404, "unknown_queue");
        (await clinic.Do(ids[1], "undo")).Is(200);
        Assert.Equal(["001", "002", "003"], await clinic.Line());
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Planned_steps_follow_one_another_under_one_number()
    {
        var clinic = await Clinic.Open(world);
        var (xray, pharmacy) = (await Clinic.Open(world, site: clinic.Site), await Clinic.Open(world, site: clinic.Site));
        var ticket = (await clinic.Join()).Id;
        (await clinic.Do(ticket, "plan", new { queue_ids = new[] { xray.Queue, 999_999 } })).Refused(404, "unknown_queue");
        (await clinic.Do(ticket, "plan", new { queue_ids = new[] { xray.Queue, pharmacy.Queue } })).Is(200);

        Assert.Equal($"{clinic.Code}-001", await clinic.Serve());
        Assert.Equal($"{clinic.Code}-001", await xray.Serve());
        Assert.Equal($"{clinic.Code}-001", await pharmacy.Serve());

        Assert.Equal("COMPLETED", await world.Row<string>($"select state from queues.tickets where id = {ticket}"));
        Assert.Equal(["completed", "completed", "completed"], await world.Rows<string>($"select ended from queues.stages where ticket_id = {ticket} order by stage"));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task A_nurse_classes_anew_and_a_clerk_confirms_what_was_declared()
    {
        var clinic = await Clinic.Open(world, new { scheme = "strict", scale = "esi" });
        var clerk = await world.As("clerk", clinic.Site);
        var first = (await clinic.Join(new { priority = 4 })).Id;
        var second = (await world.Stranger.Post($"/api/queues/{clinic.Queue}/tickets", new { consideration = "pregnant" })).Is(201).Id;
        Assert.Equal(["001", "002"], await clinic.Line());
        (await clerk.Post($"/api/tickets/{second}/set-priority", new { priority = 4 })).Refused(403, "forbidden");
        (await clinic.Do(second, "set-priority", new { priority = 4, reason = "Short of breath" })).Is(200);
        Assert.Equal(["001", "002"], await clinic.Line());

        Assert.True((await clerk.Post($"/api/tickets/{second}/confirm-class")).Is(200)["considered"].GetBoolean());
        Assert.Equal(["002", "001"], await clinic.Line());
        (await clerk.Post($"/api/tickets/{first}/confirm-class")).Refused(409, "not_declared");
        Assert.Equal(0L, await world.Row<long>($"select count(*) from platform.events where data::text like '%Short of breath%'"));
        (await clinic.Do(first, "set-priority", new { priority = 9 })).Refused(400, "unknown_level");
        (await clinic.Do(first, "set-priority", new { priority = 5, emergency = true })).Is(200);
        Assert.Equal(["001", "002"], await clinic.Line());
        // What a nurse decided a clerk does not take back.
        (await clerk.Post($"/api/tickets/{first}/undo")).Refused(403, "forbidden");
        (await clinic.Do(first, "undo")).Is(200);
        Assert.Equal(["002", "001"], await clinic.Line());
    }

    [Fact]
    public async Task Whoever_waits_long_is_looked_at_again_as_their_class_asks_for()
    {
        var clinic = await Clinic.Open(world, new { scheme = "strict", scale = "ctas" });
        var plain = await Clinic.Open(world);
        var other = (await plain.Join()).Id;
        var ticket = (await clinic.Join(new { priority = 3 })).Id;
        // Whoever the tests before this one left waiting is due as well.
        var since = await world.Mark();
        var mark = since;
        Task<IReadOnlyList<string>> Told() => world.EventsSince(mark, $"ticket:{ticket}");
        world.Clock.Advance(TimeSpan.FromMinutes(29));
        await world.DueDone();
        Assert.Empty(await Told());
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.DueDone();
        Assert.Equal(["queues.reassessment_due"], await Told());
        world.Clock.Advance(TimeSpan.FromMinutes(30));
        await world.DueDone();
        Assert.Equal(2, (await Told()).Count);

        (await clinic.Do(ticket, "reassess", new { priority = 2 })).Is(200);
        mark = await world.Mark();
        world.Clock.Advance(TimeSpan.FromMinutes(14));
        await world.DueDone();
        Assert.Empty(await Told());
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.DueDone();
        Assert.Equal(["queues.reassessment_due"], await Told());
        // Who is called is looked at by the desk; whoever waits again is looked at when it is due, and that may be now.
        (await clinic.Next()).Is(200);
        world.Clock.Advance(TimeSpan.FromMinutes(9));
        mark = await world.Mark();
        await world.DueDone();
        Assert.Empty(await Told());
        (await clinic.Do(ticket, "put-back")).Is(200);
        await world.DueDone();
        Assert.Equal(["queues.ticket_put_back", "queues.reassessment_due"], await Told());
        Assert.Empty(await world.EventsSince(since, $"ticket:{other}"));
    }

    [Fact]
    public async Task What_staff_write_of_a_hold_is_not_the_holders_to_read()
    {
        var clinic = await Clinic.Open(world);
        var joined = await clinic.Join();
        (await clinic.Do(joined.Id, "hold", new { reason = "Canary finding" })).Is(200);
        var seen = (await world.Stranger.Get($"/api/my-tickets/{joined["token"].GetString()}")).Is(200);
        Assert.DoesNotContain("Canary", seen.Body.ToString(), StringComparison.Ordinal);
        Assert.Equal(["cancel", "worse"], Actions(seen));
    }

    [Fact]
    public async Task The_holder_is_late_comes_feels_worse_and_gives_up_the_place()
    {
        var clinic = await Clinic.Open(world);
        var joined = await clinic.Join();
        await clinic.Join();
        var mine = $"/api/my-tickets/{joined["token"].GetString()}";
        Assert.Equal(["cancel", "here", "worse"], Actions((await world.Stranger.Post($"{mine}/late")).Is(200)));
        Assert.Equal(["002"], await clinic.Line());
        (await world.Stranger.Post($"{mine}/late")).Refused(409, "wrong_state");
        Assert.Equal(1, (await world.Stranger.Post($"{mine}/here")).Is(200)["position"].GetInt32());
        var mark = await world.Mark();
        (await world.Stranger.Post($"{mine}/worse")).Is(200);
        Assert.Equal(["queues.patient_worse"], await world.EventsSince(mark, $"ticket:{joined.Id}"));
        Assert.Equal("CANCELLED", (await world.Stranger.Post($"{mine}/cancel")).Is(200).State);
        (await world.Stranger.Get("/api/my-tickets/nothing")).Refused(404, "not_found");
        world.Clock.Advance(TimeSpan.FromHours(25));
        (await world.Stranger.Get(mine)).Refused(404, "not_found");
    }

    private static IEnumerable<string?> Actions(Answer answer) => answer["actions"].EnumerateArray().Select(action => action.GetString());
}
