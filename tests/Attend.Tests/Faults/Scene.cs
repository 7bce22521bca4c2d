using System.Globalization;

namespace Attend.Tests.Faults;

/// <summary>
/// One of everything, so that a wrong request is wrong only in what the test made wrong: a call with a patient, a unit on its way to it,
/// a hospital, somebody to do things to. What an address or a field calls an id is found here by its name.
/// </summary>
internal sealed class Scene
{
    private static readonly string[] Steps = ["acknowledge", "depart", "arrive", "transport", "arrive-hospital"];

    private static readonly string[] VisitSteps = ["accept", "set-out", "arrive", "start"];

    private readonly Dictionary<string, string> nouns = new(StringComparer.Ordinal);

    public static async Task<Scene> Make(World world, Random random)
    {
        var scene = new Scene();
        await scene.Build(world, random);
        return scene;
    }

    /// <summary>The value of a parameter in an address, by the word before it; a noun nobody thought of ends the test.</summary>
    public string InAddress(string noun, string parameter) =>
        nouns.TryGetValue(parameter is "id" ? noun : parameter, out var value) || nouns.TryGetValue(noun, out value)
            ? value
            : throw new KeyNotFoundException($"The scene has nothing for {{{parameter}}} behind '{noun}'; add it.");

    /// <summary>The id that a field of this name means; null when it means none.</summary>
    public long? InBody(string field) => field switch
    {
        "unit_id" or "ambulance_id" => Id("units"),
        "call_id" or "emergency_call_id" => Id("calls"),
        "into" => Id("other"),
        "response_id" => Id("responses"),
        "hospital_id" => Id("hospitals"),
        "patient_ids" => Id("patients"),
        "user_id" => Id("users"),
        "user_ids" or "crew" or "paramedic_id" => Id("crew"),
        "site_id" or "home_site_id" => Id("sites"),
        "queue_id" or "queue_ids" or "queues" or "service_id" => Id("queues"),
        "notification_id" => Id("notifications"),
        "desk_id" => Id("desks"),
        "driver_id" or "driver" => Id("drivers"),
        "vehicle_id" => Id("cars"),
        "run_id" => Id("runs"),
        "appointment_id" => Id("appointments"),
        "client_id" or "patient" => Id("clients"),
        "place_id" => Id("places"),
        "therapist_id" or "therapist_ids" or "therapist" => Id("therapists"),
        "service_ids" => Id("services"),
        _ => null,
    };

    private long Id(string noun) => long.Parse(nouns[noun], CultureInfo.InvariantCulture);

