using System.Buffers.Binary;
using System.Text;

namespace Attend.PublicRequests;

/// <summary>A box of an ISO base media file (ISO/IEC 14496-12): where it starts, where its body starts, where it ends.</summary>
internal sealed record IsoBox(string Type, int Start, int Body, int End)
{
    /// <summary>The boxes that fill a stretch of the file exactly, or null.</summary>
    public static List<IsoBox>? In(ReadOnlySpan<byte> file, int from, int to)
    {
        var boxes = new List<IsoBox>();
        while (from < to)
        {
            if (from + 8 > to)
            {
                return null;
            }

            long size = BinaryPrimitives.ReadUInt32BigEndian(file[from..]);
            var body = from + 8;
            if (size == 1)
            {
                if (from + 16 > to)
                {
                    return null;
                }

                size = BinaryPrimitives.ReadInt64BigEndian(file[body..]);
                body += 8;
            }
            else if (size == 0)
            {
                size = to - from;
            }

            if (size < body - from || size > to - from)
            {
                return null;
            }

            boxes.Add(new IsoBox(Encoding.ASCII.GetString(file.Slice(from + 4, 4)), from, body, from + (int)size));
            from += (int)size;
        }

        return boxes;
    }
}

/// <summary>A stretch of an item's data: in the file, or (<paramref name="InMeta"/>) in the <c>idat</c> box.</summary>
internal readonly record struct ItemPart(int From, int Length, bool InMeta);

/// <summary>Where the data of items stand (the <c>iloc</c> box).</summary>
internal static class ItemPlaces
{
    /// <summary>The parts of the wanted items; null when the box is broken or points out of the file.</summary>
    public static List<ItemPart>? Read(ReadOnlySpan<byte> file, IsoBox box, IReadOnlySet<uint> wanted)
    {
        var fields = new Fields(file[box.Body..box.End]);
        var version = fields.Take(1);
        fields.Take(3);
        var sizes = fields.Take(2);
        var (offsetSize, lengthSize) = ((int)(sizes >> 12), (int)(sizes >> 8 & 15));
        var (baseSize, indexSize) = ((int)(sizes >> 4 & 15), (int)(sizes & 15));
        if (offsetSize == 0 || lengthSize == 0)
        {
            // Nobody writes such a file, and its loops would run without reading on.
            return null;
        }

        var count = fields.Take(version < 2 ? 2 : 4);
        var parts = new List<ItemPart>();
        for (ulong item = 0; item < count && !fields.Broken; item++)
        {
            var id = (uint)fields.Take(version < 2 ? 2 : 4);
            var method = version is 1 or 2 ? fields.Take(2) & 15 : 0;
            var elsewhere = fields.Take(2) != 0;
            var start = fields.Take(baseSize);
            var extents = fields.Take(2);
            for (ulong extent = 0; extent < extents && !fields.Broken; extent++)
            {
                fields.Take(version > 0 ? indexSize : 0);
                var from = start + fields.Take(offsetSize);
                var length = fields.Take(lengthSize);
                if (!wanted.Contains(id))
                {
                    continue;
                }

                if (elsewhere || method > 1 || from > (ulong)file.Length || length > (ulong)file.Length - from)
                {
                    return null;
                }

                parts.Add(new ItemPart((int)from, length == 0 ? file.Length - (int)from : (int)length, method == 1));
            }
        }

        return fields.Broken ? null : parts;
    }

    private ref struct Fields(ReadOnlySpan<byte> rest)
    {
        private ReadOnlySpan<byte> left = rest;

        public bool Broken { get; private set; }

        public ulong Take(int bytes)
        {
            if (bytes > left.Length || bytes > 8)
            {
                Broken = true;
                return 0;
            }

            var value = 0UL;
            foreach (var next in left[..bytes])
            {
                value = value << 8 | next;
            }

            left = left[bytes..];
            return value;
        }
    }
}
