using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Attend.PublicRequests;

/// <summary>WebP (RFC 9649): keeps the picture, also inside the frames of a moving one; Exif, XMP, ICC and the unknown go.</summary>
internal static class StripWebp
{
    private const int FrameHeader = 16;
    private const byte Alpha = 0x10;
    private const byte Animation = 0x02;

    public static bool Is(ReadOnlySpan<byte> file) => file.Length > 20 && file.StartsWith("RIFF"u8) && file[8..].StartsWith("WEBP"u8);

    public static byte[]? Of(ReadOnlySpan<byte> file)
    {
        var size = BinaryPrimitives.ReadUInt32LittleEndian(file[4..]);
        if (size < 12 || size > file.Length - 8)
        {
            return null;
        }

        var kept = new ArrayBufferWriter<byte>(file.Length);
        if (!Copy(file.Slice(12, (int)size - 4), kept, frames: true))
        {
            return null;
        }

        var stripped = new byte[12 + kept.WrittenCount];
        "RIFF"u8.CopyTo(stripped);
        BinaryPrimitives.WriteUInt32LittleEndian(stripped.AsSpan(4), (uint)(kept.WrittenCount + 4));
        "WEBP"u8.CopyTo(stripped.AsSpan(8));
        kept.WrittenSpan.CopyTo(stripped.AsSpan(12));
        return stripped;
    }

    /// <summary>Copies the chunks that make the picture; false when there is none or a length is wrong.</summary>
    private static bool Copy(ReadOnlySpan<byte> chunks, ArrayBufferWriter<byte> kept, bool frames)
    {
        var pictured = false;
        while (chunks.Length >= 8)
        {
            var type = Encoding.ASCII.GetString(chunks[..4]);
            var length = BinaryPrimitives.ReadUInt32LittleEndian(chunks[4..]);
            if (length > chunks.Length - 8)
            {
                return false;
            }

            var data = chunks.Slice(8, (int)length);
            switch (type)
            {
                case "VP8X" when frames && length == 10:
                    // Only what is still in the file: transparency and movement.
                    Write(kept, type, [(byte)(data[0] & (Alpha | Animation)), .. data[1..]]);
                    break;
                case "ANIM" when frames:
                    Write(kept, type, data);
                    break;
                case "ANMF" when frames && length >= FrameHeader:
                    var frame = new ArrayBufferWriter<byte>(data.Length);
                    frame.Write(data[..FrameHeader]);
                    if (!Copy(data[FrameHeader..], frame, frames: false))
                    {
                        return false;
                    }

                    Write(kept, type, frame.WrittenSpan);
                    pictured = true;
                    break;
                case "VP8 " or "VP8L":
                    Write(kept, type, data);
                    pictured = true;
                    break;
                case "ALPH":
                    Write(kept, type, data);
                    break;
                default:
                    break;
            }

            chunks = chunks[Math.Min(chunks.Length, 8 + (int)length + (int)(length & 1))..];
        }

        return pictured;
    }

    private static void Write(ArrayBufferWriter<byte> kept, string type, ReadOnlySpan<byte> data)
    {
        Span<byte> header = stackalloc byte[8];
        Encoding.ASCII.GetBytes(type, header);
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], (uint)data.Length);
        kept.Write(header);
        kept.Write(data);
        if (data.Length % 2 == 1)
        {
            kept.Write<byte>([0]);
        }
    }
}