    private async Task Build(World world, Random random)
    {
        var (admin, dispatcher, supervisor) = (await world.Admin(), await world.Dispatcher(), await world.Supervisor());
        var unit = await world.Unit();
        var call = await world.Call(patients: 1);
        var hospital = await world.Hospital();
        var victim = await world.AddPerson($"victim-{world.Draw()}", "paramedic");
        Set("units", unit.Id);
        Set("ambulances", unit.Id);
        Set("calls", call.Id);
        Set("emergencies", call.Id);
        Set("active", call.Id);
        Set("my-active", call.Id);
        Set("other", (await world.Call()).Id);
        Set("hospitals", hospital);
        Set("hospital", hospital);
        Set("users", victim);
        Set("paramedics", victim);
        Set("crew", unit.Crew[0].Id);
        Set("sites", unit.Site);
        Set("patients", call["patients"][0].GetProperty("id").GetInt64());
        Set("callers", call["callers"][0].GetProperty("id").GetInt64());
        var response = await world.Dispatch(call.Id, unit);
        Set("responses", response.Id);
        foreach (var step in Steps.Take(random.Next(Steps.Length + 1)))
        {
            await dispatcher.Post($"/api/responses/{response.Id}/{step}", step is "transport" ? new { hospital_id = hospital } : null);
        }

        Set("shifts", (await supervisor.Post("/api/shifts", new
        {
            user_id = victim, site_id = unit.Site, from = world.Clock.Now.AddDays(1), to = world.Clock.Now.AddDays(2),
        })).Is(201).Id);
        Set("warnings", (await supervisor.Post("/api/warnings", new
        {
            address = $"Teststrasse {world.Draw()}", kind = "ACCESS", text = "The bell is broken", review_on = "2026-06-01",
        })).Is(201).Id);
        Set("device-tokens", (await supervisor.Post($"/api/units/{unit.Id}/device-tokens", new { name = "tablet" })).Is(201).Id);
        Set("licenceId", (await admin.Post($"/api/users/{victim}/licences", new { kind = "driving", number = "7", expires_on = "2027-01-01" })).Is(201).Id);
        Set("holdId", (await admin.Post($"/api/users/{victim}/holds", new { reason = "A lawsuit" })).Is(201).Id);
        nouns["holds"] = nouns["holdId"];
        await supervisor.Post($"/api/units/{unit.Id}/distress", new { });
        var request = (await world.Stranger.Post("/api/requests", new { location = new { address = "Somewhere" } })).Is(201);
        nouns["requests"] = nouns["request"] = request["token"].GetString()!;
        Set("alarms", await world.Row<long>($"select coalesce(max(id), 0) from dispatch.alarms"));
        Set("pre-alerts", await world.Row<long>($"select coalesce(max(id), 0) from dispatch.pre_alerts"));
        Set("sessions", await world.Row<long>($"select coalesce(max(id), 0) from people.sessions where user_id = {victim}"));
        Set("tokens", 999_999);
        Set("passkeys", await world.Row<long>($"""
            insert into people.passkeys (user_id, name, domain, credential_id, public_key, sign_count, transports, backup_eligible, backed_up, created_at)
            values ({victim}, 'phone', 'localhost', int8send({victim}), '', 0, array['internal'], true, true, {world.Clock.Now}) returning id
            """));
        nouns["passkeyId"] = nouns["passkeys"];
        Set("devices", 999_999);
        Set("notifications", await world.Row<long>($"select coalesce(max(id), 0) from notifications.deliveries"));
        Set("webhooks", (await admin.Post("/api/admin/webhooks", new { name = "Siren", address = "https://siren.example.org", kinds = new[] { "alarm" } })).Is(201)["webhook"].GetProperty("id").GetInt64());
        nouns["test"] = nouns["notifications"];
        nouns["reference"] = Guid.NewGuid().ToString("n");
        nouns["way"] = "in_app";
        nouns["ways"] = "email";
        Set("deliveries", await world.Row<long>($"select coalesce(max(id), 0) from notifications.deliveries"));
        var queue = (await supervisor.Post("/api/queues", new { site_id = unit.Site, code = $"Q{world.Draw()}", queue = new { name = "Clinic" } })).Is(201).Id;
        (await supervisor.Post($"/api/queues/{queue}/open", new { })).Is(200);
        var desk = (await supervisor.Post("/api/desks", new { site_id = unit.Site, desk = new { name = $"Room {world.Draw()}", queues = new[] { queue } } })).Is(201).Id;
        (await supervisor.Post($"/api/desks/{desk}/open")).Is(200);
        var ticket = (await world.Stranger.Post($"/api/queues/{queue}/tickets", new { name = "Somebody" })).Is(201);
        Set("queues", queue);
        Set("desks", desk);
        Set("tickets", ticket.Id);
        foreach (var noun in (string[])["status", "logs", "schedules", "service", "call-next"])
        {
            Set(noun, queue);
        }

        Set("complete-consultation", ticket.Id);
        nouns["ticket-status"] = nouns["number"] = ticket["ticket_number"].GetString()!;
        nouns["my-tickets"] = nouns["ticket"] = ticket["token"].GetString()!;
        nouns["queue"] = nouns["code"] = await world.Row<string>($"select code from queues.queues where id = {queue}");
        Set("arrivals", 999_999);
        var plan = new { places = 5, lead_minutes = 0, weekly = Enumerable.Range(1, 7).Select(day => new { day, from = "00:00", to = "00:00" }) };
        (await supervisor.Put($"/api/queues/{queue}/booking-plan", plan, version: 0)).Is(200);
        var slot = new DateTimeOffset(world.Clock.Now.UtcDateTime.Date, TimeSpan.Zero).AddDays(2);
        var booking = (await supervisor.Post("/api/bookings", new { queue_id = queue, starts_at = slot, name = "Somebody" })).Is(201);
        Set("bookings", booking.Id);
        nouns["my-bookings"] = booking["token"].GetString()!;
        await Drive(world, supervisor, unit.Site);
        Set("services", (await supervisor.Post("/api/services", new { site_id = unit.Site, service = new { name = $"Service {world.Draw()}", minutes = 30 } })).Is(201).Id);
        var client = new { name = "Somebody", address = $"Teststrasse {world.Draw()}", latitude = 52.5, longitude = 13.4 };
        Set("clients", (await supervisor.Post("/api/clients", new { site_id = unit.Site, client })).Is(201).Id);
        Set("therapists", await world.AddPerson($"therapist-{world.Draw()}", "therapist"));
        var appointment = (await supervisor.Post("/api/appointments", new
        {
            client_id = Id("clients"), service_ids = new[] { Id("services") }, starts_at = slot, therapist_ids = new[] { Id("therapists") }, override_reason = "No hours",
        })).Is(201);
        Set("appointments", appointment.Id);
        nouns["visit"] = appointment["token"].GetString()!;
        Set("places", appointment["places"][0].GetProperty("id").GetInt64());
        Set("series", (await supervisor.Post("/api/series", new
        {
            client_id = Id("clients"), service_ids = new[] { Id("services") }, rule = "FREQ=WEEKLY;COUNT=3", first_start = slot.AddDays(7).ToString("yyyy-MM-ddT09:00", CultureInfo.InvariantCulture),
        })).Is(201).Id);
        foreach (var step in VisitSteps.Take(random.Next(VisitSteps.Length + 1)))
        {
            await supervisor.Post($"/api/places/{Id("places")}/{step}");
        }

        Set("site_id", unit.Site);
        nouns["from"] = nouns["starts_at"] = "2026-05-19T00:00:00Z";
        nouns["to"] = "2026-05-20T00:00:00Z";
        (nouns["rule"], nouns["first_start"]) = ("FREQ=WEEKLY;COUNT=3", "2026-05-19T09:00");
        nouns["latitude"] = nouns["longitude"] = "45.5";
        Set("photoId", 999_999);
        nouns["tokenId"] = nouns["device-tokens"];
        nouns["kind"] = "calls";
        nouns["interval"] = "RESPONSE";
        nouns["priority"] = "HIGH";
    }

