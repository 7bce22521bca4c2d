using System.Buffers.Binary;
using System.Text;

namespace Attend.Tests.PublicRequests;

/// <summary>Small picture files of each form, made by hand, each with words hidden wherever a camera or a person may have put some.</summary>
internal static class PhotoFiles
{
    public const string Canary = "CANARY-52.5200N";

    public static readonly byte[] Coded = [0x12, 0x34, 0xFF, 0x00, 0x56, 0xFF, 0xD0, 0x78];

    private static byte[] Hidden => Encoding.ASCII.GetBytes(Canary);

    public static byte[] Jpeg(byte orientation = 6) =>
    [
        0xFF, 0xD8,
        .. Segment(0xE0, [.. "JFIF\0"u8, 1, 1, 1, 0, 72, 0, 72, 1, 1, .. Hidden]),
        .. Segment(0xE1, Exif(orientation)),
        .. Segment(0xE1, [.. "http://ns.adobe.com/xap/1.0/\0"u8, .. Hidden]),
        .. Segment(0xE2, [.. "ICC_PROFILE\0"u8, .. Hidden]),
        .. Segment(0xFE, Hidden),
        .. Segment(0xDB, new byte[65]),
        .. Segment(0xC0, [8, 0, 8, 0, 8, 1, 1, 0x11, 0]),
        .. Segment(0xC4, new byte[17]),
        .. Segment(0xDA, [1, 1, 0, 0, 63, 0]),
        .. Coded,
        0xFF, 0xD9,
        .. Hidden,
    ];

    public static byte[] Png() =>
    [
        0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A,
        .. Chunk("IHDR", [0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0]),
        .. Chunk("tEXt", [.. "Comment\0"u8, .. Hidden]), .. Chunk("eXIf", Exif(6)), .. Chunk("iTXt", Hidden), .. Chunk("xxXx", Hidden),
        .. Chunk("gAMA", [0, 0, 0xB1, 0x8F]),
        .. Chunk("IDAT", Coded),
        .. Chunk("IEND", []),
        .. Hidden,
    ];

    public static byte[] Webp()
    {
        byte[] chunks =
        [
            .. Riff("VP8X", [0x2C | 0x10, 0, 0, 0, 7, 0, 0, 7, 0, 0]), .. Riff("ICCP", Hidden), .. Riff("ALPH", [1, 2, 3]), .. Riff("VP8 ", Coded),
            .. Riff("EXIF", Exif(6)), .. Riff("XMP ", Hidden), .. Riff("junk", Hidden),
        ];
        return [.. "RIFF"u8, .. Little(chunks.Length + 4), .. "WEBP"u8, .. chunks, .. Hidden];
    }

    /// <summary>A HEIC file with one picture (item 1) and its Exif (item 2), whose data lie in one box.</summary>
    public static byte[] Heic()
    {
        byte[] ftyp = Box("ftyp", [.. "heic"u8, 0, 0, 0, 0, .. "mif1heic"u8]);
        byte[] exif = [0, 0, 0, 0, .. Hidden];
        byte[] Meta(int picture, int aside) => Box("meta",
        [
            0, 0, 0, 0,
            .. Box("hdlr", [0, 0, 0, 0, 0, 0, 0, 0, .. "pict"u8, .. new byte[12], .. Hidden, 0]),
            .. Box("pitm", [0, 0, 0, 0, 0, 1]),
            .. Box("iinf", [0, 0, 0, 0, 0, 2,
                .. Box("infe", [2, 0, 0, 0, 0, 1, 0, 0, .. "hvc1"u8, .. Hidden, 0]),
                .. Box("infe", [2, 0, 0, 1, 0, 2, 0, 0, .. "Exif"u8, 0])]),
            .. Box("iloc", [0, 0, 0, 0, 0x44, 0, 0, 2,
                0, 1, 0, 0, 0, 1, .. Big(picture), .. Big(Coded.Length),
                0, 2, 0, 0, 0, 1, .. Big(aside), .. Big(exif.Length)]),
            .. Box("iprp", Box("ipco", [.. Box("ispe", new byte[12]), .. Box("udes", [0, 0, 0, 0, .. Hidden])])),
            .. Box("uuid", [.. new byte[16], .. Hidden]),
        ]);
        var start = ftyp.Length + Meta(0, 0).Length + 8;
        return
        [
            .. ftyp, .. Meta(start + 3, start + 3 + Coded.Length), .. Box("mdat", [9, 9, 9, .. Coded, .. exif, .. Hidden]),
            .. Box("uuid", [.. new byte[16], .. Hidden]),
        ];
    }

    private static byte[] Exif(byte orientation) =>
    [
        .. "Exif\0\0II*\0"u8, 8, 0, 0, 0, 2, 0,
        0x10, 0x01, 2, 0, 4, 0, 0, 0, (byte)'C', (byte)'a', (byte)'m', 0,
        0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0,
        0, 0, 0, 0, .. Hidden,
    ];

    private static byte[] Segment(byte marker, byte[] data) => [0xFF, marker, (byte)((data.Length + 2) >> 8), (byte)(data.Length + 2), .. data];

    private static byte[] Chunk(string type, byte[] data) => [.. Big(data.Length), .. Encoding.ASCII.GetBytes(type), .. data, 0, 0, 0, 0];

    private static byte[] Riff(string type, byte[] data) =>
        [.. Encoding.ASCII.GetBytes(type), .. Little(data.Length), .. data, .. data.Length % 2 == 1 ? new byte[1] : []];

    private static byte[] Box(string type, byte[] data) => [.. Big(data.Length + 8), .. Encoding.ASCII.GetBytes(type), .. data];

    private static byte[] Big(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }

    private static byte[] Little(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }
}
