using System.Buffers.Binary;
using System.Text;

namespace Attend.Platform.Live;

/// <summary>Close codes (RFC 6455 7.4 and its registry; 4000-4999 are the product's).</summary>
internal static class CloseCode
{
    public const ushort Normal = 1000;
    public const ushort GoingAway = 1001;
    public const ushort ProtocolError = 1002;
    public const ushort Unsupported = 1003;
    public const ushort NoCode = 1005;
    public const ushort BadText = 1007;
    public const ushort Policy = 1008;
    public const ushort TooBig = 1009;
    public const ushort Bug = 1011;

    /// <summary>Connect again with the last cursor.</summary>
    public const ushort TryAgain = 1013;

    /// <summary>The session ended: sign in first.</summary>
    public const ushort SessionEnded = 4401;

    /// <summary>The roles no longer allow this channel.</summary>
    public const ushort Forbidden = 4403;
}

/// <summary>
/// What a server sends (RFC 6455 5.2). Its frames carry no mask, so one encoding is right for every client: a message is framed once and
/// the same bytes go to all of them.
/// </summary>
internal static class Frames
{
    public static readonly byte[] Pong = Text("""{"type":"pong"}"""u8);
    public static readonly byte[] Gap = Text("""{"type":"gap"}"""u8);

    private const byte Final = 0x80;

    public static byte[] Text(ReadOnlySpan<byte> payload) => Frame(0x1, payload);

    /// <summary>The answer to a client's ping, with its payload.</summary>
    public static byte[] PongFrame(ReadOnlySpan<byte> payload) => Frame(0xA, payload);

    public static byte[] Close(ushort code, string reason)
    {
        if (code == CloseCode.NoCode)
        {
            return Frame(0x8, []);
        }

        // A control frame holds 125 bytes; reasons are ours and short.
        var payload = new byte[2 + Encoding.UTF8.GetByteCount(reason)];
        BinaryPrimitives.WriteUInt16BigEndian(payload, code);
        Encoding.UTF8.GetBytes(reason, payload.AsSpan(2));
        return Frame(0x8, payload);
    }

    public static int HeaderLength(int payload) => payload < 126 ? 2 : payload <= ushort.MaxValue ? 4 : 10;

    /// <summary>Where the payload of one of our frames begins.</summary>
    public static int PayloadAt(ReadOnlySpan<byte> frame) => frame[1] switch { 126 => 4, 127 => 10, _ => 2 };

    /// <summary>A text frame of the given size, header written, payload still empty.</summary>
    public static byte[] Empty(int payload)
    {
        var frame = new byte[HeaderLength(payload) + payload];
        WriteHeader(frame, 0x1, payload);
        return frame;
    }

    private static byte[] Frame(byte opcode, ReadOnlySpan<byte> payload)
    {
        var frame = new byte[HeaderLength(payload.Length) + payload.Length];
        WriteHeader(frame, opcode, payload.Length);
        payload.CopyTo(frame.AsSpan(HeaderLength(payload.Length)));
        return frame;
    }

    private static void WriteHeader(Span<byte> frame, byte opcode, int payload)
    {
        frame[0] = (byte)(Final | opcode);
        if (payload < 126)
        {
            frame[1] = (byte)payload;
        }
        else if (payload <= ushort.MaxValue)
        {
            frame[1] = 126;
            BinaryPrimitives.WriteUInt16BigEndian(frame[2..], (ushort)payload);
        }
        else
        {
            frame[1] = 127;
            BinaryPrimitives.WriteUInt64BigEndian(frame[2..], (ulong)payload);
        }
    }
}
