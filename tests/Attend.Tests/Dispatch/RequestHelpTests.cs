using System.Net.Http.Headers;
using System.Text;
using Attend.Fleet;
using Attend.Platform.Database;
using Attend.Tests.Platform.Live;
using Microsoft.Extensions.DependencyInjection;
using Attend.Tests.PublicRequests;
using Xunit;

namespace Attend.Tests.Dispatch;

/// <summary>Each test has a world of its own: all of them ask from one device, and how often is limited.</summary>
public sealed class RequestHelpTests(TestPostgres postgres) : IAsyncLifetime
{
    private readonly World world = new(postgres);

    public ValueTask InitializeAsync() => world.InitializeAsync();

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Fact]
    public async Task A_stranger_asks_for_help_and_is_called_back()
    {
        var mark = await world.Mark();
        var answer = (await world.Stranger.Post("/api/requests", new
        {
            emergency_type = "CARDIAC", description = "Chest pain", name = "Canary Jones", phone = "+49 30 5550000",
            location = new { latitude = 52.51, longitude = 13.41 },
        })).Is(201);

        Assert.Equal("RECEIVED", answer["status"].GetString());
        Assert.Equal("112", answer["emergency_number"].GetString());
        Assert.Equal(22, answer["token"].GetString()!.Length);
        Assert.Equal(["dispatch.call_received"], await world.EventsSince(mark));
        Assert.Equal(0L, await world.Row<long>($"select count(*) from platform.events where data::text like '%Canary%'"));
        var dispatcher = await world.Dispatcher();
        var call = (await dispatcher.Get($"/api/calls?call_id={answer["call_id"].GetString()}"))["items"][0];
        var id = call.GetProperty("id").GetInt64();
        Assert.True(call.GetProperty("unverified").GetBoolean());
        Assert.False(call.GetProperty("flood").GetBoolean());
        Assert.Equal("public", call.GetProperty("source").GetString());
        Assert.Equal("HIGH", call.GetProperty("priority").GetString());
        Assert.Contains("verify", call.GetProperty("actions").EnumerateArray().Select(action => action.GetString()));

        mark = await world.Mark();
        Assert.False((await dispatcher.Post($"/api/calls/{id}/verify")).Is(200)["unverified"].GetBoolean());
        (await dispatcher.Post($"/api/calls/{id}/verify")).Is(200);
        Assert.Equal(["dispatch.request_verified"], await world.EventsSince(mark));
        (await (await world.As("paramedic")).Post($"/api/calls/{id}/verify")).Refused(403, "forbidden");
    }

    [Fact]
    public async Task The_holder_of_the_token_sees_the_state_and_when_help_comes_and_nobodys_name()
    {
        var unit = await world.Unit();
        var dispatcher = await world.Dispatcher();
        var asked = (await world.Stranger.Post("/api/requests", new { name = "Canary", location = new { latitude = 52.51, longitude = 13.41 } })).Is(201);
        var path = $"/api/requests/{asked["token"].GetString()}";
        var id = (await dispatcher.Get($"/api/calls?call_id={asked["call_id"].GetString()}"))["items"][0].GetProperty("id").GetInt64();
        Assert.Equal("RECEIVED", (await world.Stranger.Get(path)).Is(200)["status"].GetString());

        var response = await world.Dispatch(id, unit);
        world.Services.GetRequiredService<Positions>().Report(
            unit.Id, new Fix(52.56, 13.41, float.NaN, float.NaN, float.NaN, world.Clock.Now.UtcTicks), world.Clock.Now.UtcTicks);
        world.Clock.Advance(TimeSpan.FromSeconds(20));
        (await dispatcher.Post($"/api/responses/{response.Id}/depart")).Is(200);
        var coming = (await world.Stranger.Get(path)).Is(200);

        Assert.Equal("EN_ROUTE", coming["status"].GetString());
        Assert.Equal(1, coming["units"].GetInt32());
        Assert.InRange(coming["eta"].GetProperty("from_minutes").GetInt32(), 4, 8);
        Assert.InRange(coming["eta"].GetProperty("to_minutes").GetInt32(), 9, 15);
        Assert.Equal(20, coming["eta"].GetProperty("age_seconds").GetInt32());
        Assert.Contains("112", coming["advice"].GetString());
        Assert.DoesNotContain("Canary", coming.Body.GetRawText());
        Assert.DoesNotContain(unit.Crew[0].Name, coming.Body.GetRawText());
        Assert.Equal("no-store", coming.Message.Headers.CacheControl!.ToString());

        (await dispatcher.Post($"/api/responses/{response.Id}/arrive")).Is(200);
        Assert.Equal(System.Text.Json.JsonValueKind.Null, (await world.Stranger.Get(path))["eta"].ValueKind);
        (await dispatcher.Post($"/api/responses/{response.Id}/clear", new { disposition = "REFUSED" })).Is(200);
        world.Clock.Advance(TimeSpan.FromHours(23));
        Assert.Equal("CLOSED", (await world.Stranger.Get(path)).Is(200)["status"].GetString());
        world.Clock.Advance(TimeSpan.FromHours(2));
        (await world.Stranger.Get(path)).Refused(404, "not_found");
        (await world.Stranger.Get("/api/requests/AAAAAAAAAAAAAAAAAAAAAA")).Refused(404, "not_found");
        (await world.Stranger.Get("/api/requests/x")).Refused(404, "not_found");
    }

    [Fact]
    public async Task A_request_linked_into_another_call_follows_that_one()
    {
        var dispatcher = await world.Dispatcher();
        var other = await world.Call();
        var asked = (await world.Stranger.Post("/api/requests", new { phone = "0305551" })).Is(201);
        var id = (await dispatcher.Get($"/api/calls?call_id={asked["call_id"].GetString()}"))["items"][0].GetProperty("id").GetInt64();
        await world.Dispatch(other.Id, await world.Unit());
        (await dispatcher.Post($"/api/calls/{id}/link", new { into = other.Id })).Is(200);

        var seen = (await world.Stranger.Get($"/api/requests/{asked["token"].GetString()}")).Is(200);

        Assert.Equal("DISPATCHED", seen["status"].GetString());
        Assert.Equal(asked["call_id"].GetString(), seen["call_id"].GetString());
    }

    [Fact]
    public async Task Photos_come_stripped_and_are_shown_to_dispatchers_only()
    {
        var asked = (await Send(Form(("address", "Park"), ("emergency_type", "TRAUMA")), PhotoFiles.Jpeg(), PhotoFiles.Png(), [])).Is(201);
        Assert.Equal(2, asked["photos"].GetInt32());
        var dispatcher = await world.Dispatcher();
        var call = (await dispatcher.Get($"/api/calls?call_id={asked["call_id"].GetString()}"))["items"][0];
        Assert.Equal(2, call.GetProperty("photos").GetInt32());
        var id = call.GetProperty("id").GetInt64();
        var first = (await dispatcher.Get($"/api/calls/{id}/photos")).Is(200)["items"][0].GetProperty("id").GetInt64();

        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/calls/{id}/photos/{first}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", dispatcher.Token);
        var photo = await dispatcher.Http.SendAsync(request);

        Assert.Equal("image/jpeg", photo.Content.Headers.ContentType!.MediaType);
        Assert.Equal("nosniff", photo.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.DoesNotContain("CANARY", Encoding.Latin1.GetString(await photo.Content.ReadAsByteArrayAsync()), StringComparison.Ordinal);
        (await world.Stranger.Get($"/api/calls/{id}/photos/{first}")).Refused(401, "unauthenticated");
        (await dispatcher.Get($"/api/calls/{(await world.Call()).Id}/photos/{first}")).Refused(404, "not_found");
    }

    [Fact]
    public async Task Too_often_is_marked_as_flood_keeps_no_photos_and_is_never_refused()
    {
        for (var i = 0; i < 5; i++)
        {
            (await world.Stranger.Post("/api/requests", new { location = new { address = "Here" } })).Is(201);
        }

        var asked = (await Send(Form(("address", "Here")), PhotoFiles.Jpeg())).Is(201);
        Assert.Equal(0, asked["photos"].GetInt32());
        Assert.Equal([false, false, false, false, false, true], await world.Rows<bool>($"select flood from dispatch.calls order by id"));
    }

    [Fact]
    public async Task One_phone_is_limited_wherever_it_asks_from()
    {
        for (var i = 0; i < 4; i++)
        {
            (await world.Stranger.Post("/api/requests", new { phone = "+49 30 777" + (i % 2 == 0 ? " " : "-") + "8888" })).Is(201);
        }

        Assert.Equal([false, false, false, true], await world.Rows<bool>($"select flood from dispatch.calls order by id"));
    }

    [Fact]
    public async Task A_day_after_the_end_the_socket_is_closed_as_the_page_is()
    {
        var asked = (await world.Stranger.Post("/api/requests", new { name = "Canary", location = new { latitude = 52.51, longitude = 13.41 } })).Is(201);
        var dispatcher = await world.Dispatcher();
        var id = (await dispatcher.Get($"/api/calls?call_id={asked["call_id"].GetString()}"))["items"][0].GetProperty("id").GetInt64();
        var path = $"/ws/request/{asked["token"].GetString()}/";
        (await dispatcher.Post($"/api/calls/{id}/cancel", new { reason = "false alarm" })).Is(200);
        await using var socket = await RawSocket.Open(world.Url, path);
        await socket.Message("initial_data");
        var sockets = world.Services.GetRequiredService<Attend.Platform.Live.LiveSockets>();

        world.Clock.Advance(TimeSpan.FromHours(23));
        await sockets.CheckStrangers();
        await using (var again = await RawSocket.Open(world.Url, path))
        {
            await again.Message("initial_data");
        }

        world.Clock.Advance(TimeSpan.FromHours(2));
        await sockets.CheckStrangers();
        Assert.NotNull(await socket.Closed());
        await using var late = await RawSocket.Open(world.Url, path);
        Assert.Equal(403, late.Status);
    }

    [Fact]
    public async Task The_same_key_makes_one_call_and_its_token_is_nowhere_in_clear()
    {
        var key = Guid.NewGuid().ToString("n");
        var body = new { phone = "+4930999888", description = "Canary text" };
        var first = (await world.Stranger.Post("/api/requests", body, key)).Is(201);
        var again = (await world.Stranger.Post("/api/requests", body, key)).Is(201);

        Assert.Equal(first.Body.GetRawText(), again.Body.GetRawText());
        Assert.Equal(1L, await world.Row<long>($"select count(*) from dispatch.calls"));
        var token = first["token"].GetString()!;
        Assert.Equal(0L, await world.Row<long>($"""
            select count(*) from platform.commands
            where position({Encoding.ASCII.GetBytes(token)} in answer) > 0 or position({Encoding.ASCII.GetBytes(token)} in location) > 0
            """));
        Assert.Equal(32, await world.Row<int>($"select octet_length(tracking_token) from dispatch.calls"));
    }

    [Fact]
    public async Task What_cannot_be_read_is_refused_and_makes_no_call()
    {
        (await world.Stranger.Post("/api/requests", new { description = "Help" })).Refused(400, "invalid");
        (await world.Stranger.Post("/api/requests", new { phone = "1", priority = "LOW" })).Refused(400, "malformed_json");
        (await world.Stranger.Raw(HttpMethod.Post, "/api/requests", "null")).Refused(400, "malformed_json");
        (await world.Stranger.Raw(HttpMethod.Post, "/api/requests", "a=b", "application/x-www-form-urlencoded")).Refused(415, "not_json");
        (await world.Stranger.Raw(HttpMethod.Post, "/api/requests", "--x\r\nnonsense", "multipart/form-data; boundary=x")).Refused(400, "malformed_form");
        (await world.Stranger.Post("/api/requests", new { location = new { latitude = 91 } })).Refused(400, "invalid");
        // Past the limit photos are not even looked at.
        (await Send(Form(("phone", "1")), "GIF89a nothing"u8.ToArray())).Is(201);
        await world.Restart();
        (await Send(Form(("phone", "1")), "GIF89a nothing"u8.ToArray())).Refused(400, "not_a_photo");
        (await Send(Form(("phone", "1"), ("priority", "LOW")))).Refused(400, "invalid");
        (await Send(Form(("phone", "1"), ("latitude", "north")))).Refused(400, "invalid");
        await world.Restart();
        (await Send(Form(("phone", "1")), [.. Enumerable.Repeat(PhotoFiles.Png(), 6)])).Refused(400, "too_many_photos");
        (await Send(Form(("phone", "1")), new byte[5 * 1024 * 1024 + 1])).Refused(400, "too_many_photos");
        Assert.Equal(1L, await world.Row<long>($"select count(*) from dispatch.calls"));
    }

    private static MultipartFormDataContent Form(params (string Name, string Value)[] fields)
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, value) in fields)
        {
            form.Add(new StringContent(value), name);
        }

        return form;
    }

    private async Task<Answer> Send(MultipartFormDataContent form, params byte[][] photos)
    {
        foreach (var photo in photos)
        {
            form.Add(new ByteArrayContent(photo), "photos", "photo.jpg");
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/requests") { Content = form };
        return await world.Stranger.Send(request);
    }
}
