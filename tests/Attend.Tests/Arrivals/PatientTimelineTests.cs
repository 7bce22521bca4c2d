using Attend.Platform.Access;
using Attend.Tests.Bookings;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Attend.Tests.Arrivals;

/// <summary>One patient, one timeline, by whatever is known of them.</summary>
public sealed class PatientTimelineTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task A_call_its_units_the_arrival_and_every_queue_are_one_timeline_from_each_of_its_ends()
    {
        var ward = await Ward.Open(world);
        var (xray, lab) = (await Queues.Clinic.Open(world, site: ward.Clinic.Site), await Queues.Clinic.Open(world, site: ward.Clinic.Site));
        var ride = await ward.Transport(patients: 2);
        await Later(ride, "arrive-hospital");
        var arrival = (await ward.Arriving()).Single(one => one["patient_id"].GetInt64() == ride.Patients[0]);
        await Later(ride, "transfer-care");
        var user = await world.AddPerson($"patient-{world.Draw()}", "patient");
        var ticket = (await ward.Receive(arrival.Id, new { place = "bay", desk_id = ward.Clinic.Desk, priority = 2, patient_id = user })).Is(200)["ticket_id"].GetInt64();
        world.Clock.Advance(TimeSpan.FromMinutes(5));
        (await ward.Clinic.Do(ticket, "transfer", new { queue_id = xray.Queue })).Is(200);
        world.Clock.Advance(TimeSpan.FromMinutes(5));
        var later = (await lab.Join(new { patient_id = user })).Id;
        await world.Followed();

        var nurse = await ward.Nurse;
        var timeline = (await nurse.Get($"/api/patients/{ride.Patients[0]}/timeline")).Is(200);
        var kinds = timeline["items"].EnumerateArray().Select(item => item.GetProperty("kind").GetString()!).ToList();
        Assert.Equal(
            [
                "call.received", "response.assigned", "response.on_scene", "response.transporting", "arrival.announced", "response.at_hospital", "arrival.arrived",
                "ticket.joined", "response.transferred_care", "patient.transported", "arrival.handed_over", "ticket.in_service", "ticket.transferred", "ticket.joined",
                "ticket.joined",
            ], kinds);
        Assert.Equal(ride.Unit.Number, timeline["items"][1].GetProperty("unit_number").GetString());
        Assert.Equal([ride.Patients[0]], Ids(timeline, "patient_ids"));
        Assert.Equal([user], Ids(timeline, "user_ids"));
        Assert.Equal(new[] { ticket, later }.Order(), Ids(timeline, "ticket_ids"));

        foreach (var end in new[] { $"tickets/{ticket}", $"tickets/{later}", $"users/{user}" })
        {
            Assert.Equal(timeline.Body.ToString(), (await nurse.Get($"/api/{end}/timeline")).Is(200).Body.ToString());
        }

        // The other patient of the call has a way of their own.
        var other = (await nurse.Get($"/api/patients/{ride.Patients[1]}/timeline")).Is(200);
        Assert.DoesNotContain(other["items"].EnumerateArray(), item => item.GetProperty("kind").GetString() is "ticket.in_service" or "ticket.transferred");
        Assert.Empty(Ids(other, "user_ids"));
    }

    [Fact]
    public async Task What_was_booked_for_them_stands_between_what_happened()
    {
        var practice = await Practice.Open(world);
        var user = await world.AddPerson($"patient-{world.Draw()}", "patient");
        var nurse = await practice.Nurse;
        var booking = (await nurse.Post("/api/bookings", new { queue_id = practice.Queue, starts_at = practice.At(), patient_id = user })).Is(201).Id;
        world.Clock.Advance(TimeSpan.FromMinutes(5));
        (await practice.Do(booking, "check-in")).Is(200);

        var timeline = (await nurse.Get($"/api/users/{user}/timeline")).Is(200);
        Assert.Equal([booking], Ids(timeline, "booking_ids"));
        Assert.Equal(["booking.booked", "booking.checked_in", "ticket.joined"], timeline["items"].EnumerateArray().Select(item => item.GetProperty("kind").GetString()));
        Assert.Equal(timeline.Body.ToString(), (await nurse.Get($"/api/tickets/{Assert.Single(Ids(timeline, "ticket_ids"))}/timeline")).Is(200).Body.ToString());
    }

    /// <summary>The first hospital did not know them, the second one did.</summary>
    [Fact]
    public async Task From_each_end_it_is_the_same_however_many_links_lie_between()
    {
        var (first, second) = (await Ward.Open(world), await Ward.Open(world, latitude: 52.4));
        var ride = await first.Transport();
        await Later(ride, "arrive-hospital");
        var unknown = (await first.Receive(Assert.Single(await first.Arriving()).Id, new { place = "waiting_room", priority = 3 })).Is(200)["ticket_id"].GetInt64();
        await ride.Tap("transport", new { hospital_id = second.Hospital });
        await Later(ride, "arrive-hospital");
        var user = await world.AddPerson($"patient-{world.Draw()}", "patient");
        var known = (await second.Receive(Assert.Single(await second.Arriving()).Id, new { place = "waiting_room", priority = 3, patient_id = user })).Is(200)["ticket_id"].GetInt64();
        world.Clock.Advance(TimeSpan.FromMinutes(5));
        var practice = await Practice.Open(world);
        var booking = (await (await practice.Nurse).Post("/api/bookings", new { queue_id = practice.Queue, starts_at = practice.At(), patient_id = user })).Is(201).Id;
        var booked = (await practice.Do(booking, "check-in")).Is(200)["ticket_id"].GetInt64();
        await world.Followed();

        var supervisor = await world.Supervisor();
        var timeline = (await supervisor.Get($"/api/tickets/{unknown}/timeline")).Is(200);
        Assert.Equal([user], Ids(timeline, "user_ids"));
        Assert.Equal([booking], Ids(timeline, "booking_ids"));
        Assert.Equal([unknown, known, booked], Ids(timeline, "ticket_ids"));
        foreach (var end in new[] { $"tickets/{known}", $"tickets/{booked}", $"users/{user}", $"patients/{ride.Patients[0]}" })
        {
            Assert.Equal(timeline.Body.ToString(), (await supervisor.Get($"/api/{end}/timeline")).Is(200).Body.ToString());
        }
    }

    [Fact]
    public async Task Of_a_history_that_is_too_long_the_newest_is_shown()
    {
        var clinic = await Queues.Clinic.Open(world);
        var user = await world.AddPerson($"patient-{world.Draw()}", "patient");
        var ticket = (await clinic.Join(new { patient_id = user })).Id;
        await world.Db.Run($"""
            insert into queues.stages (ticket_id, stage, queue_id, scale_id, level, band, joined_at, ended_at, ended, learned)
            select t.id, 1000 + n, t.queue_id, t.scale_id, 1, 1, t.joined_at - make_interval(hours => n), t.joined_at - make_interval(hours => n), 'transferred', true
            from queues.tickets t, generate_series(1, 600) n where t.id = {ticket}
            """);
        var items = (await (await clinic.Nurse).Get($"/api/users/{user}/timeline")).Is(200)["items"].EnumerateArray().ToList();
        Assert.Equal((1_000, $"ticket:{ticket}:1:joined"), (items.Count, items[^1].GetProperty("id").GetString()));
        Assert.Equal(items.Select(Time).Order(), items.Select(Time));
        await world.Db.Run($"delete from queues.stages where ticket_id = {ticket}");

        static DateTimeOffset Time(System.Text.Json.JsonElement item) => item.GetProperty("at").GetDateTimeOffset();
    }

    [Fact]
    public async Task Each_look_is_recorded()
    {
        var ward = await Ward.Open(world);
        var ride = await ward.Transport();
        var nurse = await ward.Nurse;
        (await nurse.Get($"/api/patients/{ride.Patients[0]}/timeline")).Is(200);
        Assert.Equal([$"call:{ride.Call}", $"patient:{ride.Patients[0]}"], await Looks(nurse));

        var practice = await Practice.Open(world);
        var user = await world.AddPerson($"patient-{world.Draw()}", "patient");
        nurse = await practice.Nurse;
        var booking = (await nurse.Post("/api/bookings", new { queue_id = practice.Queue, starts_at = practice.At(), patient_id = user })).Is(201).Id;
        (await nurse.Get($"/api/users/{user}/timeline")).Is(200);
        Assert.Equal([$"booking:{booking}", $"user:{user}"], await Looks(nurse));

        async Task<IReadOnlyList<string>> Looks(Api reader)
        {
            await world.Services.GetRequiredService<AccessLog>().Flush(TestContext.Current.CancellationToken);
            return await world.Rows<string>($"select subject from platform.access_log where actor = {"user:" + reader.UserId} and purpose = 'timeline' order by subject");
        }
    }

    [Fact]
    public async Task Everybody_sees_what_is_theirs_to_see()
    {
        var (here, there) = (await Ward.Open(world), await Ward.Open(world, latitude: 52.4));
        var ride = await here.Transport();
        await Later(ride, "arrive-hospital");
        var name = $"patient-{world.Draw()}";
        var user = await world.AddPerson(name, "patient");
        (await here.Receive(Assert.Single(await here.Arriving()).Id, new { place = "waiting_room", priority = 3, patient_id = user })).Is(200);
        var visit = (await there.Clinic.Join(new { patient_id = user })).Id;

        // Who works at the other site sees that visit, and neither the call nor the first one.
        var seen = (await (await there.Nurse).Get($"/api/users/{user}/timeline")).Is(200);
        Assert.Equal(["ticket.joined"], seen["items"].EnumerateArray().Select(item => item.GetProperty("kind").GetString()));
        Assert.Equal([visit], Ids(seen, "ticket_ids"));
        (await (await there.Nurse).Get($"/api/patients/{ride.Patients[0]}/timeline")).Refused(404, "not_found");
        (await (await world.As("nurse", await world.Site())).Get($"/api/users/{user}/timeline")).Refused(404, "not_found");

        // The patient sees everything of their own, a supervisor of anybody's, and a dispatcher nothing of a hospital's.
        var own = (await (await world.SignIn(name)).Get($"/api/users/{user}/timeline")).Is(200);
        Assert.Equal(2, Ids(own, "ticket_ids").Length);
        Assert.Equal(own.Body.ToString(), (await (await world.Supervisor()).Get($"/api/users/{user}/timeline")).Is(200).Body.ToString());
        (await (await world.SignIn(name)).Get($"/api/users/{(await world.Dispatcher()).UserId}/timeline")).Refused(404, "not_found");
        (await (await world.Dispatcher()).Get($"/api/users/{user}/timeline")).Refused(403, "forbidden");
        (await (await world.Supervisor()).Get("/api/tickets/999999/timeline")).Refused(404, "not_found");
    }

    [Fact]
    public async Task Who_was_treated_at_the_scene_has_a_timeline_too()
    {
        var call = await world.Call(patients: 1);
        var response = (await world.Dispatch(call.Id, await world.Unit())).Id;
        (await (await world.Dispatcher()).Post($"/api/responses/{response}/clear", new { disposition = "TREATED_AND_RELEASED" })).Is(200);
        var timeline = (await (await world.Supervisor()).Get($"/api/patients/{call["patients"][0].GetProperty("id")}/timeline")).Is(200);
        Assert.Equal(
            ["call.closed", "call.received", "patient.treated_and_released", "response.assigned", "response.cleared"],
            timeline["items"].EnumerateArray().Select(item => item.GetProperty("kind").GetString()!).Order(StringComparer.Ordinal));
    }

    private async Task Later(Ride ride, string step)
    {
        world.Clock.Advance(TimeSpan.FromMinutes(5));
        await ride.Tap(step);
    }

    private static long[] Ids(Answer timeline, string member) => [.. timeline[member].EnumerateArray().Select(id => id.GetInt64())];
}
