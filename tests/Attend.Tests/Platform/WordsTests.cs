using System.Text.Json;
using Attend.Bookings;
using Attend.Platform;
using Xunit;

namespace Attend.Tests.Platform;

public sealed class WordsTests
{
    /// <summary>In C#, JSON, SQL and queries alike.</summary>
    [Fact]
    public void A_value_that_a_standard_spells_in_its_own_way_has_that_word_everywhere()
    {
        Assert.Equal(["waitlist", "booked", "arrived", "checked-in", "fulfilled", "cancelled", "noshow"], Words.All<BookingState>());
        Assert.Equal(Words.All<BookingState>(), Words.AllOf(typeof(BookingState)));
        Assert.Equal("checked-in", Words.OfBoxed(BookingState.CheckedIn));
        Assert.Equal("\"checked-in\"", JsonSerializer.Serialize(BookingState.CheckedIn, Wire.Json));
        Assert.Equal(BookingState.NoShow, JsonSerializer.Deserialize<BookingState>("\"noshow\"", Wire.Json));
        Assert.False(Words.TryParse<BookingState>("checked_in", out _));
        Assert.Equal("no_show", Words.Of(BookingAction.NoShow));
    }
}
