using System.Globalization;
using System.Text.Json;
using Xunit;

namespace Attend.Tests.Dispatch;

public sealed class HospitalTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task A_hospital_is_made_on_a_hospital_site_once()
    {
        var site = await world.Site("hospital");
        var supervisor = await world.Supervisor();
        var mark = await world.Mark();

        var made = (await supervisor.Post("/api/hospitals", new
        {
            site_id = site, phone = "+49301", specialties = new[] { "stroke" }, total_beds = 30, available_beds = 12, load = "HIGH",
        })).Is(201);

        Assert.Equal(site, made["site_id"].GetInt64());
        Assert.Equal("HIGH", made["load"].GetString());
        Assert.Equal(0, made["expected_inbound"].GetInt32());
        Assert.Equal(["edit"], Actions(made));
        Assert.Equal(["dispatch.hospital_added"], await world.EventsSince(mark));
        Assert.Equal(12, await world.Row<int>($"select available_beds from dispatch.hospitals where id = {made.Id}"));
        (await supervisor.Post("/api/hospitals", new { site_id = site })).Refused(409, "hospital_exists");
        (await supervisor.Post("/api/hospitals", new { site_id = await world.Site() })).Refused(400, "invalid");
        (await supervisor.Post("/api/hospitals", new { site_id = 999_999 })).Refused(404, "unknown_site");
        (await supervisor.Post("/api/hospitals", new { site_id = await world.Site("hospital"), total_beds = 1, available_beds = 2 }))
            .Refused(400, "beds_out_of_range");
        (await (await world.Dispatcher()).Post("/api/hospitals", new { site_id = site })).Refused(403, "forbidden");
    }

    [Fact]
    public async Task Its_phone_and_specialties_are_edited_against_the_version_seen()
    {
        var id = await world.Hospital();
        var supervisor = await world.Supervisor();
        var mark = await world.Mark();

        (await supervisor.Patch($"/api/hospitals/{id}", new { phone = "+49302" })).Refused(428, "precondition_required");
        var edited = (await supervisor.Patch($"/api/hospitals/{id}", new { phone = "+49302", specialties = new[] { "burns" } }, 1)).Is(200);
        (await supervisor.Patch($"/api/hospitals/{id}", new { phone = "+49303" }, 1)).Refused(412, "precondition_failed");

        Assert.Equal("+49302", edited["phone"].GetString());
        Assert.Equal(2, edited["version"].GetInt64());
        Assert.Equal(["dispatch.hospital_changed"], await world.EventsSince(mark));
        (await supervisor.Patch($"/api/hospitals/{id}", new { available_beds = 3 }, 2)).Refused(400, "malformed_json");
    }

    [Fact]
    public async Task Only_the_hospital_itself_says_what_beds_it_has()
    {
        var (id, staff) = await Staffed();
        var (_, strangers) = await Staffed();
        var mark = await world.Mark();
        var path = $"/api/hospitals/{id}/capacity";

        var told = (await staff.Post(path, new { available_beds = 3, load = "FULL" })).Is(200);

        Assert.Equal((20, 3, "FULL"), (told["total_beds"].GetInt32(), told["available_beds"].GetInt32(), told["load"].GetString()));
        Assert.Equal(["dispatch.hospital_capacity_changed"], await world.EventsSince(mark));
        Assert.Equal($"hospital:{id}", await world.Row<string>($"select subject from platform.events where id > {mark}"));
        var data = await world.Row<JsonElement>($"select data from platform.events where id > {mark}");
        Assert.Equal(10, data.GetProperty("previous").GetProperty("available_beds").GetInt32());
        (await staff.Post(path, new { available_beds = 21 })).Refused(400, "beds_out_of_range");
        (await staff.Post(path, new { total_beds = 2 })).Refused(400, "beds_out_of_range");
        (await staff.Post(path, new { available_beds = -1 })).Refused(400, "invalid");
        (await staff.Post(path)).Refused(400, "invalid");
        (await strangers.Post(path, new { available_beds = 1 })).Refused(404, "not_found");
        (await (await world.Dispatcher()).Post(path, new { available_beds = 1 })).Refused(403, "forbidden");
        (await (await world.Admin()).Post(path, new { total_beds = 40 })).Is(200);
    }

    [Fact]
    public async Task A_diversion_ends_by_itself_at_its_time()
    {
        var (id, staff) = await Staffed();
        var until = world.Clock.Now.AddMinutes(30);
        var mark = await world.Mark();

        var diverted = (await staff.Post($"/api/hospitals/{id}/divert", new { reason = "CT is down", until })).Is(200);
        Assert.True(diverted["on_diversion"].GetBoolean());
        Assert.Equal(["capacity", "divert", "end_diversion"], Actions(diverted));
        // Asked again: the new time counts and the old one ends nothing.
        (await staff.Post($"/api/hospitals/{id}/divert", new { reason = "CT is down", until = until.AddMinutes(30) })).Is(200);
        world.Clock.Advance(TimeSpan.FromMinutes(31));
        await world.DueDone();
        Assert.True((await staff.Get($"/api/hospitals/{id}"))["on_diversion"].GetBoolean());
        world.Clock.Advance(TimeSpan.FromMinutes(30));
        await world.DueDone();

        var after = (await staff.Get($"/api/hospitals/{id}")).Is(200);
        Assert.False(after["on_diversion"].GetBoolean());
        Assert.Equal(JsonValueKind.Null, after["diversion_reason"].ValueKind);
        Assert.Equal(["dispatch.hospital_diverted", "dispatch.hospital_diverted", "dispatch.diversion_ended"], await world.EventsSince(mark));
        Assert.Equal(["user:" + staff.UserId, "user:" + staff.UserId, "system"],
            await world.Rows<string>($"select actor from platform.events where id > {mark} order by id"));
        Assert.Equal(0, await world.Row<long>($"select count(*) from platform.events where id > {mark} and data::text like '%CT%'"));
    }

    [Fact]
    public async Task A_diversion_is_ended_by_hand_and_only_once()
    {
        var (id, staff) = await Staffed();
        (await staff.Post($"/api/hospitals/{id}/end-diversion")).Refused(409, "not_on_diversion");
        (await staff.Post($"/api/hospitals/{id}/divert", new { reason = "full", until = world.Clock.Now.AddSeconds(-1) })).Refused(400, "invalid");
        (await staff.Post($"/api/hospitals/{id}/divert", new { until = world.Clock.Now.AddHours(1) })).Refused(400, "invalid");
        (await staff.Post($"/api/hospitals/{id}/divert", new { reason = "full", until = world.Clock.Now.AddHours(1) })).Is(200);
        var mark = await world.Mark();

        Assert.False((await staff.Post($"/api/hospitals/{id}/end-diversion")).Is(200)["on_diversion"].GetBoolean());

        Assert.Equal(["dispatch.diversion_ended"], await world.EventsSince(mark));
        Assert.Equal(0, await world.Row<long>($"select count(*) from platform.work where kind = 'dispatch.end_diversion' and key = {id.ToString(CultureInfo.InvariantCulture)}"));
    }

    [Fact]
    public async Task Staff_see_their_own_hospital_dispatchers_all()
    {
        var (id, staff) = await Staffed();
        var other = await world.Hospital();
        var dispatcher = await world.Dispatcher();

        Assert.Equal([id], Ids(await staff.Get("/api/hospitals")));
        (await staff.Get($"/api/hospitals/{other}")).Refused(404, "not_found");
        var all = Ids(await dispatcher.Get("/api/hospitals?limit=200"));
        Assert.Contains(id, all);
        Assert.Contains(other, all);
        Assert.Empty(Ids(await dispatcher.Get("/api/hospitals?load=FULL&load=HIGH&on_diversion=true")));
        (await world.Stranger.Get("/api/hospitals")).Refused(401, "unauthenticated");
        Assert.Single(Ids(await dispatcher.Get($"/api/hospitals?site_id={(await dispatcher.Get($"/api/hospitals/{id}"))["site_id"]}")));
    }

    private async Task<(long Id, Api Staff)> Staffed()
    {
        var id = await world.Hospital();
        var site = (await (await world.Dispatcher()).Get($"/api/hospitals/{id}"))["site_id"].GetInt64();
        return (id, await world.As("hospital", site));
    }

    private static List<string> Actions(Answer answer) => [.. answer["actions"].EnumerateArray().Select(action => action.GetString()!)];

    private static List<long> Ids(Answer page) => [.. page.Is(200)["items"].EnumerateArray().Select(item => item.GetProperty("id").GetInt64())];
}
