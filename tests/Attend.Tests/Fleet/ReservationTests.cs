using Attend.Fleet;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Attend.Tests.Fleet;

public sealed class ReservationTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task A_reservation_is_shown_until_it_is_released()
    {
        var unit = (await world.Unit()).Id;
        var before = await Row(unit);
        await world.Write(change => Reservations.TakeVehicle(change, unit, HolderKind.Response, 5, 12, Activity.Dispatched, change.Now));
        var taken = await Row(unit);
        Assert.Equal((UnitStatus.Dispatched, new Holder(HolderKind.Response, 5, 12, world.Clock.Now)), (taken.Status, taken.Holder));

        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.Write(change => Reservations.Show(change, HolderKind.Response, 5, Activity.EnRoute, change.Now));
        var shown = await Row(unit);
        Assert.Equal((UnitStatus.EnRoute, world.Clock.Now), (shown.Status, shown.StatusSince));
        await world.Write(change => Reservations.Show(change, HolderKind.Response, 5, Activity.EnRoute, change.Now.AddMinutes(1)));
        Assert.Equal(shown.StatusSince, (await Row(unit)).StatusSince);

        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.Write(change => Reservations.Release(change, HolderKind.Response, 5, change.Now));
        var free = await Row(unit);
        Assert.Equal((UnitStatus.Available, null, world.Clock.Now), (free.Status, free.Holder, free.StatusSince));
        Assert.True(before.Version < taken.Version && taken.Version < shown.Version && shown.Version < free.Version);
        await world.Write(change => Reservations.Release(change, HolderKind.Response, 5, change.Now));
    }

    [Fact]
    public async Task People_are_told_apart_by_where_they_are_and_who_holds_them()
    {
        var made = await world.Unit();
        var (unit, aboard) = (made.Id, made.Crew[0].Id);
        var (held, idle) = ((await world.Paramedic(made.Site)).Id, (await world.Paramedic(made.Site)).Id);
        await world.Write(change => Reservations.TakePeople(change, [held, aboard], HolderKind.Response, 6, 12, Activity.Dispatched, change.Now));
        IReadOnlyList<PersonRow> rows = [];
        await world.Write(async change =>
        {
            var people = Reservations.LockPeople(change, [idle, held, aboard, held]);
            await change.Send();
            rows = people.Value;
        });
        Assert.Equal(3, rows.Count);
        var on = rows.Single(row => row.Id == aboard);
        Assert.Equal((unit, made.Number, 6), (on.VehicleId, on.UnitNumber, on.HolderId));
        var taken = rows.Single(row => row.Id == held);
        Assert.Equal((null, 12), (taken.VehicleId, taken.RequestId));
        Assert.Null(rows.Single(row => row.Id == idle).Holder);

        await world.Write(change => Reservations.ReleasePerson(change, held, HolderKind.Response, 6, change.Now));
        Assert.Equal([aboard], await world.Db.List<long>($"select person_id from fleet.held_people where holder_id = 6"));
        Assert.Equal(world.Clock.Now, await world.Db.One<DateTimeOffset?>($"select fleet.idle_since({held})"));
        Assert.Null(await world.Db.One<DateTimeOffset?>($"select fleet.idle_since({idle})"));
    }

    [Fact]
    public async Task Sixty_four_want_one_unit_and_one_person_and_one_gets_each()
    {
        var unit = (await world.Unit(0)).Id;
        var medic = (await world.Paramedic(await world.Site())).Id;
        for (var round = 0; round < 10; round++)
        {
            var first = 1000 + round * 64;
            var vehicles = await Task.WhenAll(Enumerable.Range(first, 64).Select(i => world.TryWrite(change =>
                Reservations.TakeVehicle(change, unit, HolderKind.Response, i, i, Activity.Dispatched, change.Now))));
            Assert.Equal((1, 63), (vehicles.Count(code => code is null), vehicles.Count(code => code == "unit_held")));
            var people = await Task.WhenAll(Enumerable.Range(first, 64).Select(i => world.TryWrite(change =>
                Reservations.TakePeople(change, [medic], HolderKind.Response, i, i, Activity.Dispatched, change.Now))));
            Assert.Equal((1, 63), (people.Count(code => code is null), people.Count(code => code == "member_held")));
            await world.Write(change =>
            {
                for (var i = first; i < first + 64; i++)
                {
                    Reservations.Release(change, HolderKind.Response, i, change.Now);
                }
            });
        }
    }

    [Fact]
    public async Task Locked_first_the_loser_reads_who_holds_it()
    {
        var unit = (await world.Unit(0)).Id;
        var holders = await Task.WhenAll(Enumerable.Range(1, 64).Select(async i =>
        {
            Holder? seen = null;
            await world.Write(async change =>
            {
                var found = Reservations.LockVehicle(change, unit);
                await change.Send();
                seen = found.Value!.Holder;
                if (seen is null)
                {
                    Reservations.TakeVehicle(change, unit, HolderKind.Response, 5000 + i, 100 + i, Activity.Dispatched, change.Now);
                    await change.Send();
                }
            });
            return seen;
        }));
        Assert.Single(holders, holder => holder is null);
        Assert.Single(holders.Where(holder => holder is not null).Distinct());
    }

    private async Task<VehicleRow> Row(long unit) => await world.Db.One<VehicleRow>($"select * from fleet.units where id = {unit}");
}
