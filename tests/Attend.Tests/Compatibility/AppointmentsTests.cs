using System.Globalization;
using System.Text.Json;
using Attend.Tests.Trips;
using Xunit;

namespace Attend.Tests.Compatibility;

public sealed class AppointmentsTests(World world) : IClassFixture<World>
{
    private const string Path = "/api/scheduling/appointments";

    [Fact]
    public async Task An_operator_books_by_the_clock_of_the_site()
    {
        var company = await Company.Open(world);
        var (oper, therapist) = (await company.Operator, await world.As("therapist", company.Site));
        var (client, service) = await OldVisit.Agreed(company);
        var day = world.Clock.Now.AddDays(3).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var made = (await oper.Post(Path + "/", new
        {
            patient = client, therapist = therapist.UserId, services = new[] { service }, date = day, start_time = "09:30:00", duration_minutes = 90, notes = "Rings twice",
            location = "Back house 3", override_reason = "No hours", unknown = "passed over",
        })).Is(201);
        Assert.Equal(OldWorld.AppointmentFields, made.Body.Fields());
        Assert.Equal($"{Path}/{made.Id}/", made.Message.Headers.Location?.OriginalString);
        Assert.Equal((day, "09:30:00", "11:00:00", 90, "pending", "Pending", "Rings twice", "Back house 3", "unpaid"), (
            made["date"].GetString(), made["start_time"].GetString(), made["end_time"].GetString(), made["duration_minutes"].GetInt32(), made["status"].GetString(),
            made["status_display"].GetString(), made["notes"].GetString(), made["location"].GetString(), made["payment_status"].GetString()));
        Assert.Equal((client, therapist.UserId, oper.UserId, world.Clock.Now), (
            made["patient"].GetInt64(), made["therapist"].GetInt64(), made["operator"].GetInt64(), made["created_at"].GetDateTimeOffset()));
        Assert.Equal([service], made["services"].EnumerateArray().Select(one => one.GetInt64()));
        Assert.Equal(["id", "name", "duration_minutes", "price"], made["services_details"][0].Fields());
        Assert.Equal(60, made["services_details"][0].GetProperty("duration_minutes").GetInt32());
        foreach (var field in new[] { "driver", "driver_name", "pickup_request_time", "pickup_urgency", "pickup_location", "therapist_accepted", "driver_accepted", "rejected_by", "return_driver" })
        {
            Assert.Equal(JsonValueKind.Null, made[field].ValueKind);
        }

        // 9:30 in Berlin.
        var starts = await world.Row<DateTimeOffset>($"select starts_at from visits.appointments where id = {made.Id}");
        Assert.Equal(await world.Row<DateTimeOffset>($"select {day + " 09:30"}::timestamp at time zone s.zone from people.sites s where s.id = {company.Site}"), starts);
        Assert.Equal("09:30:00", (await therapist.Get($"{Path}/{made.Id}")).Is(200)["start_time"].GetString());

        var open = (await oper.Post(Path, new { client, services = $"{service}", date = day, start_time = "23:00", end_time = "01:00" })).Is(201);
        Assert.Equal((120, JsonValueKind.Null), (open["duration_minutes"].GetInt32(), open["therapist"].ValueKind));
        Assert.Equal("No therapist comes to this appointment", (await oper.Patch($"{Path}/{open.Id}/", new { status = "pickup_requested" })).Error(409));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task What_cannot_be_booked_is_told_by_field()
    {
        var company = await Company.Open(world);
        var (oper, therapist) = (await company.Operator, await world.As("therapist", company.Site));
        var (client, service) = await OldVisit.Agreed(company);
        async Task<Answer> Book(object? patient = null, object? whom = null, object? services = null, string? date = "2026-06-01", string? from = "09:00", string? to = "10:00", string? notes = null) =>
            await oper.Post(Path, new { patient = patient ?? client, therapist = whom ?? therapist.UserId, services = services ?? new[] { service }, date, start_time = from, end_time = to, notes, override_reason = "No hours" });
        var empty = await oper.Post(Path, new { });
        foreach (var field in new[] { "patient", "services", "date", "start_time" })
        {
            Assert.Equal("This field is required.", empty.Wrong(field));
        }

        Assert.Equal("Invalid pk \"999999\" - object does not exist.", (await Book(patient: 999_999)).Wrong("patient"));
        Assert.Equal("Invalid pk \"999999\" - object does not exist.", (await Book(whom: 999_999)).Wrong("therapist"));
        Assert.StartsWith("There is no such service", (await Book(services: new[] { 999_999 })).Wrong("services"), StringComparison.Ordinal);
        Assert.Equal("A valid integer is required.", (await Book(services: new[] { "washing" })).Wrong("services"));
        Assert.Equal("Date has wrong format; use YYYY-MM-DD.", (await Book(date: "1.6.2026")).Wrong("date"));
        Assert.Equal("Date has wrong format; use YYYY-MM-DD.", (await Book(date: "9999-12-31")).Wrong("date"));
        Assert.Equal("Time has wrong format; use hh:mm.", (await Book(from: "25:00")).Wrong("start_time"));
        Assert.Equal("lies in the past", (await Book(date: "2020-01-01")).Wrong("start_time"));
        var far = world.Clock.Now.AddDays(5).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        (await Book(date: far)).Is(201);
        Assert.Equal("This therapist has another visit at that time.", (await Book(patient: (await OldVisit.Agreed(company)).Client, date: far)).Error(409));
        Assert.Equal("This client has another visit at that time; a reason lets both be.",
            (await oper.Post(Path, new { patient = client, services = new[] { service }, date = far, start_time = "09:30" })).Error(409));
        var other = await (await Company.Open(world)).Operator;
        Assert.Equal($"Invalid pk \"{client}\" - object does not exist.", (await other.Post(Path, new { patient = client, services = new[] { service }, date = far, start_time = "12:00" })).Wrong("patient"));
        // Nor by what else is wrong with it.
        Assert.Equal($"Invalid pk \"{client}\" - object does not exist.", (await other.Post(Path, new { patient = client, services = new[] { service }, date = "2020-01-01", start_time = "12:00" })).Wrong("patient"));
        Assert.Equal("Only operators can create appointments", (await therapist.Post(Path + "/", new { patient = client })).Error(403));
    }

    [Fact]
    public async Task Lists_are_bare_arrays_the_newest_first_and_everybodys_own()
    {
        var visit = await OldVisit.Open(world);
        var other = await OldVisit.Another(visit.Company, hours: 30);
        var third = await OldVisit.Another(visit.Company, accepted: false, hours: 60);
        async Task<long[]> Ids(Api who, string query = "") => [.. (await who.Get($"{Path}/{query}")).Is(200).Body.EnumerateArray().Select(one => one.GetProperty("id").GetInt64())];
        Assert.Equal([third.Id, other.Id, visit.Id], await Ids(visit.Operator));
        Assert.Equal([third.Id, other.Id, visit.Id], await Ids(visit.Therapist));
        Assert.Empty(await Ids(visit.Driver.Api));
        (await visit.Say(visit.Therapist, "pickup_requested")).Is(200);
        (await visit.Assign()).Is(200);
        Assert.Equal([visit.Id], await Ids(visit.Driver.Api));
        Assert.Equal([visit.Id], await Ids(visit.Operator, "?status=driver_assigned_pickup"));
        Assert.Equal([other.Id], await Ids(visit.Operator, "?status=CONFIRMED"));
        Assert.Equal([visit.Id], await Ids(visit.Operator, $"?driver={visit.Driver.Id}"));
        Assert.Equal(3, (await Ids(visit.Operator, $"?therapist={visit.Therapist.UserId}")).Length);
        var (patient, date) = ((await visit.Operator.Get($"{Path}/{other.Id}/"))["patient"].GetInt64(), (await visit.Operator.Get($"{Path}/{other.Id}/"))["date"].GetString());
        Assert.Equal([other.Id], await Ids(visit.Operator, $"?patient={patient}&date={date}"));
        Assert.Equal([other.Id], await Ids(visit.Operator, $"?status=confirmed&date={date}"));
        foreach (var nothing in new[] { "?status=lost", "?driver=me", "?date=tomorrow", "?therapist=-3", "?patient=99999999999999999999" })
        {
            Assert.Empty(await Ids(visit.Operator, nothing));
        }

        var row = (await visit.Operator.Get(Path)).Is(200).Body[0];
        Assert.Equal(OldWorld.AppointmentFields, row.Fields());
        Assert.Equal("Not authorized to view appointments", (await (await world.As("nurse")).Get(Path)).Error(403));
    }

    [Fact]
    public async Task Who_is_only_asked_does_not_end_it_days_before_also_with_notes()
    {
        var visit = await OldVisit.Open(world, accepted: false);
        (await visit.Patch(visit.Therapist, new { status = "no_show", notes = "Nobody there" })).Error(409);
        Assert.Equal("Rings twice", await world.Row<string>($"select notes from visits.appointments where id = {visit.Id}"));
        Assert.Equal("no_show", (await visit.Say(visit.Operator, "no_show")).Is(200)["status"].GetString());
    }

    [Fact]
    public async Task What_asks_for_a_proof_ends_with_a_code_as_those_screens_take_none()
    {
        var visit = await OldVisit.Open(world);
        await world.Db.Run($"update visits.appointment_services set proof_required = true where appointment_id = {visit.Id}");
        world.Clock.Advance(TimeSpan.FromHours(2));
        (await visit.Patch(visit.Therapist, new { status = "in_progress", latitude = 52.53, longitude = 13.45 })).Is(200);
        (await visit.Patch(visit.Therapist, new { status = "completed", latitude = 52.53, longitude = 13.45 })).Is(200);
        Assert.Equal("other: The screen that was used takes no proof.", await world.Row<string>($"select evv_exception || ': ' || evv_note from visits.places where id = {visit.Place}"));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task A_driver_knows_what_is_done_there_from_taking_the_trip_to_its_end()
    {
        var visit = await OldVisit.Open(world, drivers: 2);
        var (driver, other) = (visit.Driver.Api, visit.Company.Drivers[1].Api);
        (await visit.Say(visit.Therapist, "pickup_requested")).Is(200);
        var trip = await world.Row<long>($"select id from trips.trips where appointment_id = {visit.Id}");
        (await visit.Company.Do(trip, "offer")).Is(200);
        async Task<(string, int, JsonValueKind)> Reads(Api who)
        {
            var read = (await who.Get($"/api/scheduling/appointments/{visit.Id}")).Is(200);
            return (read["notes"].GetString()!, read["services_details"].GetArrayLength(), read["payment_status"].ValueKind);
        }

        var nothing = ("", 0, JsonValueKind.Null);
        var asked = await world.Rows<long>($"select driver_id from trips.offers where trip_id = {trip} and state = 'OPEN'");
        foreach (var one in new[] { driver, other }.Where(one => asked.Contains(one.UserId)))
        {
            Assert.Equal(nothing, await Reads(one));
            Assert.Equal("Not authorized to update this appointment", (await visit.Patch(one, new { notes = "" })).Error(403));
        }

        (await visit.Patch(driver, new { driver_accepted = true })).Is(200);
        Assert.Equal(("Rings twice", 1, JsonValueKind.String), await Reads(driver));
        Assert.Equal("Rings once", (await visit.Patch(driver, new { notes = "Rings once" })).Is(200)["notes"].GetString());
        foreach (var status in new[] { "driver_en_route_pickup", "driver_arrived_pickup", "therapist_picked_up", "arrived" })
        {
            await visit.Moves(driver, status);
        }

        Assert.Equal(nothing, await Reads(driver));
        Assert.Equal("Not authorized to update this appointment", (await visit.Patch(driver, new { notes = "" })).Error(403));
        Assert.Equal("Rings once", await world.Row<string>($"select notes from visits.appointments where id = {visit.Id}"));
    }

    [Fact]
    public async Task Why_somebody_said_no_is_read_by_those_who_plan_and_by_whoever_said_it()
    {
        var visit = await OldVisit.Open(world, drivers: 2);
        var (driver, other) = (visit.Driver.Api, visit.Company.Drivers[1].Api);
        async Task<(string?, long?, string?)> Reads(Api who)
        {
            var read = (await who.Get($"{Path}/{visit.Id}/")).Is(200);
            return (read["rejection_reason"].GetString(), read["rejected_by"] is { ValueKind: JsonValueKind.Number } by ? by.GetInt64() : null, read["cancellation_reason"].GetString());
        }

        // A driver said no: not the therapist's to know, nor that of whoever is asked next.
        (await visit.Say(visit.Therapist, "pickup_requested")).Is(200);
        (await visit.Assign()).Is(200);
        (await visit.Patch(driver, new { driver_accepted = false, rejection_reason = "Ill" })).Is(200);
        Assert.Equal(("Ill", driver.UserId, ""), await Reads(visit.Operator));
        Assert.Equal(("Ill", driver.UserId, ""), await Reads(await world.Supervisor()));
        Assert.Equal(("", null, ""), await Reads(visit.Therapist));
        Assert.Equal(("", null, ""), await Reads(await world.Admin()));
        var trip = await world.Row<long>($"select id from trips.trips where appointment_id = {visit.Id}");
        if (await visit.Company.State(trip) is "REQUESTED")
        {
            (await visit.Company.Do(trip, "offer")).Is(200);
        }

        Assert.Equal(("", null, ""), await Reads(other));
        (await visit.Patch(other, new { driver_accepted = true })).Is(200);

        // A client is not there, says the therapist; the driver has it to the end and is not told why.
        await visit.Moves(other, "driver_en_route_pickup");
        await visit.Moves(other, "driver_arrived_pickup");
        await visit.Moves(other, "therapist_picked_up");
        await visit.Moves(other, "arrived");
        (await visit.Patch(visit.Therapist, new { status = "no_show", rejection_reason = "In hospital again" })).Is(200);
        Assert.Equal("In hospital again", (await Reads(visit.Therapist)).Item3);
        Assert.Equal("In hospital again", (await Reads(visit.Operator)).Item3);
        Assert.Equal("", (await Reads(other)).Item3);
        Assert.Equal("", (await other.Get(Path)).Is(200).Body.EnumerateArray().Select(one => one.GetProperty("cancellation_reason").GetString()).Distinct().Single());

        // A therapist says no to one that a driver has.
        var given = await OldVisit.Another(visit.Company, hours: 9);
        (await given.Say(given.Therapist, "pickup_requested")).Is(200);
        (await given.Assign(visit.Company.Drivers[1])).Is(200);
        (await given.Patch(given.Therapist, new { status = "rejected", rejection_reason = "My back" })).Is(200);
        async Task<(string?, JsonValueKind)> Given(Api who)
        {
            var read = (await who.Get($"{Path}/{given.Id}/")).Is(200);
            return (read["rejection_reason"].GetString(), read["rejected_by"].ValueKind);
        }

        Assert.Equal(("My back", JsonValueKind.Number), await Given(given.Operator));
        Assert.Equal(("", JsonValueKind.Null), await Given(other));

        // An operator cancels one: whoever was to come hears that it is off, not why.
        var off = await OldVisit.Another(visit.Company, hours: 15);
        (await off.Patch(off.Operator, new { status = "cancelled", rejection_reason = "Quarrel with the family" })).Is(200);
        Assert.Equal("Quarrel with the family", (await off.Operator.Get($"{Path}/{off.Id}/")).Is(200)["cancellation_reason"].GetString());
        Assert.Equal("", (await off.Therapist.Get($"{Path}/{off.Id}/")).Is(200)["cancellation_reason"].GetString());
        Assert.Equal("", await world.Violations());
    }
}
