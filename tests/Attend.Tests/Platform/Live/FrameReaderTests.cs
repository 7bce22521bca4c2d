using System.Text;
using Attend.Platform.Live;
using Xunit;

namespace Attend.Tests.Platform.Live;

public sealed class FrameReaderTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(125)]
    [InlineData(126)]
    [InlineData(127)]
    [InlineData(1000)]
    [InlineData(16 * 1024)]
    public void A_message_of_any_length_arrives_in_any_portions(int length)
    {
        var text = string.Concat(Enumerable.Range(0, length).Select(i => (char)('a' + i % 26)));
        var bytes = RawSocket.Text(text);
        foreach (var portion in (int[])[1, 2, 3, 7, 64, int.MaxValue])
        {
            var arrived = Assert.Single(Feed(bytes, portion));
            Assert.Equal((Arrival.Text, text), (arrived.Arrival, Encoding.UTF8.GetString(arrived.Payload)));
        }
    }

    [Fact]
    public void Fragments_make_one_message_and_control_frames_come_between_them()
    {
        byte[] bytes =
        [
            .. RawSocket.Text("Gr", final: false),
            .. RawSocket.Frame(0x9, "are you there"u8),
            .. RawSocket.Frame(0x0, "üß"u8[..3], final: false),
            .. RawSocket.Frame(0x0, "üß"u8[3..]),
            .. RawSocket.Text("next"),
        ];
        foreach (var portion in (int[])[1, 5, int.MaxValue])
        {
            Assert.Equal(
                [(Arrival.Ping, "are you there"), (Arrival.Text, "Grüß"), (Arrival.Text, "next")],
                Feed(bytes, portion).Select(one => (one.Arrival, Encoding.UTF8.GetString(one.Payload))));
        }
    }

    [Fact]
    public void Between_messages_it_holds_nothing()
    {
        var reader = new FrameReader(1000);
        ReadOnlySpan<byte> input = RawSocket.Text("hello", final: false);
        Assert.Equal(Arrival.None, reader.Read(ref input));
        Assert.True(reader.Midway);
        input = RawSocket.Frame(0x0, " world"u8);
        Assert.Equal(Arrival.Text, reader.Read(ref input));
        Assert.False(reader.Midway);
        reader.Release();
        Assert.Equal(0, reader.Payload.Length);
    }

    private static List<(Arrival Arrival, byte[] Payload)> Feed(byte[] bytes, int portion)
    {
        var reader = new FrameReader(16 * 1024);
        var arrived = new List<(Arrival, byte[])>();
        var waiting = new List<byte>();
        foreach (var part in bytes.Chunk(Math.Min(portion, bytes.Length)))
        {
            waiting.AddRange(part);
            ReadOnlySpan<byte> input = waiting.ToArray();
            while (reader.Read(ref input) is var arrival && arrival != Arrival.None)
            {
                arrived.Add((arrival, reader.Payload.ToArray()));
                reader.Release();
            }

            waiting = [.. input];
        }

        Assert.Empty(waiting);
        return arrived;
    }
}
