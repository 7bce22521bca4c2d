using Attend.Platform.Access;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Attend.Tests.Bookings;

public sealed class BookSlotTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task A_stranger_books_sees_the_booking_and_cancels_it_by_its_token()
    {
        var practice = await Practice.Open(world);
        var (at, mark) = (practice.At(), await world.Mark());
        var booked = (await world.Stranger.Post("/api/bookings", new { queue_id = practice.Queue, starts_at = at, name = "Canary Name", note = "Canary note" })).Is(201);
        Assert.Equal(("booked", at, at.AddMinutes(15)), (booked.State, booked["starts_at"].GetDateTimeOffset(), booked["ends_at"].GetDateTimeOffset()));
        Assert.Matches("^[0-9A-HJKMNP-TV-Z]{6}$", booked["reference"].GetString());
        Assert.Equal(["bookings.booking_made"], await world.EventsSince(mark));
        Assert.Equal(0L, await world.Row<long>($"select count(*) from platform.events where data::text like '%Canary%'"));

        var page = $"/api/my-bookings/{booked["token"].GetString()}";
        var mine = (await world.Stranger.Get(page)).Is(200);
        Assert.Equal(("booked", "Clinic", "Europe/Berlin"), (mine.State, mine["queue_name"].GetString(), mine["zone"].GetString()));
        Assert.Equal("""["check_in","cancel"]""", mine["actions"].GetRawText());
        Assert.DoesNotContain("Canary", mine.Body.ToString(), StringComparison.Ordinal);
        (await world.Stranger.Get($"/api/bookings/{booked.Id}")).Refused(401, "unauthenticated");
        Assert.Equal("Canary Name", (await (await practice.Nurse).Get($"/api/bookings/{booked.Id}")).Is(200)["name"].GetString());
        (await (await world.As("nurse", await world.Site())).Get($"/api/bookings/{booked.Id}")).Refused(404, "not_found");

        Assert.Equal(0, await practice.Free(at));
        Assert.Equal("cancelled", (await world.Stranger.Post(page + "/cancel")).Is(200).State);
        Assert.Equal(1, await practice.Free(at));
        (await world.Stranger.Post(page + "/cancel")).Refused(409, "wrong_state");
        (await world.Stranger.Post("/api/my-bookings/nothing/cancel")).Refused(404, "not_found");
        world.Clock.Now = at.AddDays(1).AddMinutes(15);
        (await world.Stranger.Get(page)).Refused(404, "not_found");
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task What_cannot_be_booked_is_refused_by_name()
    {
        var practice = await Practice.Open(world, new { lead_minutes = 60, horizon_days = 2 });
        var supervisor = await world.Supervisor();
        Task<Answer> Book(Api api, object request) => api.Post("/api/bookings", request);
        var (queue, soon, later) = (practice.Queue, practice.At(), practice.At(8));
        (await Book(supervisor, new { queue_id = 999_999, starts_at = later, name = "A" })).Refused(404, "unknown_queue");
        (await Book(supervisor, new { queue_id = (await Queues.Clinic.Open(world)).Queue, starts_at = later, name = "A" })).Refused(409, "no_bookings");
        (await Book(supervisor, new { queue_id = queue, starts_at = later })).Refused(400, "nobody_named");
        (await Book(supervisor, new { queue_id = queue, starts_at = later, patient_id = 999_999 })).Refused(404, "unknown_patient");
        (await Book(supervisor, new { queue_id = queue, starts_at = later, name = "A", level = 9 })).Refused(400, "unknown_level");
        (await Book(supervisor, new { queue_id = queue, starts_at = later.AddMinutes(1), name = "A" })).Refused(404, "unknown_slot");
        (await Book(supervisor, new { queue_id = queue, starts_at = practice.At(-2), name = "A" })).Refused(409, "slot_over");
        (await Book(world.Stranger, new { queue_id = queue, starts_at = soon, name = "A" })).Refused(409, "outside_horizon");
        (await Book(world.Stranger, new { queue_id = queue, starts_at = soon.AddDays(3), name = "A" })).Refused(409, "outside_horizon");
        (await Book(world.Stranger, new { queue_id = queue, starts_at = later, name = "A", level = 1 })).Refused(403, "only_yourself");
        (await Book(world.Stranger, new { queue_id = queue, starts_at = later, patient_id = 1 })).Refused(403, "only_yourself");
        // What is too soon for a stranger staff may have, and the slot that has begun too.
        (await practice.Book(soon)).Is(201);
        (await practice.Book(practice.At(-1))).Is(201);
        (await practice.Try(soon)).Refused(409, "slot_full");

        await practice.Plan(new { self_booking = false });
        (await Book(world.Stranger, new { queue_id = queue, starts_at = later, name = "A" })).Refused(403, "no_self_booking");
        (await practice.Book(later)).Is(201);
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task A_patient_who_is_signed_in_books_and_sees_their_own_and_nobody_elses()
    {
        var practice = await Practice.Open(world, new { places = 3 });
        var (me, other) = (await world.As("patient"), await world.AddPerson($"patient-{world.Draw()}", "patient"));
        (await me.Post("/api/bookings", new { queue_id = practice.Queue, starts_at = practice.At(), patient_id = other })).Refused(403, "only_yourself");
        var mine = (await me.Post("/api/bookings", new { queue_id = practice.Queue, starts_at = practice.At() })).Is(201);
        Assert.Equal(me.UserId, await world.Row<long>($"select patient_id from bookings.bookings where id = {mine.Id}"));
        (await me.Post("/api/bookings", new { queue_id = practice.Queue, starts_at = practice.At() })).Refused(409, "already_booked");
        var theirs = (await (await practice.Nurse).Post("/api/bookings", new { queue_id = practice.Queue, starts_at = practice.At(), patient_id = other })).Is(201);

        Assert.Equal([mine.Id], Ids(await me.Get("/api/bookings")));
        Assert.Equal("""["reschedule","check_in","cancel"]""", (await me.Get($"/api/bookings/{mine.Id}")).Is(200)["actions"].GetRawText());
        (await me.Get($"/api/bookings/{theirs.Id}")).Refused(404, "not_found");
        foreach (var action in new[] { "cancel", "check-in" })
        {
            (await me.Post($"/api/bookings/{theirs.Id}/{action}")).Refused(404, "not_found");
        }

        (await me.Post($"/api/bookings/{mine.Id}/no-show")).Refused(403, "forbidden");
        (await me.Post($"/api/bookings/{mine.Id}/reschedule", new { starts_at = practice.At(100 * 96) })).Refused(409, "outside_horizon");
        Assert.Equal(practice.At(1), (await me.Post($"/api/bookings/{mine.Id}/reschedule", new { starts_at = practice.At(1) })).Is(200)["starts_at"].GetDateTimeOffset());
        Assert.Equal("cancelled", (await me.Post($"/api/bookings/{mine.Id}/cancel")).Is(200).State);
    }

    [Fact]
    public async Task Staff_find_bookings_by_queue_day_patient_state_and_reference_and_each_look_is_on_record()
    {
        var practice = await Practice.Open(world, new { places = 2 });
        var nurse = await practice.Nurse;
        var patient = await world.AddPerson($"patient-{world.Draw()}", "patient");
        // In Berlin a day ends at 23:00 UTC in winter.
        var evening = new DateTimeOffset(world.Clock.Now.UtcDateTime.Date.AddDays(2), TimeSpan.Zero).AddHours(22).AddMinutes(45);
        var (first, second) = ((await practice.Book(evening)).Id, (await practice.Book(evening.AddMinutes(15))).Id);
        var third = (await nurse.Post("/api/bookings", new { queue_id = practice.Queue, starts_at = evening, patient_id = patient })).Is(201);
        (await practice.Do(first, "cancel")).Is(200);
        Task<Answer> List(string filter) => nurse.Get($"/api/bookings?queue_id={practice.Queue}&{filter}");
        Assert.Equal([first, second, third.Id], Ids(await List("")));
        Assert.Equal([first, third.Id], Ids(await List($"day={evening:yyyy-MM-dd}")));
        Assert.Equal([second], Ids(await List($"day={evening.AddDays(1):yyyy-MM-dd}")));
        Assert.Equal([third.Id], Ids(await List($"patient_id={patient}")));
        Assert.Equal([first], Ids(await List("state=cancelled")));
        Assert.Equal([second, third.Id], Ids(await List("state=booked&state=checked-in")));
        Assert.Equal([third.Id], Ids(await List($"reference={third["reference"].GetString()!.ToLowerInvariant()}")));
        Assert.Equal([first, second], Ids(await List("limit=2")));
        Assert.Equal([third.Id], Ids(await List($"limit=2&after={second}")));
        (await List("state=CheckedIn")).Refused(400, "invalid");
        (await List("day=0001-01-01")).Refused(400, "invalid");
        await world.Services.GetRequiredService<AccessLog>().Flush(TestContext.Current.CancellationToken);
        Assert.True(await world.Row<bool>($"select exists (select from platform.access_log where subject = {"booking:" + third.Id} and purpose = 'list')"));
    }

    [Fact]
    public async Task What_is_noted_is_edited_by_version_and_whom_it_is_for_until_they_have_checked_in()
    {
        var practice = await Practice.Open(world);
        var nurse = await practice.Nurse;
        var booked = await practice.Book(practice.At());
        var patient = await world.AddPerson($"patient-{world.Draw()}", "patient");
        var path = $"/api/bookings/{booked.Id}";
        (await nurse.Patch(path, new { note = "Brings X-rays" })).Refused(428, "precondition_required");
        (await nurse.Patch(path, new { note = "Brings X-rays" }, version: 9)).Refused(412, "precondition_failed");
        (await nurse.Patch(path, new { name = (string?)null }, version: 1)).Refused(400, "nobody_named");
        (await nurse.Patch(path, new { patient_id = 999_999 }, version: 1)).Refused(404, "unknown_patient");
        (await nurse.Patch(path, new { level = 9 }, version: 1)).Refused(400, "unknown_level");
        var mark = await world.Mark();
        var edited = (await nurse.Patch(path, new { patient_id = patient, level = 2, note = "Brings X-rays" }, version: 1)).Is(200);
        Assert.Equal((patient, 2, "Brings X-rays", 2L), (edited["patient_id"].GetInt64(), edited["level"].GetInt32(), edited["note"].GetString(), edited["version"].GetInt64()));
        Assert.Equal(["bookings.booking_changed"], await world.EventsSince(mark));
        (await practice.Do(booked.Id, "check-in")).Is(200);
        (await nurse.Patch(path, new { level = 1 }, version: 3)).Refused(409, "has_ticket");
        (await nurse.Patch(path, new { note = "Has none" }, version: 3)).Is(200);
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task A_booking_that_is_sent_twice_under_one_key_is_one()
    {
        var practice = await Practice.Open(world, new { places = 5 });
        var (key, body) = (Guid.NewGuid().ToString("n"), new { queue_id = practice.Queue, starts_at = practice.At(), name = "Once" });
        var first = (await world.Stranger.Post("/api/bookings", body, key)).Is(201);
        Assert.Equal(first.Body.ToString(), (await world.Stranger.Post("/api/bookings", body, key)).Is(201).Body.ToString());
        Assert.Equal(4, await practice.Free(practice.At()));
    }

    private static IEnumerable<long> Ids(Answer page) => page.Is(200)["items"].EnumerateArray().Select(item => item.GetProperty("id").GetInt64());
}
