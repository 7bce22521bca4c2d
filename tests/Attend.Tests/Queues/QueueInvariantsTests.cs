using System.Globalization;
using Attend.Queues;
using Xunit;

namespace Attend.Tests.Queues;

/// <summary>Each invariant cries when somebody breaks by hand what it is there for, and is silent before.</summary>
public sealed class QueueInvariantsTests(World world) : IClassFixture<World>
{
    /// <summary>Wrongs; <c>{queue}</c>, <c>{desk}</c>, <c>{waiting}</c>, <c>{other}</c> (who waits behind), <c>{served}</c> and <c>{done}</c> are ids.</summary>
    private static readonly (string Invariant, string Wrong)[] Wrongs =
    [
        ("I1 a ticket is at one desk", "drop index queues.one_ticket_per_desk; update queues.tickets set state = 'CALLED', desk_id = {desk} where id = {waiting}"),
        ("I1 a ticket is at one desk", "update queues.tickets set desk_id = null where id = {served}"),
        ("I1 a ticket is at one desk", "drop index queues.one_desk_per_patient; drop index queues.one_ticket_per_patient; update queues.tickets set patient_id = 1 where id in ({served}, {waiting}); update queues.tickets set state = 'IN_SERVICE', desk_id = null where id = {waiting}"),
        ("numbers have no gaps", "update queues.tickets set serial = serial + 1, number = number || 'x' where id = {other}"),
        ("a closed queue has nobody inside", "update queues.queues set state = 'CLOSED' where id = {queue}"),
        ("who is served is at an open desk", "update queues.desks set state = 'BREAK' where id = {desk}"),
        ("the order is the scheme's", "update queues.tickets set order_key = order_key - interval '1 second' where id = {waiting}"),
        ("the order is the scheme's", "update queues.tickets set class = 3 where id = {waiting}"),
        ("the order is the scheme's", "update queues.queues set scheme = 'strict' where id = {queue}"),
        ("I7 tickets and events agree", "update queues.tickets set state = 'ON_HOLD' where id = {waiting}"),
        ("I7 tickets and events agree", "delete from platform.events where subject = 'ticket:' || {waiting}"),
        ("a forecast is kept while there is something to learn", "update queues.stages set learned = true where ticket_id = {done}; insert into queues.standings (ticket_id, stage, made_at, from_seconds, to_seconds, basis, facts) values ({done}, 1, now(), 60, 120, 'model', '\\x00') on conflict do nothing"),
        ("every end has its stage", "delete from queues.stages where ticket_id = {done}"),
        ("every end has its stage", "insert into queues.stages select {waiting}, 1, queue_id, level, band, joined_at, null, null, joined_at, 'cancelled', null, null, null, scale_id from queues.tickets where id = {waiting}"),
    ];

    public static TheoryData<int> Each => [.. Enumerable.Range(0, Wrongs.Length)];

    [Fact]
    public void Every_invariant_is_shown_to_cry() =>
        Assert.Equal(QueueInvariants.All.Select(invariant => invariant.Name).Order(), Wrongs.Select(one => one.Invariant).Distinct().Order());

    [Theory]
    [MemberData(nameof(Each))]
    public async Task It_cries(int index)
    {
        var (name, wrong) = Wrongs[index];
        var clinic = await Clinic.Open(world);
        var done = (await clinic.Join()).Id;
        await clinic.Serve();
        var served = (await clinic.Join()).Id;
        (await clinic.Next()).Is(200);
        (await clinic.Do(served, "start")).Is(200);
        var (waiting, other) = ((await clinic.Join()).Id, (await clinic.Join()).Id);
        Assert.Equal("", await world.Violations());

        foreach (var (word, id) in new[] { ("{queue}", clinic.Queue), ("{desk}", clinic.Desk), ("{waiting}", waiting), ("{other}", other), ("{served}", served), ("{done}", done) })
        {
            wrong = wrong.Replace(word, id.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        }

        Assert.NotEmpty(await world.Cries(QueueInvariants.All.Single(one => one.Name == name).Query, wrong));
        Assert.Equal("", await world.Violations());
    }
}
