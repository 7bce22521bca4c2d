using System.Buffers.Binary;
using System.Text;

namespace Attend.PublicRequests;

/// <summary>
/// HEIC (ISO/IEC 23008-12 in ISO/IEC 14496-12 boxes). Every offset in the file counts from its beginning, so nothing is moved: what does
/// not belong to a picture is overwritten with zeros where it stands, and boxes that are not needed are renamed <c>free</c>.
/// </summary>
internal static class StripHeic
{
    private static readonly HashSet<string> Brands = ["heic", "heix", "heim", "heis"];
    private static readonly HashSet<string> Pictures = ["hvc1", "hev1", "lhv1", "grid", "iden", "iovl", "jpeg"];
    private static readonly HashSet<string> OfMeta = ["hdlr", "pitm", "iinf", "iloc", "iprp", "iref", "idat", "dinf", "grpl"];
    private static readonly HashSet<string> Properties =
    [
        "hvcC", "lhvC", "ispe", "pixi", "colr", "pasp", "irot", "imir", "clap", "auxC", "rloc", "clli", "mdcv", "amve", "tols",
        "oinf", "lsel",
    ];

    public static bool Is(ReadOnlySpan<byte> file)
    {
        if (file.Length < 16 || !file[4..].StartsWith("ftyp"u8))
        {
            return false;
        }

        var size = (int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(file), (uint)file.Length);
        for (var at = 8; at + 4 <= size; at += 4)
        {
            if (at != 12 && Brands.Contains(Encoding.ASCII.GetString(file.Slice(at, 4))))
            {
                return true;
            }
        }

        return false;
    }

    public static byte[]? Of(ReadOnlySpan<byte> original)
    {
        var file = original.ToArray();
        if (IsoBox.In(file, 0, file.Length) is not { } boxes || boxes.Find(box => box.Type == "meta") is not { } meta
            || IsoBox.In(file, meta.Body + 4, meta.End) is not { } inner)
        {
            return null;
        }

        var pictures = new HashSet<uint>();
        if (inner.Find(box => box.Type == "iinf") is not { } infos || !ReadItems(file, infos, pictures)
            || inner.Find(box => box.Type == "iloc") is not { } places
            || ItemPlaces.Read(file, places, pictures) is not { Count: > 0 } kept)
        {
            return null;
        }

        var inMeta = inner.Find(box => box.Type == "idat");
        foreach (var box in boxes)
        {
            switch (box.Type)
            {
                case "ftyp" or "meta":
                    break;
                case "mdat":
                    Clear(file, box.Body, box.End,
                        [.. kept.Where(part => !part.InMeta).Select(part => (part.From, part.From + part.Length))]);
                    break;
                default:
                    Empty(file, box);
                    break;
            }
        }

        foreach (var box in inner.Where(box => !OfMeta.Contains(box.Type)))
        {
            Empty(file, box);
        }

        if (inMeta is { } data)
        {
            Clear(file, data.Body, data.End,
                [.. kept.Where(part => part.InMeta).Select(part => (data.Body + part.From, data.Body + part.From + part.Length))]);
        }

        if (inner.Find(box => box.Type == "hdlr") is { } name && name.Body + 24 < name.End)
        {
            file.AsSpan((name.Body + 24)..name.End).Clear();
        }

        return inner.Find(box => box.Type == "iprp") is not { } properties || ClearProperties(file, properties) ? file : null;
    }

    /// <summary>Which items are pictures. The names of items, which may be any text, go.</summary>
    private static bool ReadItems(byte[] file, IsoBox infos, HashSet<uint> pictures)
    {
        if (infos.Body + 8 > infos.End || IsoBox.In(file, infos.Body + (file[infos.Body] == 0 ? 6 : 8), infos.End) is not { } items)
        {
            return false;
        }

        foreach (var item in items.Where(item => item.Type == "infe"))
        {
            var wide = item.Body < item.End && file[item.Body] == 3;
            var type = item.Body + (wide ? 10 : 8);
            if (item.Body + 4 > item.End || file[item.Body] is not (2 or 3) || type + 4 > item.End)
            {
                return false;
            }

            if (Pictures.Contains(Encoding.ASCII.GetString(file, type, 4)))
            {
                var id = file.AsSpan(item.Body + 4);
                pictures.Add(wide ? BinaryPrimitives.ReadUInt32BigEndian(id) : BinaryPrimitives.ReadUInt16BigEndian(id));
            }

            file.AsSpan((type + 4)..item.End).Clear();
        }

        return true;
    }

    /// <summary>Properties are referred to by their place in the list, so an unwanted one stays as an empty box.</summary>
    private static bool ClearProperties(byte[] file, IsoBox properties)
    {
        if (IsoBox.In(file, properties.Body, properties.End)?.Find(box => box.Type == "ipco") is not { } list
            || IsoBox.In(file, list.Body, list.End) is not { } each)
        {
            return false;
        }

        foreach (var box in each.Where(box => !Properties.Contains(box.Type)))
        {
            Empty(file, box);
        }

        return true;
    }

    private static void Empty(byte[] file, IsoBox box)
    {
        "free"u8.CopyTo(file.AsSpan(box.Start + 4));
        file.AsSpan(box.Body..box.End).Clear();
    }

    /// <summary>Zeros from <paramref name="from"/> to <paramref name="to"/> except in the kept parts.</summary>
    private static void Clear(byte[] file, int from, int to, List<(int From, int To)> kept)
    {
        var at = from;
        foreach (var part in kept.Where(part => part.To > from && part.From < to).OrderBy(part => part.From))
        {
            if (part.From > at)
            {
                file.AsSpan(at..part.From).Clear();
            }

            at = Math.Max(at, part.To);
        }

        if (at < to)
        {
            file.AsSpan(at..to).Clear();
        }
    }
}
