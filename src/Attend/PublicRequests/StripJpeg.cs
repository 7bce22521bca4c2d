using System.Buffers;
using System.Buffers.Binary;

namespace Attend.PublicRequests;

/// <summary>
/// JPEG (ITU-T T.81): keeps the tables, frames and scans, drops the application segments and comments, and whatever follows the end of
/// the picture. The orientation is the one thing of Exif without which the picture is shown wrongly; it is written anew by itself.
/// </summary>
internal static class StripJpeg
{
    private const byte StartOfImage = 0xD8;
    private const byte EndOfImage = 0xD9;
    private const byte StartOfScan = 0xDA;
    private const byte App0 = 0xE0;
    private const byte App1 = 0xE1;
    private const byte App14 = 0xEE;

    public static bool Is(ReadOnlySpan<byte> file) => file.Length > 4 && file[0] == 0xFF && file[1] == StartOfImage && file[2] == 0xFF;

    public static byte[]? Of(ReadOnlySpan<byte> file)
    {
        var kept = new ArrayBufferWriter<byte>(file.Length);
        kept.Write(file[..2]);
        var (at, framed, scanned, oriented) = (2, false, false, false);
        while (at + 1 < file.Length)
        {
            if (file[at] != 0xFF)
            {
                return null;
            }

            var marker = file[at + 1];
            if (marker == 0xFF)
            {
                at++;
                continue;
            }

            if (marker == EndOfImage)
            {
                break;
            }

            var length = at + 4 <= file.Length ? BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]) : 0;
            if (length < 2 || at + 2 + length > file.Length)
            {
                return null;
            }

            var segment = file.Slice(at, 2 + length);
            at += segment.Length;
            switch (marker)
            {
                case App0 when segment.Length >= 18 && segment[4..].StartsWith("JFIF\0"u8):
                    WriteJfif(kept, segment);
                    break;
                case App1 when !oriented && segment[4..].StartsWith("Exif\0\0"u8):
                    oriented = WriteOrientation(kept, segment[10..]);
                    break;
                case App14 when segment.Length == 16 && segment[4..].StartsWith("Adobe"u8):
                    // Says how the colours were transformed; without it a CMYK picture is shown in false colours.
                    kept.Write(segment);
                    break;
                case >= 0xE0 and <= 0xEF or 0xFE or >= 0xF0 and <= 0xFD:
                    break;
                case StartOfScan:
                    kept.Write(segment);
                    var end = EndOfScan(file, at);
                    kept.Write(file[at..end]);
                    at = end;
                    scanned = true;
                    break;
                case 0xC4 or 0xCC or 0xDB or 0xDC or 0xDD:
                    kept.Write(segment);
                    break;
                case >= 0xC0 and <= 0xCF:
                    framed = true;
                    kept.Write(segment);
                    break;
                default:
                    return null;
            }
        }

        kept.Write<byte>([0xFF, EndOfImage]);
        return framed && scanned ? kept.WrittenSpan.ToArray() : null;
    }

    /// <summary>Where the coded data of a scan ends: at a marker that is neither stuffing, nor a restart, nor fill.</summary>
    private static int EndOfScan(ReadOnlySpan<byte> file, int at)
    {
        while (at + 1 < file.Length)
        {
            if (file[at] == 0xFF && file[at + 1] is not (0x00 or 0xFF or >= 0xD0 and <= 0xD7))
            {
                return at;
            }

            at++;
        }

        return file.Length;
    }

    private static void WriteJfif(ArrayBufferWriter<byte> kept, ReadOnlySpan<byte> segment)
    {
        // Sixteen bytes and no thumbnail, which would show what was cut off.
        kept.Write<byte>([0xFF, App0, 0, 16]);
        kept.Write(segment[4..16]);
        kept.Write<byte>([0, 0]);
    }

    private static bool WriteOrientation(ArrayBufferWriter<byte> kept, ReadOnlySpan<byte> tiff)
    {
        if (Orientation(tiff) is not (> 1 and var turned))
        {
            return false;
        }

        kept.Write<byte>([0xFF, App1, 0, 34]);
        kept.Write("Exif\0\0MM\0*"u8);
        kept.Write<byte>([0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, turned, 0, 0, 0, 0, 0, 0]);
        return true;
    }

    private static byte Orientation(ReadOnlySpan<byte> tiff)
    {
        if (tiff.Length < 14)
        {
            return 1;
        }

        var little = tiff[0] == (byte)'I';
        var directory = Long(tiff[4..], little);
        if (directory > tiff.Length - 2)
        {
            return 1;
        }

        var entries = tiff[((int)directory + 2)..];
        var count = Short(tiff[(int)directory..], little);
        for (var i = 0; i < count && entries.Length >= (i + 1) * 12; i++)
        {
            var entry = entries.Slice(i * 12, 12);
            if (Short(entry, little) == 0x0112 && Short(entry[8..], little) is >= 1 and <= 8 and var value)
            {
                return (byte)value;
            }
        }

        return 1;
    }

    private static ushort Short(ReadOnlySpan<byte> at, bool little) =>
        little ? BinaryPrimitives.ReadUInt16LittleEndian(at) : BinaryPrimitives.ReadUInt16BigEndian(at);

    private static uint Long(ReadOnlySpan<byte> at, bool little) =>
        little ? BinaryPrimitives.ReadUInt32LittleEndian(at) : BinaryPrimitives.ReadUInt32BigEndian(at);
}