    /// <summary>A driver who was given a trip and has not said that they know.</summary>
    private async Task Drive(World world, Api supervisor, long site)
    {
        var driver = await world.AddPerson($"driver-{world.Draw()}", "driver");
        var car = (await supervisor.Post("/api/units", new
        {
            unit_number = $"C{world.Draw()}", kind = "car", level = "BASIC", seats = 3, equipment = Array.Empty<string>(), home_site_id = site,
        })).Is(201).Id;
        (await supervisor.Post("/api/shifts", new { user_id = driver, site_id = site, from = world.Clock.Now.AddDays(-1) })).Is(201);
        (await supervisor.Put($"/api/drivers/{driver}", new { site_id = site, vehicle_id = car, seats = 3 }, version: 0)).Is(200);
        var trip = (await supervisor.Post("/api/trips", new
        {
            site_id = site, from = new { address = "Here", latitude = 52.51, longitude = 13.41 }, to = new { address = "There", latitude = 52.52, longitude = 13.42 },
            passengers = new[] { new { name = "Somebody" } },
        })).Is(201).Id;
        (await supervisor.Post($"/api/trips/{trip}/assign", new { driver_id = driver })).Is(200);
        Set("drivers", driver);
        Set("cars", car);
        Set("trips", trip);
        Set("runs", await world.Row<long>($"select run_id from trips.trips where id = {trip}"));
        Set("offers", await world.Row<long>($"select id from trips.offers where trip_id = {trip}"));
    }

    private void Set(string noun, long id) => nouns[noun] = id.ToString(CultureInfo.InvariantCulture);
}
