using Attend.Arrivals;
using Attend.Tests.Platform;
using Attend.Tests.Queues;
using Xunit;

namespace Attend.Tests.Arrivals;

/// <summary>A hospital with its emergency queue and two bays, and ambulances on the way to it.</summary>
internal sealed class Ward
{
    private Ward(World world, long hospital, Clinic clinic) => (World, Hospital, Clinic) = (world, hospital, clinic);

    public World World { get; }

    public long Hospital { get; }

    public Clinic Clinic { get; }

    public long Queue => Clinic.Queue;

    public Task<Api> Nurse => Clinic.Nurse;

    /// <param name="settings">Of the queue, beside its scale.</param>
    public static async Task<Ward> Open(World world, string scale = "esi", int? capacity = null, double latitude = 52.53)
    {
        var hospital = await world.Hospital(latitude);
        var site = await world.Row<long>($"select site_id from dispatch.hospitals where id = {hospital}");
        return new Ward(world, hospital, await Clinic.Open(world, new { emergency = true, scheme = "strict", scale, capacity }, desks: 2, site: site));
    }

    /// <summary>A unit that leaves the scene for this hospital.</summary>
    public async Task<Ride> Transport(string priority = "HIGH", int patients = 1, int? etaMinutes = null)
    {
        var unit = await World.Unit();
        var call = await World.Call(priority, patients);
        var response = (await World.Dispatch(call.Id, unit)).Id;
        var crew = await World.SignIn(unit.Crew[0].Name);
        (await crew.Post($"/api/responses/{response}/arrive")).Is(200);
        (await crew.Post($"/api/responses/{response}/transport", new { hospital_id = Hospital, eta_minutes = etaMinutes })).Is(200);
        await World.Followed();
        return new Ride(World, call.Id, response, unit, crew, [.. call["patients"].EnumerateArray().Select(patient => patient.GetProperty("id").GetInt64())]);
    }

    /// <summary>Who is on the way or waits to be received.</summary>
    public async Task<IReadOnlyList<Answer>> Arriving()
    {
        var page = (await (await Nurse).Get($"/api/arrivals?queue_id={Queue}")).Is(200);
        return [.. page["items"].EnumerateArray().Select(one => new Answer(page.Status, one, page.Message))];
    }

    public async Task<Answer> Receive(long arrival, object body) => await (await Nurse).Post($"/api/arrivals/{arrival}/receive", body);

    /// <summary>The numbers that were given here, with their states: <c>001 WAITING</c>.</summary>
    public Task<IReadOnlyList<string>> Numbers() => World.Rows<string>($"""
        select split_part(number, '-', 2) || ' ' || state from queues.tickets where issued_by = {Queue} order by serial
        """);
}

internal sealed record Ride(World World, long Call, long Response, Unit Unit, Api Crew, IReadOnlyList<long> Patients)
{
    /// <summary>A tap of the crew, and all that follows from it.</summary>
    public async Task<Answer> Tap(string step, object? body = null)
    {
        var answer = (await Crew.Post($"/api/responses/{Response}/{step}", body)).Is(200);
        await World.Followed();
        return answer;
    }

    /// <summary>The entries of this call, with their states and hospitals, in the order in which they were made: <c>ARRIVING 3</c>.</summary>
    public Task<IReadOnlyList<string>> Entries() => World.Rows<string>($"select state || ' ' || hospital_id from arrivals.arrivals where call_id = {Call} order by id");
}

internal static class Following
{
    /// <summary>Waits until all that happened was heard and followed; whatever could not be is the end of the test.</summary>
    public static async Task Followed(this World world)
    {
        // What follows may be news itself: a number that was taken back.
        for (var mark = 0L; mark != await world.Mark();)
        {
            mark = await world.Mark();
            string[] kinds = [.. FollowJourneys.Subscription.Kinds];
            await Wait.Until(async () => !await world.Row<bool>($"""
                select exists (
                    select from platform.events e join platform.subscriptions s on s.name = {FollowJourneys.Subscription.Name}
                    where e.id <= {mark} and e.kind = any({kinds}) and (e.epoch, e.tx, e.id) > (s.epoch, s.tx, s.id))
                """));
        }

        Assert.Empty(await world.Rows<string>($"select error from platform.parked_events where subscription = {FollowJourneys.Subscription.Name}"));
    }
}
