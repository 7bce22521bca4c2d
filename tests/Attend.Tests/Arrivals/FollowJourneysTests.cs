using System.Text.Json;
using Attend.Platform.Events;
using Attend.Tests.Queues;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Attend.Tests.Arrivals;

/// <summary>From the ambulance to the emergency queue, whatever becomes of the way.</summary>
public sealed class FollowJourneysTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task Whoever_is_transported_is_arriving_and_gets_a_number_at_the_door()
    {
        var ward = await Ward.Open(world);
        var mark = await world.Mark();
        var ride = await ward.Transport("CRITICAL", etaMinutes: 7);

        var arriving = Assert.Single(await ward.Arriving());
        Assert.Equal(("ARRIVING", ride.Unit.Number, "CRITICAL", true), (
            arriving.State, arriving["unit_number"].GetString(), arriving["priority"].GetString(), arriving["emergency"].GetBoolean()));
        Assert.Equal(("1", "red"), (arriving["level"].GetProperty("code").GetString(), arriving["level"].GetProperty("colour").GetString()));
        Assert.Equal((world.Clock.Now.AddMinutes(7), "crew"), (arriving["eta"].GetDateTimeOffset(), arriving["eta_from"].GetString()));
        Assert.Equal((ride.Patients[0], JsonValueKind.Null), (arriving["patient_id"].GetInt64(), arriving["ticket_id"].ValueKind));
        Assert.Empty(arriving["actions"].EnumerateArray());
        Assert.Empty(await ward.Numbers());
        Assert.Equal(["arrivals.patient_arriving"], await world.EventsSince(mark, $"arrival:{arriving.Id}"));

        world.Clock.Advance(TimeSpan.FromMinutes(7));
        await ride.Tap("arrive-hospital");
        var there = Assert.Single(await ward.Arriving());
        Assert.Equal((arriving.Id, "ARRIVED", $"{ward.Clinic.Code}-001", "WAITING"), (
            there.Id, there.State, there["ticket_number"].GetString(), there["ticket_state"].GetString()));
        Assert.Equal(["receive"], there["actions"].EnumerateArray().Select(action => action.GetString()));
        var ticket = (await (await ward.Nurse).Get($"/api/tickets/{there["ticket_id"]}")).Is(200);
        Assert.Equal(("ambulance", true, 1, world.Clock.Now), (
            ticket["source"].GetString(), ticket["emergency"].GetBoolean(), ticket["level"].GetProperty("place").GetInt32(), ticket["arrived_at"].GetDateTimeOffset()));
        Assert.Equal(["arrivals.patient_arriving", "arrivals.patient_arrived"], await world.EventsSince(mark, $"arrival:{arriving.Id}"));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Arrivals_are_found_by_call_number_and_state()
    {
        var (ward, other) = (await Ward.Open(world), await Ward.Open(world, latitude: 52.4));
        var (coming, there, elsewhere) = (await ward.Transport(), await ward.Transport(), await other.Transport());
        await there.Tap("arrive-hospital");
        var second = (await ward.Arriving()).Single(one => one.State == "ARRIVED");
        (await ward.Receive(second.Id, new { place = "waiting_room", priority = 3 })).Is(200);
        Assert.Equal([coming.Call], await Calls(""));
        Assert.Equal([coming.Call, there.Call], await Calls("state=ARRIVING&state=HANDED_OVER"));
        Assert.Equal([there.Call], await Calls($"state=HANDED_OVER&ticket_id={second["ticket_id"]}"));
        Assert.Equal([coming.Call], await Calls($"call_id={coming.Call}&queue_id={ward.Queue}&hospital_id={ward.Hospital}"));
        Assert.Empty(await Calls($"call_id={elsewhere.Call}"));

        async Task<IReadOnlyList<long>> Calls(string filter) =>
            [.. (await (await ward.Nurse).Get($"/api/arrivals?{filter}")).Is(200)["items"].EnumerateArray().Select(one => one.GetProperty("call_id").GetInt64())];
    }

    [Fact]
    public async Task A_change_of_destination_moves_the_entry_and_a_hospital_without_such_a_queue_ends_it()
    {
        var (first, second, nowhere) = (await Ward.Open(world), await Ward.Open(world, latitude: 52.4), await world.Hospital());
        var ride = await first.Transport();
        var id = Assert.Single(await first.Arriving()).Id;
        var mark = await world.Mark();

        await ride.Tap("change-destination", new { hospital_id = second.Hospital });
        Assert.Empty(await first.Arriving());
        Assert.Equal(id, Assert.Single(await second.Arriving()).Id);
        Assert.Equal(["arrivals.destination_changed"], await world.EventsSince(mark, $"arrival:{id}"));

        await ride.Tap("change-destination", new { hospital_id = nowhere });
        Assert.Empty(await second.Arriving());
        await ride.Tap("change-destination", new { hospital_id = first.Hospital });
        await ride.Tap("arrive-hospital");
        Assert.Equal([$"WITHDRAWN {second.Hospital}", $"ARRIVED {first.Hospital}"], await ride.Entries());
        Assert.Equal((1, 0), ((await first.Numbers()).Count, (await second.Numbers()).Count));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Each_patient_has_an_entry_and_a_number_and_who_dies_on_the_way_has_none()
    {
        var ward = await Ward.Open(world);
        var ride = await ward.Transport(patients: 3);
        Assert.Equal(ride.Patients, (await ward.Arriving()).Select(arriving => arriving["patient_id"].GetInt64()));
        (await ride.Crew.Post($"/api/patients/{ride.Patients[1]}/disposition", new { disposition = "DEAD_AT_SCENE" })).Is(200);
        await ride.Tap("arrive-hospital");

        Assert.Equal([$"ARRIVED {ward.Hospital}", $"WITHDRAWN {ward.Hospital}", $"ARRIVED {ward.Hospital}"], await ride.Entries());
        Assert.Equal(["001 WAITING", "002 WAITING"], await ward.Numbers());
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task On_to_another_hospital_the_first_number_is_taken_back_unless_a_nurse_has_had_them()
    {
        var (first, second) = (await Ward.Open(world), await Ward.Open(world, latitude: 52.4));
        var ride = await first.Transport(patients: 2);
        await ride.Tap("arrive-hospital");
        var arrived = await first.Arriving();
        (await first.Receive(arrived[0].Id, new { place = "waiting_room", priority = 4 })).Is(200);

        await ride.Tap("transport", new { hospital_id = second.Hospital });
        Assert.Empty(await first.Arriving());
        Assert.Equal(["001 WAITING", "002 CANCELLED"], await first.Numbers());
        Assert.Equal("withdrawn", await world.Row<string>($"select ended from queues.stages where ticket_id = {arrived[1]["ticket_id"].GetInt64()}"));
        await ride.Tap("arrive-hospital");
        Assert.Equal(
            [$"HANDED_OVER {first.Hospital}", $"WITHDRAWN {first.Hospital}", $"ARRIVED {second.Hospital}", $"ARRIVED {second.Hospital}"], await ride.Entries());
        Assert.Equal(["001 WAITING", "002 WAITING"], await second.Numbers());
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Whoever_stays_behind_at_the_first_hospital_keeps_the_number_there()
    {
        var (first, second) = (await Ward.Open(world), await Ward.Open(world, latitude: 52.4));
        var ride = await first.Transport(patients: 2);
        await ride.Tap("arrive-hospital");
        await ride.Tap("transport", new { hospital_id = second.Hospital, patient_ids = new[] { ride.Patients[1] } });

        Assert.Equal([$"ARRIVED {first.Hospital}", $"WITHDRAWN {first.Hospital}", $"ARRIVING {second.Hospital}"], await ride.Entries());
        Assert.Equal(["001 WAITING", "002 CANCELLED"], await first.Numbers());
    }

    [Fact]
    public async Task A_unit_that_fails_on_the_way_brings_nobody_the_next_one_does_and_at_the_door_they_are_there()
    {
        var ward = await Ward.Open(world);
        var ride = await ward.Transport();
        await ride.Tap("fail", new { cause = "breakdown" });
        Assert.Empty(await ward.Arriving());

        var dispatcher = await world.Dispatcher();
        var next = (await world.Dispatch(ride.Call, await world.Unit())).Id;
        (await dispatcher.Post($"/api/responses/{next}/transport", new { hospital_id = ward.Hospital })).Is(200);
        (await dispatcher.Post($"/api/responses/{next}/arrive-hospital")).Is(200);
        (await dispatcher.Post($"/api/responses/{next}/fail", new { cause = "collision" })).Is(200);
        await world.Followed();
        Assert.Equal([$"WITHDRAWN {ward.Hospital}", $"ARRIVED {ward.Hospital}"], await ride.Entries());
        Assert.Equal(["001 WAITING"], await ward.Numbers());
    }

    [Fact]
    public async Task A_call_whose_patients_nobody_wrote_down_has_one_entry_which_is_theirs_once_somebody_does()
    {
        var ward = await Ward.Open(world);
        var ride = await ward.Transport(patients: 0);
        Assert.Equal(JsonValueKind.Null, Assert.Single(await ward.Arriving())["patient_id"].ValueKind);
        var call = (await ride.Crew.Post($"/api/calls/{ride.Call}/patients", new { age = 7 })).Is(201);
        await world.Followed();
        Assert.Equal(call["patients"][0].GetProperty("id").GetInt64(), Assert.Single(await ward.Arriving())["patient_id"].GetInt64());

        await ride.Tap("arrive-hospital");
        Assert.Equal(["001 WAITING"], await ward.Numbers());
        Assert.Equal([$"ARRIVED {ward.Hospital}"], await ride.Entries());
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task An_entry_goes_with_its_unit_to_the_call_that_goes_on_and_back()
    {
        var ward = await Ward.Open(world);
        var ride = await ward.Transport();
        var into = (await world.Call()).Id;
        var dispatcher = await world.Dispatcher();
        (await dispatcher.Post($"/api/calls/{ride.Call}/link", new { into })).Is(200);
        await world.Followed();
        Assert.Equal(into, Assert.Single(await ward.Arriving())["call_id"].GetInt64());
        (await dispatcher.Post($"/api/calls/{ride.Call}/unlink")).Is(200);
        await world.Followed();
        Assert.Equal(ride.Call, Assert.Single(await ward.Arriving())["call_id"].GetInt64());
        Assert.Equal([$"ARRIVING {ward.Hospital}"], await ride.Entries());
    }

    [Fact]
    public async Task Where_no_such_queue_is_nobody_arrives_and_nothing_is_parked()
    {
        var hospital = await world.Hospital();
        await Clinic.Open(world, site: await world.Row<long>($"select site_id from dispatch.hospitals where id = {hospital}"));
        var ward = await Ward.Open(world);
        var ride = await ward.Transport();
        await ride.Tap("change-destination", new { hospital_id = hospital });
        await ride.Tap("arrive-hospital");
        await ride.Tap("transfer-care");
        Assert.Equal([$"WITHDRAWN {ward.Hospital}"], await ride.Entries());
        Assert.Empty(await ward.Numbers());
    }

    [Fact]
    public async Task Everything_heard_a_second_time_changes_nothing()
    {
        var ward = await Ward.Open(world);
        var (gone, back, there, received) = (await ward.Transport(), await ward.Transport(), await ward.Transport(patients: 2), await ward.Transport("LOW"));
        await gone.Tap("clear", new { disposition = "REFUSED" });
        await back.Tap("arrive-hospital");
        await back.Tap("undo");
        await there.Tap("arrive-hospital");
        await received.Tap("arrive-hospital");
        (await ward.Receive((await ward.Arriving())[^1].Id, new { place = "waiting_room", priority = 5 })).Is(200);
        await world.Followed();
        var (mark, numbers) = (await world.Mark(), await ward.Numbers());

        await world.Db.Run($"update platform.subscriptions set tx = '3', id = 0 where name = 'arrivals'");
        await world.Services.GetRequiredService<Subscribers>().CatchUp(TestContext.Current.CancellationToken);
        await world.Followed();

        Assert.Empty(await world.EventsSince(mark));
        Assert.Equal(numbers, await ward.Numbers());
    }
}
