using System.Text;
using System.Text.Json;
using Attend.ClientPages;
using Attend.Platform.Live;
using Attend.Tests.Platform.Live;
using Attend.Tests.Trips;
using Attend.Tests.Visits;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Attend.Tests.ClientPages;

/// <summary>What whoever holds a link hears, and what they do not.</summary>
public sealed class ClientNewsTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task Each_state_is_told_as_it_comes_and_nothing_of_what_goes_on_behind()
    {
        var rounds = await Rounds.Open(world);
        var therapist = await rounds.Rota.Therapist();
        var client = await rounds.Rota.Client(new { name = "Canary Jones" });
        var booked = await rounds.Book(world.Clock.Now.AddHours(8), therapist, client, new { notes = "Canary" });
        await using var socket = await RawSocket.Open(world.Url, Followed.Socket(booked));
        var first = (await socket.Message("initial_data")).GetProperty("data").GetProperty("visit");
        Assert.Equal(("PLANNED", 0, JsonValueKind.Null), (
            first.GetProperty("stand").GetString(), first.GetProperty("people").GetArrayLength(), first.GetProperty("code").ValueKind));
        Assert.DoesNotContain("Canary", first.GetRawText(), StringComparison.Ordinal);

        (await Rounds.Press(therapist, Rounds.Place(booked), "accept")).Is(200);
        var heard = await Stands(socket, "CONFIRMED");
        Assert.Equal("STATUS_UPDATE", heard.GetProperty("event").GetString());
        Assert.True(heard.TryGetProperty("cursor", out _));
        var visit = heard.GetProperty("data").GetProperty("visit");
        Assert.Equal((await world.Name(therapist), booked["code"].GetString(), "Europe/Berlin"), (
            visit.GetProperty("people")[0].GetProperty("name").GetString(), visit.GetProperty("code").GetString(), visit.GetProperty("zone").GetString()));
        Assert.DoesNotContain("Canary", heard.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("therapist_id", heard.GetRawText(), StringComparison.Ordinal);
        foreach (var (key, stand) in new[] { ("set-out", "ON_THE_WAY"), ("arrive", "AT_THE_DOOR"), ("start", "GOING_ON"), ("end", "DONE") })
        {
            await rounds.Go(therapist, Rounds.Place(booked), key);
            await Stands(socket, stand);
        }
    }

    [Fact]
    public async Task Who_comes_back_hears_what_was_missed()
    {
        var rounds = await Rounds.Open(world);
        var therapist = await rounds.Rota.Therapist();
        var booked = await rounds.Book(rounds.Rota.At(10), therapist);
        string? cursor;
        await using (var socket = await RawSocket.Open(world.Url, Followed.Socket(booked)))
        {
            cursor = (await socket.Message("initial_data")).GetProperty("cursor").GetString();
        }

        (await Rounds.Press(therapist, Rounds.Place(booked), "accept")).Is(200);
        await using var back = await RawSocket.Open(world.Url, $"{Followed.Socket(booked)}?cursor={cursor}");
        var missed = await back.Next();
        Assert.Equal(("visit_update", "CONFIRMED"), (missed.GetProperty("type").GetString(), missed.GetProperty("data").GetProperty("visit").GetProperty("stand").GetString()));
    }

    [Fact]
    public async Task Once_another_link_was_given_the_holder_of_the_one_before_hears_nothing_and_is_let_out()
    {
        var rounds = await Rounds.Open(world);
        var therapist = await rounds.Rota.Therapist();
        var booked = await rounds.Book(rounds.Rota.At(10), therapist);
        await using var former = await RawSocket.Open(world.Url, Followed.Socket(booked));
        await former.Message("initial_data");
        var given = (await rounds.Do(booked.Id, "link")).Is(200);
        await using var now = await RawSocket.Open(world.Url, Followed.Socket(given));
        await now.Message("initial_data");
        (await Rounds.Press(therapist, Rounds.Place(booked), "accept")).Is(200);
        await Stands(now, "CONFIRMED");

        // What is in their room by now they would hear before they are let out.
        await world.Services.GetRequiredService<LiveSockets>().CheckStrangers();
        (byte Opcode, byte[] Payload)? frame;
        do
        {
            frame = await former.Read();
            Assert.False(frame is (0x1, _) && Encoding.UTF8.GetString(frame.Value.Payload).Contains("visit_update", StringComparison.Ordinal));
        }
        while (frame is not (null or (0x8, _)));
        await using var again = await RawSocket.Open(world.Url, Followed.Socket(booked));
        Assert.Equal(403, again.Status);
    }

    [Fact]
    public async Task A_day_after_the_end_the_socket_is_closed_as_the_page_is()
    {
        var rounds = await Rounds.Open(world);
        var booked = (await rounds.Try(rounds.Rota.At(10), null)).Is(201);
        (await rounds.Do(booked.Id, "cancel", new { reason_code = "by_client" })).Is(200);
        await using var socket = await RawSocket.Open(world.Url, Followed.Socket(booked));
        Assert.Equal("CANCELLED", (await socket.Message("initial_data")).GetProperty("data").GetProperty("visit").GetProperty("stand").GetString());
        var sockets = world.Services.GetRequiredService<LiveSockets>();
        world.Clock.Advance(TimeSpan.FromHours(23));
        await sockets.CheckStrangers();
        await using (var again = await RawSocket.Open(world.Url, Followed.Socket(booked)))
        {
            await again.Message("initial_data");
        }

        world.Clock.Advance(TimeSpan.FromHours(2));
        await sockets.CheckStrangers();
        Assert.NotNull(await socket.Closed());
        await using var unknown = await RawSocket.Open(world.Url, "/ws/visit/AAAAAAAAAAAAAAAAAAAAAA/");
        Assert.Equal(403, unknown.Status);
    }

    [Fact]
    public async Task A_car_that_moves_says_when_it_will_be_there()
    {
        var company = await Company.Open(world);
        var driver = await company.Driver(0);
        var name = $"therapist-{world.Draw()}";
        await world.AddPerson(name, "therapist");
        var booked = await company.Appointment(await world.SignIn(name), world.Clock.Now.AddHours(1));
        await using var socket = await RawSocket.Open(world.Url, Followed.Socket(booked));
        await socket.Message("initial_data");
        var trip = (await (await company.Operator).Post("/api/trips", new { appointment_id = booked.Id, leg = "outbound", from = Company.Place(5) })).Is(201).Id;
        (await company.Assign(trip, driver)).Is(200);
        (await driver.Api.Post($"/api/offers/{await company.Offer(trip, driver)}/accept")).Is(200);
        (await driver.Api.Post($"/api/trips/{trip}/depart")).Is(200);
        JsonElement fetched;
        do
        {
            // The steps of the trip are told before the visit itself has begun.
            fetched = (await socket.Message("visit_update")).GetProperty("data").GetProperty("visit");
        }
        while (fetched.GetProperty("cars").GetArrayLength() == 0);
        Assert.Equal(("CONFIRMED", false, JsonValueKind.Null), (
            fetched.GetProperty("stand").GetString(), fetched.GetProperty("cars")[0].GetProperty("on_board").GetBoolean(), fetched.GetProperty("cars")[0].GetProperty("metres").ValueKind));

        (await driver.Api.Post($"/api/trips/{trip}/board")).Is(200);
        await Stands(socket, "ON_THE_WAY");
        var cars = world.Services.GetRequiredService<ClientNews>();
        var metres = new List<int>();
        foreach (var east in new[] { 20, 40 })
        {
            world.Clock.Advance(TimeSpan.FromSeconds(30));
            await company.Stands(driver, east);
            await cars.Show(TestContext.Current.CancellationToken);
            JsonElement told;
            do
            {
                told = await socket.Message("visit_update");
            }
            while (told.GetProperty("event").GetString() != "ETA_UPDATE");
            Assert.False(told.TryGetProperty("cursor", out _));
            var car = told.GetProperty("data").GetProperty("visit").GetProperty("cars")[0];
            Assert.Equal((name, true), (car.GetProperty("brings")[0].GetString(), car.GetProperty("on_board").GetBoolean()));
            Assert.True(car.GetProperty("eta").GetProperty("to_minutes").GetInt32() > 0);
            metres.Add(car.GetProperty("metres").GetInt32());
        }

        Assert.InRange(metres[1], 1, metres[0] - 1);
    }

    /// <summary>The first message by which it stands so.</summary>
    private static async Task<JsonElement> Stands(RawSocket socket, string stand)
    {
        while (true)
        {
            var heard = await socket.Message("visit_update");
            if (heard.GetProperty("data").GetProperty("visit").GetProperty("stand").GetString() == stand)
            {
                return heard;
            }
        }
    }
}
