using System.Text.Json;
using Attend.Notifications;
using Attend.Tests.Bookings;
using Attend.Tests.Platform.Live;
using Attend.Tests.Queues;
using Xunit;

namespace Attend.Tests.Notifications;

/// <summary>Who hears that a queue opens and closes, by which ways; the answer's number and counts are those of the rows in the end.</summary>
public sealed class QueueMessagesTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task Opening_tells_every_patient_of_the_site_and_by_telephone_those_who_follow_it()
    {
        var (site, elsewhere) = (await world.Site("hospital"), await world.Site("hospital"));
        var (here, everywhere) = (await world.Reachable("patient", site), await world.Reachable("patient"));
        var (stranger, follower) = (await world.Reachable("patient", elsewhere), await world.Reachable("patient", elsewhere));
        var (gone, nurse) = (await world.Reachable("patient", site), await world.As("nurse", site));
        var clinic = await Clinic.Open(world, site: site);
        (await follower.Put($"/api/queues/{clinic.Queue}/following", new { })).Is(204);
        (await gone.Put($"/api/queues/{clinic.Queue}/following", new { })).Is(204);
        (await (await world.Admin()).Post($"/api/users/{gone.UserId}/deactivate")).Is(200);
        await Turn(clinic, "close");
        await using var wall = await RawSocket.Open(world.Url, $"/ws/queue/{clinic.Code}/");
        await wall.Message("initial_data");

        var opened = await Turn(clinic, "open");
        await world.Settled();

        var message = opened["message_id"].GetInt64();
        var told = await Told(message);
        Assert.Equal(
            new[] { $"{here.UserId} in_app", $"{everywhere.UserId} in_app", $"{follower.UserId} in_app", $"{follower.UserId} sms", $"{follower.UserId} web_push no_device" }.Order(),
            told.Where(line => Among(line, here, everywhere, stranger, follower, gone, nurse)).Order());
        Assert.Equal((await People(message), 0), Stats(opened));
        Assert.Equal(
            ["queue_opened normal SAID", $"{{\"site\":{site},\"queue\":{clinic.Queue}}}"],
            [
                await world.Row<string>($"select concat_ws(' ', kind, urgency, state) from notifications.messages where id = {message}"),
                await world.Row<string>($"select json_build_object('site', facts -> 'site_id', 'queue', facts -> 'queue_id')::text from notifications.messages where id = {message}")
                    is var json ? json.Replace(" ", "", StringComparison.Ordinal) : "",
            ]);

        var heard = (await wall.Message("queue_notification")).GetProperty("notification");
        Assert.Equal(("queue_opened", clinic.Code, $"The {clinic.Code} queue is now OPEN! You can now join the queue.", message), (
            heard.GetProperty("event").GetString(), heard.GetProperty("department").GetString(), heard.GetProperty("message").GetString(),
            heard.GetProperty("notification_id").GetInt64()));
        Assert.Equal(world.Clock.Now, heard.GetProperty("timestamp").GetDateTimeOffset());

        // Of the two words the last one alone is true.
        var closed = await Turn(clinic, "close");
        await world.Settled();
        Assert.Equal((await People(closed["message_id"].GetInt64()), 0), Stats(closed));
        Assert.Equal(["queue_opened OVER changed", "queue_closed SAID"], (await world.Said($"queue:{clinic.Queue}")).TakeLast(2));
        heard = (await wall.Message("queue_notification")).GetProperty("notification");
        Assert.Equal(("queue_closed", $"The {clinic.Code} queue is now CLOSED."), (heard.GetProperty("event").GetString(), heard.GetProperty("message").GetString()));
        Assert.Empty(await world.Violations());
    }

    [Fact]
    public async Task Whoever_is_booked_for_today_and_has_not_come_is_rung_too()
    {
        var site = await world.Site("hospital");
        var practice = await Practice.Open(world, new { places = 3 }, site: site);
        var (today, tomorrow, inside) = (await world.Reachable("patient", site), await world.Reachable("patient", site), await world.Reachable("patient", site));
        var nurse = await practice.Nurse;
        foreach (var (patient, at) in new[] { (today, practice.At()), (tomorrow, practice.At(96)), (inside, practice.At()) })
        {
            (await nurse.Post("/api/bookings", new { queue_id = practice.Queue, starts_at = at, patient_id = patient.UserId })).Is(201);
        }

        (await inside.Post($"/api/bookings/{(await inside.Get("/api/bookings"))["items"][0].GetProperty("id").GetInt64()}/check-in")).Is(200);
        await Turn(practice.Clinic, "close");
        var opened = await Turn(practice.Clinic, "open");
        await world.Settled();

        Assert.Equal(
            new[] { $"{today.UserId} in_app", $"{tomorrow.UserId} in_app", $"{inside.UserId} in_app", $"{today.UserId} sms", $"{today.UserId} web_push no_device" }.Order(),
            (await Told(opened["message_id"].GetInt64())).Where(line => Among(line, today, tomorrow, inside)).Order());
        Assert.Equal((await People(opened["message_id"].GetInt64()), 0), Stats(opened));
        Assert.Empty(await world.Violations());
    }

    [Fact]
    public async Task A_queue_may_tell_those_alone_who_follow_it()
    {
        var site = await world.Site("hospital");
        var (patient, follower) = (await world.Reachable("patient", site), await world.Reachable("patient", site));
        var clinic = await Clinic.Open(world, new { tells = "followers" }, site: site);
        Assert.Equal("followers", (await patient.Get($"/api/queues/{clinic.Queue}")).Is(200)["tells"].GetString());
        (await follower.Put($"/api/queues/{clinic.Queue}/following", new { })).Is(204);
        await Turn(clinic, "close");

        var opened = await Turn(clinic, "open");
        await world.Settled();

        Assert.Equal((1, 0), Stats(opened));
        Assert.Equal(
            new[] { $"{follower.UserId} in_app", $"{follower.UserId} sms", $"{follower.UserId} web_push no_device" }.Order(), (await Told(opened["message_id"].GetInt64())).Order());
        Assert.DoesNotContain(patient.UserId, await world.Rows<long>($"select user_id from notifications.deliveries where message_id = {opened["message_id"].GetInt64()}"));
        Assert.Empty(await world.Violations());
    }

    /// <summary>Whoever leaves a desk may be the next one in two other lines at once: one fact, and two things to say of it.</summary>
    [Fact]
    public async Task Whoever_is_next_in_two_queues_at_once_hears_of_both()
    {
        var site = await world.Site("hospital");
        var patient = await world.As("patient", site);
        var (here, one, other) = (await Clinic.Open(world, site: site), await Clinic.Open(world, site: site), await Clinic.Open(world, site: site));
        await here.Join(new { patient_id = patient.UserId });
        var called = (await here.Next()).Is(200).Id;
        (await here.Do(called, "start")).Is(200);
        var (first, second) = ((await one.Join(new { patient_id = patient.UserId })).Id, (await other.Join(new { patient_id = patient.UserId })).Id);
        await world.Settled();
        Assert.Empty(await Next(first, second));

        (await here.Do(called, "complete", new { outcome = "discharged" })).Is(200);
        await world.Settled();
        Assert.Equal([$"ticket:{first}", $"ticket:{second}"], await Next(first, second));
        Assert.Empty(await world.Violations());

        Task<IReadOnlyList<string>> Next(params long[] tickets)
        {
            var subjects = tickets.Select(id => $"ticket:{id}").ToArray();
            return world.Rows<string>($"select subject from notifications.messages where kind = 'ticket_next' and subject = any({subjects}) order by subject");
        }
    }

    [Fact]
    public async Task What_is_no_news_to_patients_has_no_message()
    {
        var clinic = await Clinic.Open(world);
        var inside = (await clinic.Join()).Id;
        var closing = await Turn(clinic, "close");
        Assert.Equal("CLOSING", closing.State);
        Assert.NotEqual(JsonValueKind.Null, closing["message_id"].ValueKind);
        (await clinic.Do(inside, "cancel")).Is(200);
        await world.Settled();
        Assert.Equal("CLOSED", await world.Row<string>($"select state from queues.queues where id = {clinic.Queue}"));
        await Turn(clinic, "open");
        foreach (var quiet in new[] { "pause", "resume" })
        {
            var answer = await Turn(clinic, quiet);
            Assert.Equal((JsonValueKind.Null, JsonValueKind.Null), (answer["message_id"].ValueKind, answer["notification_stats"].ValueKind));
        }

        await world.Settled();
        Assert.Equal(["queue_opened OVER changed", "queue_closed OVER changed", "queue_opened SAID"], await world.Said($"queue:{clinic.Queue}"));
    }

    [Fact]
    public async Task In_quiet_hours_an_opening_waits_and_a_call_does_not()
    {
        var site = await world.Site("hospital");
        var patient = await world.Reachable("patient", site);
        (await patient.Put("/api/notifications/quiet-hours", Around(world.Clock.Now))).Is(204);
        var clinic = await Clinic.Open(world, site: site);
        (await patient.Put($"/api/queues/{clinic.Queue}/following", new { })).Is(204);
        await Turn(clinic, "close");
        var opened = await Turn(clinic, "open");
        var ticket = (await patient.Post($"/api/queues/{clinic.Queue}/tickets")).Is(201).Id;
        (await clinic.Next()).Is(200);
        await world.Settled();

        Assert.Contains($"{patient.UserId} sms quiet_hours", await Told(opened["message_id"].GetInt64()));
        Assert.Equal("PENDING", await world.Row<string>($"select state from notifications.deliveries where message_id = {opened["message_id"].GetInt64()} and user_id = {patient.UserId} and way = 'sms'"));
        Assert.Contains(await world.Deliveries($"ticket:{ticket}"), line =>
            line.StartsWith($"ticket_called {patient.UserId} sms ", StringComparison.Ordinal) && line.EndsWith("passed_quiet_hours", StringComparison.Ordinal));
        Assert.Empty(await world.Violations());
    }

    /// <summary>The server stops between the opening and its hearing of it; later somebody has it hear everything again.</summary>
    [Fact]
    public async Task What_was_promised_is_said_once_however_often_it_is_heard()
    {
        var site = await world.Site("hospital");
        var patient = await world.Reachable("patient", site);
        var clinic = await Clinic.Open(world, site: site);
        await Turn(clinic, "close");
        await world.Settled();
        var place = await world.Row<string>($"select concat_ws(' ', epoch, tx, id) from platform.subscriptions where name = {QueueMessages.Subscription.Name}");
        // Beyond all that happens, as if nobody listened.
        await world.Db.Run($"update platform.subscriptions set epoch = epoch + 1000 where name = {QueueMessages.Subscription.Name}");
        var message = (await Turn(clinic, "open"))["message_id"].GetInt64();
        (await patient.Post($"/api/queues/{clinic.Queue}/tickets")).Is(201);
        (await clinic.Next()).Is(200);
        await world.Restart();
        Assert.Empty(await world.Rows<long>($"select id from notifications.messages where id >= {message}"));

        await HearFrom(place, clinic);
        var said = await Everything();
        Assert.Contains(said, line => line.StartsWith($"{message} queue_opened", StringComparison.Ordinal));
        Assert.Contains(said, line => line.Contains(" ticket_called SAID ", StringComparison.Ordinal));
        Assert.Contains($"{patient.UserId} in_app", await Told(message));

        await HearFrom(place, clinic);
        Assert.Equal(said, await Everything());
        Assert.Equal(0, await world.Row<long>($"select count(*) from platform.parked_events"));
        Assert.Empty(await world.Violations());

        Task<IReadOnlyList<string>> Everything() => world.Rows<string>($"""
            select concat_ws(' ', m.id, m.kind, m.state, m.audience, (select count(*) from notifications.deliveries d where d.message_id = m.id))
            from notifications.messages m where m.id >= {message} order by m.id
            """);
    }

    /// <summary>It wakes when something happens.</summary>
    private async Task HearFrom(string place, Clinic clinic)
    {
        await world.Db.Run($"""
            update platform.subscriptions set epoch = split_part({place}, ' ', 1)::int, tx = split_part({place}, ' ', 2)::xid8, id = split_part({place}, ' ', 3)::bigint
            where name = {QueueMessages.Subscription.Name}
            """);
        await clinic.Join();
        await world.Settled();
    }

    private async Task<Answer> Turn(Clinic clinic, string action) => (await (await world.Supervisor()).Post($"/api/queues/{clinic.Queue}/{action}")).Is(200);

    private static (int Told, int Failed) Stats(Answer answer) => (
        answer["notification_stats"].GetProperty("total_patients_notified").GetInt32(), answer["notification_stats"].GetProperty("notification_failures").GetInt32());

    private async Task<int> People(long message) =>
        (int)await world.Row<long>($"select count(distinct user_id) from notifications.deliveries where message_id = {message}");

    private Task<IReadOnlyList<string>> Told(long message) =>
        world.Rows<string>($"select concat_ws(' ', user_id, way, reason) from notifications.deliveries where message_id = {message} order by id");

    private static bool Among(string line, params Api[] people) => people.Any(person => line.StartsWith($"{person.UserId} ", StringComparison.Ordinal));

    /// <summary>An hour before and two after, by a clock in UTC.</summary>
    private static object Around(DateTimeOffset now) => new
    {
        from = now.UtcDateTime.AddHours(-1).ToString("HH:mm", null), to = now.UtcDateTime.AddHours(2).ToString("HH:mm", null), days = new[] { 1, 2, 3, 4, 5, 6, 7 },
    };
}
