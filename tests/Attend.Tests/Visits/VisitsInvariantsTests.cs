using System.Globalization;
using Attend.Visits;
using Xunit;

namespace Attend.Tests.Visits;

/// <summary>Each invariant cries when somebody breaks by hand what it is there for, and is silent before.</summary>
public sealed class VisitsInvariantsTests(World world) : IClassFixture<World>
{
    /// <summary>Wrongs; of <c>{asked}</c> an answer is waited for, in <c>{going}</c> somebody is with a client, <c>{done}</c> is over; with <c>p</c> their places.</summary>
    private static readonly (string Invariant, string Wrong)[] Wrongs =
    [
        ("I1 nobody is booked twice", "alter table visits.places drop constraint one_place_per_therapist; update visits.places set therapist_id = 1, starts_at = '2026-01-01', ends_at = '2026-01-02' where id in ({pasked}, {pgoing})"),
        ("I1 nobody is booked twice", "alter table visits.appointments drop constraint one_appointment_per_client; update visits.appointments set client_id = (select max(id) from visits.clients), starts_at = '2026-01-01', ends_at = '2026-01-02' where id in ({asked}, {going})"),
        ("an appointment is what its places are", "update visits.appointments set state = 'CONFIRMED' where id = {asked}"),
        ("an appointment is what its places are", "update visits.places set state = 'COMPLETED' where id = {pgoing}"),
        ("an appointment is what its places are", "update visits.appointments set state = 'CANCELLED' where id = {going}"),
        ("an appointment is what its places are", "update visits.places set state = 'RELEASED' where id = {pasked}"),
        ("an appointment is what its places are", "insert into visits.refusals (place_id, therapist_id, how, at) values ({pasked}, 1, 'rejected', now()); update visits.places set state = 'OPEN' where id = {pasked}"),
        ("an appointment is what its places are", "insert into visits.refusals (place_id, therapist_id, how, at) values ({pasked}, 1, 'expired', now()); update visits.places set state = 'OPEN' where id = {pasked}"),
        ("a place has its appointment's time", "update visits.appointments set ends_at = ends_at + interval '1 minute' where id = {asked}"),
        ("a visit that is over is verified", "update visits.places set ended_latitude = null where id = {pdone}"),
        ("a visit that is over is verified", "delete from visits.appointment_services where appointment_id = {done}"),
        ("a visit that is over is verified", "update visits.appointment_services set proof_required = true where appointment_id = {done}"),
        ("a visit that is over is verified", "insert into visits.corrections (place_id, ended_at, corrected_at) values ({pdone}, now(), now())"),
        ("I7 stamps of a place are in order", "update visits.places set ended_at = started_at - interval '1 second' where id = {pdone}"),
        ("I7 stamps of a place are in order", "update visits.places set started_at = accepted_at - interval '1 second' where id = {pgoing}"),
        ("somebody is asked until a moment", "delete from platform.work where kind = 'visits.answer' and key = '{pasked}'"),
        ("somebody is asked until a moment", "insert into platform.work (kind, key, due_at, data) values ('visits.answer', '{pdone}', now(), '{}')"),
        ("somebody is asked until a moment", "update visits.places set answer_by = null where id = {pasked}"),
        ("whoever is with a client is watched", "delete from platform.work where kind = 'visits.lone_worker' and key = '{pgoing}'"),
        ("whoever is with a client is watched", "insert into platform.work (kind, key, due_at, data) values ('visits.lone_worker', '{pdone}', now(), '{}')"),
        ("I7 visits and events agree", "update visits.places set state = 'ARRIVED' where id = {pgoing}"),
        ("I7 visits and events agree", "update visits.appointments set state = 'ARRIVED' where id = {going}"),
        ("I7 visits and events agree", "delete from platform.events where subject = 'appointment:{done}'"),
    ];

    public static TheoryData<int> Each => [.. Enumerable.Range(0, Wrongs.Length)];

    [Fact]
    public void Every_invariant_is_shown_to_cry() =>
        Assert.Equal(VisitsInvariants.All.Select(invariant => invariant.Name).Order(), Wrongs.Select(one => one.Invariant).Distinct().Order());

    [Theory]
    [MemberData(nameof(Each))]
    public async Task It_cries(int index)
    {
        var (name, wrong) = Wrongs[index];
        var rounds = await Rounds.Open(world);
        var (one, two, three) = (await rounds.Rota.Therapist(), await rounds.Rota.Therapist(), await rounds.Rota.Therapist());
        var done = await rounds.Book(rounds.Rota.At(10), one);
        var going = await rounds.Book(rounds.Rota.At(10), two);
        var asked = await rounds.Book(rounds.Rota.At(10), three);
        await rounds.Go(one, Rounds.Place(done), "accept", "start", "end");
        await rounds.Go(two, Rounds.Place(going), "accept", "start");
        Assert.Equal("", await world.Violations());

        foreach (var (word, booked) in new[] { ("asked}", asked), ("going}", going), ("done}", done) })
        {
            wrong = wrong.Replace("{p" + word, Rounds.Place(booked).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
                .Replace("{" + word, booked.Id.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        }

        Assert.NotEmpty(await world.Cries(VisitsInvariants.All.Single(invariant => invariant.Name == name).Query, wrong));
        Assert.Equal("", await world.Violations());
        foreach (var left in new[] { going, asked })
        {
            (await rounds.Do(left.Id, "cancel", new { reason_code = "duplicate" })).Is(200);
        }
    }
}
