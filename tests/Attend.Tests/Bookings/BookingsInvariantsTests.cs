using System.Globalization;
using Attend.Bookings;
using Xunit;

namespace Attend.Tests.Bookings;

/// <summary>Each invariant cries when somebody breaks by hand what it is there for, and is silent before.</summary>
public sealed class BookingsInvariantsTests(World world) : IClassFixture<World>
{
    /// <summary>Wrongs; <c>{one}</c> and <c>{two}</c> are booked, <c>{three}</c> waits, <c>{in}</c> has checked in and has <c>{ticket}</c>, <c>{walk}</c> is a number without.</summary>
    private static readonly (string Invariant, string Wrong)[] Wrongs =
    [
        ("I1 no booking overlaps", "alter table bookings.bookings drop constraint one_booking_per_place; update bookings.bookings set place = 1 where id in ({one}, {two})"),
        ("I1 no booking overlaps", "alter table bookings.bookings drop constraint one_booking_per_patient; update bookings.bookings set patient_id = 1 where id in ({one}, {three})"),
        ("who is booked has a place", "alter table bookings.bookings drop constraint place_while_held; update bookings.bookings set place = null where id = {one}"),
        ("who is booked has a place", "alter table bookings.bookings drop constraint place_while_held; update bookings.bookings set place = 7 where id = {three}"),
        ("who has checked in has a ticket", "alter table bookings.bookings drop constraint ticket_from_check_in; update bookings.bookings set ticket_id = null, place = null where id = {in}"),
        ("who has checked in has a ticket", "update bookings.bookings set ticket_id = 999999 where id = {in}"),
        ("who has checked in has a ticket", "update bookings.bookings set ticket_id = {walk} where id = {in}"),
        ("who has checked in has a ticket", "update queues.tickets set patient_id = 1 where id = {ticket}"),
        ("who has checked in has a ticket", "update queues.tickets set source = 'appointment' where id = {walk}"),
        ("who is on time waits from their slot on", "update queues.tickets set arrived_at = arrived_at - interval '1 minute' where id = {ticket}"),
        ("a booking follows its ticket", "update bookings.bookings set state = 'fulfilled' where id = {in}"),
        ("a booking follows its ticket", "update platform.events set to_state = 'COMPLETED' where subject = 'ticket:{ticket}'"),
        ("I7 bookings and events agree", "update bookings.bookings set state = 'arrived' where id = {one}"),
        ("I7 bookings and events agree", "delete from platform.events where subject = 'booking:{one}'"),
    ];

    public static TheoryData<int> Each => [.. Enumerable.Range(0, Wrongs.Length)];

    [Fact]
    public void Every_invariant_is_shown_to_cry() =>
        Assert.Equal(BookingsInvariants.All.Select(invariant => invariant.Name).Order(), Wrongs.Select(one => one.Invariant).Distinct().Order());

    [Theory]
    [MemberData(nameof(Each))]
    public async Task It_cries(int index)
    {
        var (name, wrong) = Wrongs[index];
        var practice = await Practice.Open(world, new { places = 2 });
        var (one, two) = ((await practice.Book(practice.At())).Id, (await practice.Book(practice.At())).Id);
        var three = (await practice.Book(practice.At(), wait: true)).Id;
        var checkedIn = (await practice.Book(practice.At(1))).Id;
        var ticket = (await practice.Do(checkedIn, "check-in")).Is(200)["ticket_id"].GetInt64();
        var walk = (await practice.Clinic.Join()).Id;
        // Whoever has heard this has heard all that was before it.
        (await practice.Clinic.Do((await practice.Clinic.Join()).Id, "cancel")).Is(200);
        await Practice.Heard(world);
        Assert.Equal("", await world.Violations());

        foreach (var (word, id) in new[] { ("{one}", one), ("{two}", two), ("{three}", three), ("{in}", checkedIn), ("{ticket}", ticket), ("{walk}", walk) })
        {
            wrong = wrong.Replace(word, id.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        }

        Assert.NotEmpty(await world.Cries(BookingsInvariants.All.Single(invariant => invariant.Name == name).Query, wrong));
        Assert.Equal("", await world.Violations());
    }
}
