using System.Text.Json;
using Xunit;

namespace Attend.Tests.Queues;

public sealed class JoinQueueTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task A_stranger_gets_a_number_and_a_page_and_says_nothing_of_how_urgent_it_is()
    {
        var clinic = await Clinic.Open(world);
        var path = $"/api/queues/{clinic.Queue}/tickets";
        (await world.Stranger.Post(path, new { priority = 1 })).Refused(403, "staff_only");
        (await world.Stranger.Post(path, new { emergency = true })).Refused(403, "staff_only");
        (await world.Stranger.Post(path, new { patient_id = 1 })).Refused(403, "staff_only");

        var joined = (await world.Stranger.Post(path, new { name = "Canary Stranger", consideration = "pregnant", source = "qr" })).Is(201);
        Assert.Equal(($"{clinic.Code}-001", 1, 0), (joined["ticket_number"].GetString(), joined["position"].GetInt32(), joined["ahead"].GetInt32()));
        Assert.DoesNotContain("Canary", joined.Body.ToString(), StringComparison.Ordinal);

        var page = (await world.Stranger.Get($"/api/my-tickets/{joined["token"].GetString()}")).Is(200);
        Assert.Equal((1, "WAITING", "Clinic"), (page["position"].GetInt32(), page.State, page["queue_name"].GetString()));
        var seen = (await (await clinic.Nurse).Get($"/api/tickets/{joined.Id}")).Is(200);
        Assert.Equal(("Canary Stranger", "pregnant", false, "qr"),
            (seen["name"].GetString(), seen["consideration"].GetString(), seen["considered"].GetBoolean(), seen["source"].GetString()));
        (await world.Stranger.Get($"/api/tickets/{joined.Id}")).Refused(401, "unauthenticated");
        (await (await world.As("nurse", await world.Site())).Get($"/api/tickets/{joined.Id}")).Refused(404, "not_found");
    }

    /// <summary>Somebody's nurse is somebody's patient.</summary>
    [Fact]
    public async Task Who_works_there_gives_numbers_to_others_and_not_to_themselves()
    {
        var clinic = await Clinic.Open(world);
        var name = $"both-{world.Draw()}";
        await world.AddPerson(name, "nurse", clinic.Site);
        var id = await world.Row<long>($"select id from people.users where username = {name}");
        await world.Db.Run($"insert into people.user_roles (user_id, role, site_id) values ({id}, 'patient', null)");
        var nurse = await world.SignIn(name);
        var path = $"/api/queues/{clinic.Queue}/tickets";
        var first = (await nurse.Post(path)).Is(201).Id;
        var second = (await nurse.Post(path, new { name = "Walk-in" })).Is(201).Id;
        Assert.Equal(0, await world.Row<long>($"select count(*) from queues.tickets where id in ({first}, {second}) and patient_id is not null"));
        // Where they do not work they are a patient like others.
        var elsewhere = await Clinic.Open(world);
        var own = (await nurse.Post($"/api/queues/{elsewhere.Queue}/tickets")).Is(201).Id;
        Assert.Equal(id, await world.Row<long>($"select patient_id from queues.tickets where id = {own}"));
    }

    [Fact]
    public async Task A_queue_that_takes_nobody_says_why()
    {
        var clinic = await Clinic.Open(world, new { capacity = 1, asks_name = true });
        var path = $"/api/queues/{clinic.Queue}/tickets";
        (await world.Stranger.Post(path)).Refused(400, "name_needed");
        (await world.Stranger.Post(path, new { name = "One" })).Is(201);
        Assert.Equal(1, (await world.Stranger.Post(path, new { name = "Two" })).Refused(409, "queue_full")["capacity"].GetInt32());
        Assert.Equal("Queue Full", (await world.Stranger.Get($"/api/queues/{clinic.Queue}"))["status_text"].GetString());
        (await (await clinic.Nurse).Post($"/api/queues/{clinic.Queue}/pause")).Is(200);
        (await world.Stranger.Post(path, new { name = "Three" })).Refused(409, "queue_paused");
        (await (await clinic.Nurse).Post($"/api/queues/{clinic.Queue}/close")).Is(200);
        (await world.Stranger.Post(path, new { name = "Three" })).Refused(409, "queue_closing");
        await clinic.Serve();
        await world.DueDone();
        (await world.Stranger.Post(path, new { name = "Three" })).Refused(409, "queue_closed");
        var desk = await Clinic.Open(world, new { self_service = false });
        (await world.Stranger.Post($"/api/queues/{desk.Queue}/tickets")).Refused(403, "no_self_service");
        await desk.Join();
        (await (await desk.Nurse).Post($"/api/queues/{desk.Queue}/tickets", new { priority = 9 })).Refused(400, "unknown_level");
        (await (await desk.Nurse).Post($"/api/queues/{desk.Queue}/tickets", new { patient_id = 999_999 })).Refused(404, "unknown_patient");
        (await (await desk.Nurse).Post("/api/queues/999999/tickets")).Refused(404, "not_found");
    }

    [Fact]
    public async Task A_phone_has_one_number_and_a_refusal_leaves_no_gap()
    {
        var clinic = await Clinic.Open(world, new { one_per_device = true });
        using var phone = new HttpClient { BaseAddress = world.Url };
        var stranger = new Api(phone);
        var joined = (await stranger.Post($"/api/queues/{clinic.Queue}/tickets")).Is(201);
        (await stranger.Post($"/api/queues/{clinic.Queue}/tickets")).Refused(409, "already_waiting");
        using var other = new HttpClient { BaseAddress = world.Url };
        Assert.Equal($"{clinic.Code}-002", (await new Api(other).Post($"/api/queues/{clinic.Queue}/tickets")).Is(201)["ticket_number"].GetString());

        (await stranger.Post($"/api/my-tickets/{joined["token"].GetString()}/cancel")).Is(200);
        Assert.Equal($"{clinic.Code}-003", (await stranger.Post($"/api/queues/{clinic.Queue}/tickets")).Is(201)["ticket_number"].GetString());
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Numbers_begin_again_at_the_hour_of_the_queue_and_pass_over_those_that_somebody_still_has()
    {
        var clinic = await Clinic.Open(world, new { day_starts_at = "05:30" });
        var berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        var tomorrow = world.Clock.Now.Date.AddDays(1);
        world.Clock.Now = new DateTimeOffset(tomorrow.AddHours(5).AddMinutes(29), berlin.GetUtcOffset(tomorrow.AddHours(5)));
        var first = await clinic.Join();
        await clinic.Join();
        Assert.Equal("002", (await clinic.Line())[1]);
        await clinic.Serve();

        world.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal($"{clinic.Code}-001", (await clinic.Join())["ticket_number"].GetString());
        Assert.Equal($"{clinic.Code}-003", (await clinic.Join())["ticket_number"].GetString());
        Assert.Equal("COMPLETED", await world.Row<string>($"select state from queues.tickets where id = {first.Id}"));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task A_number_that_is_asked_for_twice_under_one_key_is_one()
    {
        var clinic = await Clinic.Open(world);
        var key = Guid.NewGuid().ToString("n");
        var first = (await world.Stranger.Post($"/api/queues/{clinic.Queue}/tickets", new { name = "Once" }, key)).Is(201);
        var second = (await world.Stranger.Post($"/api/queues/{clinic.Queue}/tickets", new { name = "Once" }, key)).Is(201);
        Assert.Equal(first.Body.ToString(), second.Body.ToString());
        Assert.Equal(1L, await world.Row<long>($"select count(*) from queues.tickets where queue_id = {clinic.Queue}"));
    }

    [Fact]
    public async Task A_rank_is_told_at_once_in_a_long_line_too()
    {
        var clinic = await Clinic.Open(world, new { scheme = "strict", scale = "esi" });
        for (var number = 1; number <= 30; number++)
        {
            var joined = await clinic.Join(new { priority = 4 });
            Assert.Equal(number, joined["position"].GetInt32());
            // What this node remembers follows the feed.
            await Platform.Wait.Until(async () => (await Rank(joined)) == number);
        }

        Assert.Equal(1, (await clinic.Join(new { priority = 2 }))["position"].GetInt32());
    }

    private async Task<int?> Rank(Answer joined) =>
        (await world.Stranger.Get($"/api/my-tickets/{joined["token"].GetString()}")).Is(200)["position"] is { ValueKind: JsonValueKind.Number } rank ? rank.GetInt32() : null;
}
