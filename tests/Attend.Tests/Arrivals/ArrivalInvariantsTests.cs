using System.Globalization;
using Attend.Arrivals;
using Xunit;

namespace Attend.Tests.Arrivals;

/// <summary>Each invariant cries when somebody breaks by hand what it is there for, and is silent before.</summary>
public sealed class ArrivalInvariantsTests(World world) : IClassFixture<World>
{
    /// <summary>Wrongs that no constraint keeps out; <c>{coming}</c> is on the way, <c>{there}</c> waits, <c>{served}</c> lies in a bay.</summary>
    private static readonly (string Invariant, string Wrong)[] Wrongs =
    [
        ("who is there has a number", "update arrivals.arrivals set ticket_id = null where id = {there}"),
        ("who is there has a number", "update queues.tickets set source = 'kiosk' where id = (select ticket_id from arrivals.arrivals where id = {there})"),
        ("who is there has a number", "update arrivals.arrivals set ticket_id = 999999 where id = {coming}"),
        ("nobody waits for whom nobody brings", "update dispatch.responses set state = 'FAILED', ended_at = now() where id = (select response_id from arrivals.arrivals where id = {coming})"),
        ("nobody waits for whom nobody brings", "update dispatch.responses set hospital_id = null where id = (select response_id from arrivals.arrivals where id = {coming})"),
        ("I7 arrivals and events agree", "update arrivals.arrivals set state = 'WITHDRAWN' where id = {there}"),
        ("a nurse's word is on the number", "delete from platform.events where kind = 'queues.patient_received' and subject = (select 'ticket:' || ticket_id from arrivals.arrivals where id = {served})"),
    ];

    public static TheoryData<int> Each => [.. Enumerable.Range(0, Wrongs.Length)];

    [Fact]
    public void Every_invariant_is_shown_to_cry() =>
        Assert.Equal(ArrivalInvariants.All.Select(invariant => invariant.Name).Order(), Wrongs.Select(one => one.Invariant).Distinct().Order());

    [Theory]
    [MemberData(nameof(Each))]
    public async Task It_cries(int index)
    {
        var (name, wrong) = Wrongs[index];
        var ward = await Ward.Open(world);
        var (served, there, coming) = (await ward.Transport(), await ward.Transport(), await ward.Transport());
        await served.Tap("arrive-hospital");
        (await ward.Receive(await Arrival(served), new { place = "bay", desk_id = ward.Clinic.Desk, priority = 2 })).Is(200);
        await there.Tap("arrive-hospital");
        // Something happens later than all that, so that nothing of it is being heard just now.
        world.Clock.Advance(TimeSpan.FromMinutes(5));
        await world.Call();
        await world.Followed();
        Assert.Equal("", await world.Violations());

        var sentences = await world.Cries(ArrivalInvariants.All.Single(one => one.Name == name).Query, wrong
            .Replace("{coming}", Text(await Arrival(coming)), StringComparison.Ordinal)
            .Replace("{there}", Text(await Arrival(there)), StringComparison.Ordinal)
            .Replace("{served}", Text(await Arrival(served)), StringComparison.Ordinal));

        Assert.NotEmpty(sentences);
        Assert.Equal("", await world.Violations());
    }

    private Task<long> Arrival(Ride ride) => world.Row<long>($"select id from arrivals.arrivals where response_id = {ride.Response}");

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);
}
