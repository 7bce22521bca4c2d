using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using System.Text.Unicode;

namespace Attend.Platform.Live;

internal enum Arrival
{
    /// <summary>More bytes are needed.</summary>
    None,
    Text,
    Ping,
    Pong,
    Close,

    /// <summary>The client broke the protocol; <see cref="FrameReader.Code"/> and <see cref="FrameReader.Reason"/> say how.</summary>
    Fault,
}

/// <summary>
/// Takes a client's bytes apart (RFC 6455 5): masked frames, messages in fragments, control frames between the fragments. It is fed in
/// any portions and holds memory only while a message is incomplete.
/// </summary>
internal sealed class FrameReader(int largest)
{
    private const int LargestControl = 125;

    private byte[]? message;
    private int length;
    private byte[]? control;
    private int controlLength;
    private byte opcode;
    private bool final;
    private bool inPayload;
    private bool inMessage;
    private long left;
    private uint mask;

    /// <summary>The message's or the control frame's payload, until the next call.</summary>
    public ReadOnlyMemory<byte> Payload { get; private set; }

    /// <summary>The close code of a <see cref="Arrival.Close"/>, or the one that a <see cref="Arrival.Fault"/> is answered with.</summary>
    public ushort Code { get; private set; }

    public string Reason { get; private set; } = "";

    /// <summary>True between the frames of a message and within a frame: then the peer owes us something.</summary>
    public bool Midway => inPayload || inMessage;

    /// <summary>Takes what it can from the input and tells what that completed. What it leaves is to be given again with more behind it.</summary>
    public Arrival Read(ref ReadOnlySpan<byte> input)
    {
        while (true)
        {
            if (!inPayload)
            {
                var arrival = Header(ref input);
                if (arrival is not null)
                {
                    return arrival.Value;
                }
            }

            TakePayload(ref input);
            if (left > 0)
            {
                return Arrival.None;
            }

            inPayload = false;
            if (opcode >= 0x8)
            {
                return Control();
            }

            if (final)
            {
                inMessage = false;
                Payload = message.AsMemory(0, length);
                return Utf8.IsValid(Payload.Span) ? Arrival.Text : Fault(CloseCode.BadText, "text must be UTF-8");
            }
        }
    }

    /// <summary>Gives the memory of the last message back; call it when the message has been dealt with.</summary>
    public void Release()
    {
        if (!inMessage && !inPayload && message is not null)
        {
            ArrayPool<byte>.Shared.Return(message);
            message = null;
            length = 0;
            Payload = default;
        }
    }

    /// <summary>Null when a header was read; else what to tell the caller.</summary>
    private Arrival? Header(ref ReadOnlySpan<byte> input)
    {
        if (input.Length < 2)
        {
            return Arrival.None;
        }

        var (first, second) = (input[0], input[1]);
        var size = second & 0x7F;
        if ((first & 0x70) != 0)
        {
            return Fault(CloseCode.ProtocolError, "no extension was agreed on");
        }

        if ((second & 0x80) == 0)
        {
            return Fault(CloseCode.ProtocolError, "a client's frames are masked");
        }

        var (code, last) = ((byte)(first & 0xF), (first & 0x80) != 0);
        if (Refused(code, last, size) is { } refused)
        {
            return refused;
        }

        var extended = size switch { 126 => 2, 127 => 8, _ => 0 };
        if (input.Length < 2 + extended + 4)
        {
            return Arrival.None;
        }

        var payload = extended switch
        {
            2 => BinaryPrimitives.ReadUInt16BigEndian(input[2..]),
            8 => BinaryPrimitives.ReadUInt64BigEndian(input[2..]),
            _ => (ulong)size,
        };
        if ((extended == 2 && payload < 126) || (extended == 8 && payload <= ushort.MaxValue) || payload > long.MaxValue)
        {
            return Fault(CloseCode.ProtocolError, "a length is written as short as it can be");
        }

        if (payload > (ulong)(largest - (code == 0x0 ? length : 0)))
        {
            return Fault(CloseCode.TooBig, $"a message may have {largest} bytes");
        }

        mask = BinaryPrimitives.ReadUInt32LittleEndian(input[(2 + extended)..]);
        input = input[(2 + extended + 4)..];
        (opcode, final, left, inPayload) = (code, last, (long)payload, true);
        if (code >= 0x8)
        {
            (control, controlLength) = (new byte[payload], 0);
        }
        else
        {
            inMessage = true;
            length = code == 0x0 ? length : 0;
            Grow(length + (int)payload);
        }

        return null;
    }

    private Arrival? Refused(byte code, bool last, int size) => code switch
    {
        0x0 when !inMessage => Fault(CloseCode.ProtocolError, "there is no message to continue"),
        0x1 when inMessage => Fault(CloseCode.ProtocolError, "the message before is not finished"),
        0x2 => Fault(CloseCode.Unsupported, "messages are text"),
        0x8 or 0x9 or 0xA when !last => Fault(CloseCode.ProtocolError, "a control frame is one frame"),
        0x8 or 0x9 or 0xA when size > LargestControl => Fault(CloseCode.ProtocolError, "a control frame has at most 125 bytes"),
        0x0 or 0x1 or 0x8 or 0x9 or 0xA => null,
        _ => Fault(CloseCode.ProtocolError, "unknown opcode"),
    };

    private void TakePayload(ref ReadOnlySpan<byte> input)
    {
        var count = (int)Math.Min(left, input.Length);
        if (count == 0)
        {
            return;
        }

        var target = opcode >= 0x8 ? control.AsSpan(controlLength, count) : message.AsSpan(length, count);
        Unmask(input[..count], target);
        input = input[count..];
        left -= count;
        if (opcode >= 0x8)
        {
            controlLength += count;
        }
        else
        {
            length += count;
        }
    }

    private void Unmask(ReadOnlySpan<byte> source, Span<byte> target)
    {
        for (var i = 0; i < source.Length; i++)
        {
            target[i] = (byte)(source[i] ^ (mask >> ((i & 3) * 8)));
        }

        mask = BitOperations.RotateRight(mask, (source.Length & 3) * 8);
    }

    private Arrival Control()
    {
        Payload = control;
        control = null;
        if (opcode != 0x8)
        {
            return opcode == 0x9 ? Arrival.Ping : Arrival.Pong;
        }

        (Code, Reason) = (CloseCode.NoCode, "");
        if (Payload.Length == 0)
        {
            return Arrival.Close;
        }

        if (Payload.Length == 1 || !MayBeSent(BinaryPrimitives.ReadUInt16BigEndian(Payload.Span)))
        {
            return Fault(CloseCode.ProtocolError, "that is no close code");
        }

        if (!Utf8.IsValid(Payload.Span[2..]))
        {
            return Fault(CloseCode.BadText, "a reason must be UTF-8");
        }

        (Code, Reason) = (BinaryPrimitives.ReadUInt16BigEndian(Payload.Span), Encoding.UTF8.GetString(Payload.Span[2..]));
        return Arrival.Close;
    }

    private static bool MayBeSent(ushort code) => code is >= 1000 and <= 1003 or >= 1007 and <= 1014 or >= 3000 and <= 4999;

    private void Grow(int needed)
    {
        if (message is null || message.Length < needed)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, 256));
            if (message is not null)
            {
                message.AsSpan(0, length).CopyTo(larger);
                ArrayPool<byte>.Shared.Return(message);
            }

            message = larger;
        }
    }

    private Arrival Fault(ushort code, string reason)
    {
        (Code, Reason) = (code, reason);
        return Arrival.Fault;
    }
}
