using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Attend.PublicRequests;

/// <summary>PNG (third edition): keeps the chunks that make the picture, also a moving one; text, time, Exif and the unknown go.</summary>
internal static class StripPng
{
    private static readonly HashSet<string> Kept =
    [
        "IHDR", "PLTE", "IDAT", "IEND", "tRNS", "cHRM", "gAMA", "sBIT", "sRGB", "cICP", "bKGD", "pHYs", "acTL", "fcTL", "fdAT",
    ];

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    public static bool Is(ReadOnlySpan<byte> file) => file.StartsWith(Signature);

    public static byte[]? Of(ReadOnlySpan<byte> file)
    {
        var kept = new ArrayBufferWriter<byte>(file.Length);
        kept.Write(Signature);
        var pictured = false;
        for (var rest = file[8..]; rest.Length >= 12;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(rest);
            if (length > rest.Length - 12)
            {
                return null;
            }

            var chunk = rest[..((int)length + 12)];
            var type = Encoding.ASCII.GetString(chunk.Slice(4, 4));
            if (kept.WrittenCount == 8 && (type != "IHDR" || length != 13))
            {
                return null;
            }

            if (Kept.Contains(type))
            {
                kept.Write(chunk);
            }

            pictured |= type == "IDAT";
            if (type == "IEND")
            {
                return pictured ? kept.WrittenSpan.ToArray() : null;
            }

            rest = rest[chunk.Length..];
        }

        return null;
    }
}
