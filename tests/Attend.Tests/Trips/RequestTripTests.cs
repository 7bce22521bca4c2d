using Xunit;

namespace Attend.Tests.Trips;

public sealed class RequestTripTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task There_and_back_have_the_appointments_places_and_times_and_nobody_waits_twice()
    {
        var company = await Company.Open(world, 1);
        var (me, other) = (await world.As("therapist", company.Site), await world.As("therapist"));
        var starts = world.Clock.Now.AddHours(2);
        var booked = await company.Appointment(me, starts);
        var (appointment, address) = (booked.Id, await world.Row<string>($"select address from visits.appointments where id = {booked.Id}"));
        Task<Answer> Ask(Api api, object body) => api.Post("/api/trips", body);
        (await Ask(other, new { appointment_id = appointment, leg = "outbound" })).Refused(404, "unknown_appointment");
        (await Ask(me, new { appointment_id = appointment })).Refused(400, "invalid");
        (await Ask(me, new { appointment_id = appointment, leg = "outbound", passengers = new[] { new { user_id = other.UserId } } })).Refused(403, "only_oneself");
        var there = (await Ask(me, new { appointment_id = appointment, leg = "outbound", note = "At the back door" })).Is(201);
        Assert.Equal(("outbound", starts, address), (there["leg"].GetString(), there["arrive_by"].GetDateTimeOffset(), there["to"].GetProperty("address").GetString()));
        Assert.Equal(13.40, there["from"].GetProperty("longitude").GetDouble(), 6);
        Assert.InRange(there["pick_up_at"].GetDateTimeOffset(), starts.AddMinutes(-40), starts.AddMinutes(-10));
        Assert.Equal(me.UserId, there["passengers"][0].GetProperty("user_id").GetInt64());
        (await Ask(me, new { appointment_id = appointment, leg = "outbound" })).Refused(409, "already_requested");
        var back = (await Ask(me, new { appointment_id = appointment, leg = "return" })).Is(201);
        Assert.Equal((starts.AddHours(1), address), (back["pick_up_at"].GetDateTimeOffset(), back["from"].GetProperty("address").GetString()));
        (await (await company.Operator).Post("/api/trips", new { appointment_id = appointment, leg = "return" })).Refused(409, "already_requested");

        Assert.Equal(2, (await me.Get($"/api/trips?appointment_id={appointment}")).Is(200)["items"].GetArrayLength());
        Assert.Equal(0, (await other.Get("/api/trips")).Is(200)["items"].GetArrayLength());
        (await other.Get($"/api/trips/{there.Id}")).Refused(404, "not_found");
        (await other.Post($"/api/trips/{there.Id}/cancel")).Refused(404, "not_found");
        (await me.Post($"/api/trips/{there.Id}/depart")).Refused(403, "forbidden");
        Assert.Equal("CANCELLED", (await me.Post($"/api/trips/{there.Id}/cancel")).Is(200).State);
        // Nobody waits any more, so that it can be asked for again.
        (await Ask(me, new { appointment_id = appointment, leg = "outbound" })).Is(201);
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Of_several_who_ride_one_leaves_the_trip_to_the_others_and_the_last_cancels_it()
    {
        var company = await Company.Open(world);
        var (first, second) = (await world.As("therapist", company.Site), $"therapist-{world.Draw()}");
        var other = await world.AddPerson(second, "therapist", company.Site);
        var trip = await company.Trip(10, 50, new { passengers = new object[] { new { user_id = first.UserId }, new { user_id = other } } });
        var mark = await world.Mark();
        Assert.Equal("REQUESTED", (await first.Post($"/api/trips/{trip}/cancel", new { reason = "By bicycle" })).Is(200).State);
        Assert.Equal(["trips.rider_left"], await world.EventsSince(mark));
        Assert.Equal([other], await world.Rows<long>($"select user_id from trips.passengers where trip_id = {trip}"));
        (await first.Get($"/api/trips/{trip}")).Refused(404, "not_found");
        (await first.Post($"/api/trips/{trip}/cancel")).Refused(404, "not_found");
        Assert.Equal("CANCELLED", (await (await world.SignIn(second)).Post($"/api/trips/{trip}/cancel")).Is(200).State);
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task An_operator_asks_for_all_who_come_from_where_they_live()
    {
        var company = await Company.Open(world);
        var me = await world.As("therapist", company.Site);
        (await (await company.Operator).Put($"/api/users/{me.UserId}/working-hours", new
        {
            weekly = Array.Empty<object>(), special_days = Array.Empty<object>(), home = new { latitude = 52.6, longitude = 13.3 },
        }, version: 0)).Is(200);
        var appointment = (await company.Appointment(me, world.Clock.Now.AddHours(2))).Id;
        var there = (await (await company.Operator).Post("/api/trips", new { appointment_id = appointment, leg = "outbound" })).Is(201);
        Assert.Equal((me.UserId, 13.3), (there["passengers"][0].GetProperty("user_id").GetInt64(), there["from"].GetProperty("longitude").GetDouble()));
        (await company.Do(there.Id, "cancel")).Is(200);
        var described = (await (await company.Operator).Post("/api/trips", new { appointment_id = appointment, leg = "outbound", from_address = "The blue door" })).Is(201)["from"];
        Assert.Equal(("The blue door", 13.3), (described.GetProperty("address").GetString(), described.GetProperty("longitude").GetDouble()));
        var visited = await company.Appointment(me, world.Clock.Now.AddHours(5));
        var over = visited.Id;
        // Who reads the visit reads on which ways a car is not refused.
        async Task<IEnumerable<string?>> Ways(long id) =>
            (await me.Get($"/api/appointments/{id}")).Is(200)["appointment"].GetProperty("ways").EnumerateArray().Select(way => way.GetString());
        Assert.Equal(["outbound", "return"], await Ways(over));
        (await me.Post($"/api/places/{visited["places"][0].GetProperty("id").GetInt64()}/end", new { evv_exception = "entered_by_hand" })).Is(200);
        Assert.Equal(["return"], await Ways(over));
        (await me.Post("/api/trips", new { appointment_id = over, leg = "outbound" })).Refused(409, "appointment_over");
        // Home from what is over as soon as may be.
        Assert.Equal(System.Text.Json.JsonValueKind.Null, (await me.Post("/api/trips", new { appointment_id = over, leg = "return" })).Is(201)["pick_up_at"].ValueKind);
        var cancelled = (await company.Appointment(me, world.Clock.Now.AddHours(8))).Id;
        (await (await company.Operator).Post($"/api/appointments/{cancelled}/cancel", new { reason_code = "by_client" })).Is(200);
        Assert.Empty(await Ways(cancelled));
        (await (await company.Operator).Post("/api/trips", new { appointment_id = cancelled, leg = "return" })).Refused(409, "appointment_over");
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task One_sits_in_one_car_and_the_next_may_come_meanwhile()
    {
        var company = await Company.Open(world);
        var (me, drivers) = (await world.As("therapist", company.Site), new[] { await company.Driver(0), await company.Driver(0) });
        var appointment = (await company.Appointment(me, world.Clock.Now.AddHours(2))).Id;
        var oper = await company.Operator;
        var trips = new List<long>();
        foreach (var (leg, driver) in new[] { ("outbound", drivers[0]), ("return", drivers[1]) })
        {
            trips.Add((await oper.Post("/api/trips", new { appointment_id = appointment, leg, pick_up_at = world.Clock.Now })).Is(201).Id);
            (await company.Assign(trips[^1], driver)).Is(200);
            (await driver.Api.Post($"/api/offers/{await company.Offer(trips[^1], driver)}/accept")).Is(200);
        }

        (await drivers[0].Api.Post($"/api/trips/{trips[0]}/board")).Is(200);
        (await drivers[1].Api.Post($"/api/trips/{trips[1]}/arrive")).Is(200);
        (await drivers[1].Api.Post($"/api/trips/{trips[1]}/board")).Refused(409, "passenger_rides");
        Assert.Equal("AT_PICKUP", await company.State(trips[1]));
        (await drivers[0].Api.Post($"/api/trips/{trips[0]}/drop-off")).Is(200);
        (await drivers[1].Api.Post($"/api/trips/{trips[1]}/board")).Is(200);
        Assert.Equal([trips[1]], await world.Rows<long>($"select trip_id from trips.passengers where user_id = {me.UserId} and riding"));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Without_an_appointment_one_waits_for_one_car_and_is_named_once()
    {
        var company = await Company.Open(world);
        var name = $"therapist-{world.Draw()}";
        var rider = await world.AddPerson(name, "therapist", company.Site);
        var me = await world.SignIn(name);
        var wish = new { site_id = company.Site, from = Company.Place(1), to = Company.Place(2), urgency = "urgent" };
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => me.Post("/api/trips", wish)));
        var first = Assert.Single(answers, answer => answer.Number == 201);
        Assert.All(answers.Where(answer => answer != first), loser => loser.Refused(409, "already_requested"));
        (await company.Try(but: new { passengers = new[] { new { user_id = rider } } })).Refused(409, "already_requested");
        (await me.Post($"/api/trips/{first.Id}/cancel")).Is(200);
        (await me.Post("/api/trips", wish)).Is(201);
        (await company.Try(but: new { passengers = new[] { new { user_id = rider }, new { user_id = rider } } })).Refused(400, "invalid");
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Who_rides_is_one_of_the_site_or_comes_to_the_appointment_and_nobody_learns_of_others()
    {
        var (company, elsewhere) = (await Company.Open(world), await world.Site("base"));
        var (stranger, everywhere) = (await world.AddPerson($"therapist-{world.Draw()}", "therapist", elsewhere), await world.AddPerson($"nurse-{world.Draw()}", "nurse"));
        Task<Answer> Ask(params long[] riders) => company.Try(but: new { passengers = riders.Select(rider => new { user_id = rider }) });
        var oper = await company.Operator;
        var mark = await world.Mark();
        Assert.DoesNotContain("therapist-", (await Ask(stranger)).Refused(404, "unknown_passenger").Body.GetRawText(), StringComparison.Ordinal);
        (await Ask(everywhere, stranger)).Refused(404, "unknown_passenger");
        Assert.Empty(await world.EventsSince(mark));
        Assert.False(await world.Row<bool>($"select exists (select from trips.passengers where user_id = {stranger})"));
        (await Ask(everywhere)).Is(201);

        // Who has gone to another site since still comes to what they took.
        var name = $"therapist-{world.Draw()}";
        var therapist = await world.AddPerson(name, "therapist", company.Site);
        var appointment = (await company.Appointment(await world.SignIn(name), world.Clock.Now.AddHours(2))).Id;
        await world.Db.Run($"update people.user_roles set site_id = {elsewhere} where user_id = {therapist}");
        var trip = (await oper.Post("/api/trips", new { appointment_id = appointment, leg = "outbound" })).Is(201);
        Assert.Equal(therapist, trip["passengers"][0].GetProperty("user_id").GetInt64());
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task What_cannot_be_asked_for_is_refused_by_name()
    {
        var company = await Company.Open(world);
        (await company.Try(but: new { leg = "outbound" })).Refused(400, "invalid");
        (await company.Try(but: new { site_id = (long?)null })).Refused(400, "invalid");
        (await company.Try(but: new { site_id = 999_999 })).Refused(404, "unknown_trip_site");
        (await company.Try(but: new { site_id = await world.Site() })).Refused(404, "unknown_trip_site");
        (await company.Try(but: new { appointment_id = 999_999, leg = "return", site_id = (long?)null })).Refused(404, "unknown_appointment");
        (await company.Try(but: new { from = (object?)null })).Refused(400, "unknown_place");
        (await company.Try(but: new { from = new { address = "Somewhere", latitude = 91, longitude = 0 } })).Refused(400, "invalid");
        (await company.Try(but: new { from = new { address = "Somewhere", latitude = 9 } })).Refused(400, "invalid");
        (await company.Try(but: new { from_address = "The blue door" })).Refused(400, "invalid");
        (await company.Try(but: new { from = (object?)null, from_address = " " })).Refused(400, "invalid");
        (await company.Try(but: new { passengers = (object?)null })).Refused(400, "invalid");
        (await company.Try(but: new { passengers = new object[] { new { } } })).Refused(400, "invalid");
        (await company.Try(but: new { passengers = new object[] { new { user_id = 999_999 } } })).Refused(404, "unknown_passenger");
        (await company.Try(but: new { needed_skills = new[] { "Very tall" } })).Refused(400, "invalid");
        (await company.Try(but: new { urgency = "soon" })).Is(400);
        (await (await world.As("therapist", await world.Site())).Post("/api/trips", new
        {
            site_id = company.Site, from = Company.Place(1), to = Company.Place(2),
        })).Refused(404, "unknown_trip_site");
        (await (await world.As("patient")).Get("/api/trips")).Refused(403, "forbidden");
    }

    [Fact]
    public async Task What_is_urgent_is_driven_at_once_by_the_nearest_who_is_free()
    {
        var company = await Company.Open(world);
        var (far, near, nearest) = (await company.Driver(300), await company.Driver(60), await company.Driver(12));
        await company.Taken(nearest);
        var mark = await world.Mark();
        var asked = (await company.Try(10, 50, new { urgency = "urgent", pick_up_at = world.Clock.Now.AddHours(4) })).Is(201);
        Assert.Equal(("ASSIGNED", near.Id), (asked.State, asked["driver_id"].GetInt64()));
        Assert.Equal(["trips.trip_requested", "trips.run_begun", "trips.driver_assigned", "trips.offer_made"], await world.EventsSince(mark));
        Assert.Equal(far.Id, (await company.Try(10, 50, new { urgency = "urgent" })).Is(201)["driver_id"].GetInt64());
        // Nobody is free: it waits, and whoever is first has it.
        var waits = (await company.Try(10, 50, new { urgency = "urgent" })).Is(201);
        Assert.Equal("REQUESTED", waits.State);
        world.Clock.Advance(TimeSpan.FromSeconds(5));
        var list = (await (await company.Operator).Get($"/api/trips?site_id={company.Site}&waiting=true")).Is(200)["items"];
        Assert.Equal((waits.Id, 5L), (list[0].GetProperty("id").GetInt64(), list[0].GetProperty("waiting_seconds").GetInt64()));
        (await company.Do(asked.Id, "cancel")).Is(200);
        await world.DueDone();
        Assert.Equal(near.Id, await world.Row<long>($"select driver_id from trips.trips where id = {waits.Id}"));
        Assert.Equal("", await world.Violations());
    }
}
