using Attend.Platform.Events;
using Xunit;

namespace Attend.Tests.Platform.Events;

public sealed class CursorTests
{
    private static readonly Sight Seen = new(100, 110, [100, 103, 107]);

    [Fact]
    public void A_cursor_reads_back_what_it_wrote_and_is_safe_in_a_url()
    {
        Cursor[] cursors =
        [
            new(new Place(1, 2, 3)),
            new(new Place(int.MaxValue, ulong.MaxValue, long.MaxValue)),
            new(new Place(1, 2, 3), 4),
            Cursor.Of(7, Seen),
            Cursor.Of(7, Seen).At(new Place(7, 105, 12), 2),
        ];
        foreach (var cursor in cursors)
        {
            var text = cursor.ToString();
            Assert.Matches("^[A-Za-z0-9._-]+$", text);
            Assert.Equal(text, Cursor.Parse(text)!.ToString());
            Assert.Equal(cursor.Place, Cursor.Parse(text)!.Place);
            Assert.Equal(cursor.Part, Cursor.Parse(text)!.Part);
            Assert.Equal(cursor.Seen?.Running, Cursor.Parse(text)!.Seen?.Running);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("1.2")]
    [InlineData("1.2.3.4.5")]
    [InlineData("1.2.g")]
    [InlineData("1.2.-3")]
    [InlineData("1.2.3-")]
    [InlineData("1.2.3-64")]
    [InlineData("1.2.3-64.0-1")]
    [InlineData("1.2.3-64.a.5.4")]
    [InlineData("1.2.3-64.5.7")]
    [InlineData("1.2.3-ffffffffffffffff.2")]
    [InlineData("80000000.2.3")]
    [InlineData("1.2.8000000000000000")]
    [InlineData("1.10000000000000000.3")]
    [InlineData("1.2.A")]
    [InlineData(" 1.2.3")]
    [InlineData("١.2.3")]
    public void Anything_else_is_no_cursor(string? text) => Assert.Null(Cursor.Parse(text));

    [Fact]
    public void A_book_is_not_read() => Assert.Null(Cursor.Parse("1.2.3-0.ffffff." + string.Join('.', Enumerable.Range(1, 5000))));

    [Fact]
    public void After_a_snapshot_the_news_are_what_it_did_not_see()
    {
        var cursor = Cursor.Of(7, Seen);
        var news = Enumerable.Range(90, 30).Select(tx => (ulong)tx).Where(tx => !cursor.Covers(new Place(7, tx, 1), 0));
        Assert.Equal([100, 103, 107, .. Enumerable.Range(110, 10).Select(tx => (ulong)tx)], news);
    }

    [Fact]
    public void A_message_on_the_way_to_xmax_still_remembers_the_snapshot()
    {
        var cursor = Cursor.Parse(Cursor.Of(7, Seen).At(new Place(7, 103, 9), null).ToString())!;
        Assert.True(cursor.Covers(new Place(7, 103, 9), 0));
        Assert.True(cursor.Covers(new Place(7, 105, 1), 0));
        Assert.False(cursor.Covers(new Place(7, 103, 10), 0));
        Assert.False(cursor.Covers(new Place(7, 107, 1), 0));
        Assert.Null(cursor.At(new Place(7, 110, 1), null).Seen);
    }

    [Fact]
    public void In_the_middle_of_an_event_the_parts_already_heard_are_covered()
    {
        var cursor = new Cursor(new Place(7, 103, 9), 1);
        Assert.True(cursor.Covers(new Place(7, 103, 9), 1));
        Assert.False(cursor.Covers(new Place(7, 103, 9), 2));
    }

    [Fact]
    public void A_sight_reads_as_postgresql_says_it()
    {
        Assert.Equal(Seen.Running, Sight.Parse("100:110:100,103,107").Running);
        Assert.Empty(Sight.Parse("100:100:").Running);
    }
}
