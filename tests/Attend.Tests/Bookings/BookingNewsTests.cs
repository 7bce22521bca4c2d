using Attend.Tests.Platform.Live;
using Xunit;

namespace Attend.Tests.Bookings;

public sealed class BookingNewsTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task Staff_hear_of_bookings_with_their_keys_and_the_wall_hears_nothing()
    {
        var practice = await Practice.Open(world);
        var address = $"/ws/queue/{practice.Clinic.Code}/?site={practice.Clinic.Site}";
        await using var wall = await RawSocket.Open(world.Url, address);
        await using var nurse = await RawSocket.Open(world.Url, address, (await practice.Nurse).Token);
        await using var reader = await RawSocket.Open(world.Url, address, (await world.As("hospital", practice.Clinic.Site)).Token);
        await wall.Message("initial_data");
        await nurse.Message("initial_data");
        await reader.Message("initial_data");

        var booking = (await practice.Book(practice.At())).Id;
        var told = await nurse.Message("booking_update");
        Assert.Equal(("BOOKING_MADE", booking, "booked"), (
            told.GetProperty("event").GetString(), told.GetProperty("data").GetProperty("id").GetInt64(), told.GetProperty("data").GetProperty("state").GetString()));
        Assert.StartsWith("Somebody", told.GetProperty("data").GetProperty("name").GetString(), StringComparison.Ordinal);
        Assert.Equal("""["reschedule","arrive","check_in","cancel","no_show"]""", told.GetProperty("data").GetProperty("actions").GetRawText());
        Assert.Equal("[]", (await reader.Message("booking_update")).GetProperty("data").GetProperty("actions").GetRawText());

        (await practice.Do(booking, "check-in")).Is(200);
        Assert.Equal("PATIENT_CHECKED_IN", (await nurse.Message("booking_update")).GetProperty("event").GetString());
        // The first that the wall hears since is the number.
        while (true)
        {
            var heard = await wall.Next();
            Assert.NotEqual("booking_update", heard.GetProperty("type").GetString());
            if (heard.GetProperty("type").GetString() is "queue_status_update")
            {
                break;
            }
        }
    }
}
