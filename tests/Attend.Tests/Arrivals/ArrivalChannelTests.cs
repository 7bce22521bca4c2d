using System.Text.Json;
using Attend.Arrivals;
using Attend.Tests.Platform.Live;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace Attend.Tests.Arrivals;

/// <summary>What the staff of an emergency queue hear of who comes.</summary>
public sealed class ArrivalChannelTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task Staff_hear_who_comes_who_is_there_and_who_goes_elsewhere()
    {
        var (first, second) = (await Ward.Open(world), await Ward.Open(world, latitude: 52.4));
        await using var socket = await Listen(first);
        var begun = (await socket.Message("initial_data")).GetProperty("data");
        Assert.Equal(first.Queue, begun.GetProperty("queue_id").GetInt64());
        Assert.Empty(begun.GetProperty("arrivals").EnumerateArray());

        var ride = await first.Transport("CRITICAL");
        var told = await socket.Message("arrival_update");
        Assert.Equal(("PATIENT_ARRIVING", "ARRIVING"), (told.GetProperty("event").GetString(), told.GetProperty("data").GetProperty("state").GetString()));
        var id = told.GetProperty("data").GetProperty("id").GetInt64();
        await using (var late = await Listen(first))
        {
            Assert.Equal(id, (await late.Message("initial_data")).GetProperty("data").GetProperty("arrivals")[0].GetProperty("id").GetInt64());
        }

        // What is known of the patient is told as it changes.
        var dispatcher = await world.Dispatcher();
        var version = await world.Row<long>($"select version from dispatch.patients where id = {ride.Patients[0]}");
        (await dispatcher.Patch($"/api/patients/{ride.Patients[0]}", new { age = 7 }, version)).Is(200);
        var younger = (await socket.Message("arrival_update")).GetProperty("data");
        Assert.Equal((id, 7, "female"), (younger.GetProperty("id").GetInt64(), younger.GetProperty("age").GetInt32(), younger.GetProperty("sex").GetString()));

        await using var other = await Listen(second);
        await other.Message("initial_data");
        await ride.Tap("change-destination", new { hospital_id = second.Hospital });
        Assert.Equal(id, (await socket.Message("arrival_removed")).GetProperty("data").GetProperty("id").GetInt64());
        Assert.Equal(id, (await other.Message("arrival_update")).GetProperty("data").GetProperty("id").GetInt64());

        await ride.Tap("arrive-hospital");
        var there = (await other.Message("arrival_update")).GetProperty("data");
        Assert.Equal(("ARRIVED", "receive"), (there.GetProperty("state").GetString(), there.GetProperty("actions")[0].GetString()));
        (await second.Receive(id, new { place = "waiting_room", priority = 2 })).Is(200);
        Assert.Equal("HANDED_OVER", (await other.Message("arrival_update")).GetProperty("data").GetProperty("state").GetString());
    }

    [Fact]
    public async Task Only_staff_of_the_site_listen()
    {
        var (ward, elsewhere) = (await Ward.Open(world), await Ward.Open(world));
        await using var stranger = await RawSocket.Open(world.Url, $"/ws/arrivals/{ward.Clinic.Code}/");
        await using var other = await RawSocket.Open(world.Url, $"/ws/arrivals/{ward.Clinic.Code}/", (await elsewhere.Nurse).Token);
        await using var unknown = await RawSocket.Open(world.Url, "/ws/arrivals/NOWHERE/", (await ward.Nurse).Token);
        Assert.Equal((401, 403, 403), (stranger.Status, other.Status, unknown.Status));
    }

    [Fact]
    public async Task It_is_shown_how_the_time_of_arrival_changes_and_no_fix_is_written()
    {
        var ward = await Ward.Open(world);
        var ride = await ward.Transport();
        await using var socket = await Listen(ward);
        var announced = (await socket.Message("initial_data")).GetProperty("data").GetProperty("arrivals")[0];
        var (rows, mark) = (await Rows(), await world.Mark());

        world.Clock.Advance(TimeSpan.FromMinutes(1));
        (await (await world.Dispatcher()).Post("/api/positions", new { unit_id = ride.Unit.Id, latitude = 52.5299, longitude = 13.3801, at = world.Clock.Now })).Is(202);
        await world.Services.GetServices<IHostedService>().OfType<ShowTimes>().Single().Show(TestContext.Current.CancellationToken);

        var shown = await socket.Message("arrival_update");
        Assert.Equal("ETA_UPDATE", shown.GetProperty("event").GetString());
        Assert.False(shown.TryGetProperty("cursor", out _));
        var eta = shown.GetProperty("data");
        Assert.Equal((announced.GetProperty("id").GetInt64(), world.Clock.Now), (eta.GetProperty("id").GetInt64(), eta.GetProperty("eta_at").GetDateTimeOffset()));
        Assert.InRange(eta.GetProperty("eta").GetDateTimeOffset() - world.Clock.Now, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Assert.InRange(Assert.Single(await ward.Arriving())["eta"].GetDateTimeOffset() - world.Clock.Now, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Assert.Equal(rows, await Rows());
        Assert.Empty(await world.EventsSince(mark));

        Task<string> Rows() => world.Row<string>($"select jsonb_agg(a order by id)::text from arrivals.arrivals a");
    }

    private async Task<RawSocket> Listen(Ward ward) => await RawSocket.Open(world.Url, $"/ws/arrivals/{ward.Clinic.Code}/", (await ward.Nurse).Token);
}
