using Attend.Channels;
using Xunit;

namespace Attend.Tests.Channels;

public sealed class SmsLengthTests
{
    [Theory]
    [InlineData("", "Gsm7", 0, 1)]
    [InlineData("M1: CALL-9E3779B1", "Gsm7", 17, 1)]
    [InlineData("à é ù £ Ñ ß", "Gsm7", 11, 1)]
    // The euro and the brackets are reached by an escape; a small c with a cedilla is not there at all, a large one is.
    [InlineData("€[]", "Gsm7", 6, 1)]
    [InlineData("Ça", "Gsm7", 2, 1)]
    [InlineData("ça", "Ucs2", 2, 1)]
    [InlineData("`", "Ucs2", 1, 1)]
    [InlineData("’", "Ucs2", 1, 1)]
    [InlineData("نداء", "Ucs2", 4, 1)]
    [InlineData("🚑", "Ucs2", 2, 1)]
    public void A_text_takes_so_many_places(string text, string alphabet, int places, int segments) =>
        Assert.Equal((alphabet, places, segments), Of(text));

    [Theory]
    [InlineData('a', 160, 1)]
    [InlineData('a', 161, 2)]
    [InlineData('a', 306, 2)]
    [InlineData('a', 307, 3)]
    [InlineData('€', 80, 1)]
    // 76 of them fill 152 of the 153 places: the escape and its letter are not torn apart.
    [InlineData('€', 81, 2)]
    [InlineData('€', 152, 2)]
    [InlineData('€', 153, 3)]
    [InlineData('ж', 70, 1)]
    [InlineData('ж', 71, 2)]
    [InlineData('ж', 134, 2)]
    [InlineData('ж', 135, 3)]
    public void What_is_too_long_for_one_is_sent_in_several(char letter, int count, int segments) =>
        Assert.Equal(segments, SmsLength.Of(new string(letter, count)).Segments);

    [Fact]
    public void A_picture_of_two_halves_stands_in_one_part()
    {
        // 33 pictures are 66 of 67 units; the 34th begins the second part.
        Assert.Equal(("Ucs2", 70, 1), Of(string.Concat(Enumerable.Repeat("🚑", 35))));
        Assert.Equal(("Ucs2", 132, 2), Of(string.Concat(Enumerable.Repeat("🚑", 66))));
        Assert.Equal(("Ucs2", 134, 3), Of(string.Concat(Enumerable.Repeat("🚑", 67))));
    }

    private static (string, int, int) Of(string text)
    {
        var length = SmsLength.Of(text);
        return (length.Alphabet.ToString(), length.Places, length.Segments);
    }
}
