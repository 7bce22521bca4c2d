using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml.Linq;

namespace Attend.Tests.Browser;

/// <summary>
/// A small PMTiles archive (version 3) with the roads of an OpenStreetMap extract as vector tiles (Mapbox Vector Tile 2.1) of one zoom.
/// Written by the two specifications, so that what the map reads is not what its own library wrote.
/// </summary>
internal static class RoadTiles
{
    private const int Zoom = 13;
    private const int Extent = 4096;

    public static void Write(string osmZip, string file, (double South, double West, double North, double East) box)
    {
        var tiles = new SortedDictionary<ulong, List<int[]>>();
        foreach (var road in Roads(osmZip, box))
        {
            var points = road.Select(Project).ToList();
            var (left, right) = ((int)points.Min(point => point.X), (int)points.Max(point => point.X));
            var (top, bottom) = ((int)points.Min(point => point.Y), (int)points.Max(point => point.Y));
            for (var x = left; x <= right; x++)
            {
                for (var y = top; y <= bottom; y++)
                {
                    var within = points.SelectMany(point => new[] { (int)((point.X - x) * Extent), (int)((point.Y - y) * Extent) }).ToArray();
                    (tiles.TryGetValue(TileId(x, y), out var there) ? there : tiles[TileId(x, y)] = []).Add(within);
                }
            }
        }

        Archive(file, tiles, box);
    }

    private static IEnumerable<List<(double Lat, double Lon)>> Roads(string osmZip, (double South, double West, double North, double East) box)
    {
        using var zip = ZipFile.OpenRead(osmZip);
        using var stream = zip.Entries.Single(entry => entry.Name.EndsWith(".osm", StringComparison.Ordinal)).Open();
        var osm = XDocument.Load(stream).Root!;
        var nodes = osm.Elements("node").ToDictionary(node => (string)node.Attribute("id")!, node => (Lat: Number(node, "lat"), Lon: Number(node, "lon")));
        return osm.Elements("way").Where(way => way.Elements("tag").Any(tag => (string?)tag.Attribute("k") == "highway"))
            .Select(way => way.Elements("nd").Select(step => (string)step.Attribute("ref")!).Where(nodes.ContainsKey).Select(step => nodes[step]).ToList())
            .Where(points => points.Count > 1 && points.Exists(point =>
                point.Lat > box.South && point.Lat < box.North && point.Lon > box.West && point.Lon < box.East));

        static double Number(XElement node, string name) => double.Parse((string)node.Attribute(name)!, CultureInfo.InvariantCulture);
    }

    private static (double X, double Y) Project((double Lat, double Lon) point)
    {
        var (size, sine) = (1 << Zoom, Math.Sin(point.Lat * Math.PI / 180));
        return ((point.Lon + 180) / 360 * size, (0.5 - Math.Log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * size);
    }

    /// <summary>The number of a tile along the Hilbert curve, after all tiles of the zooms below.</summary>
    private static ulong TileId(int x, int y)
    {
        ulong id = 0;
        for (var zoom = 0; zoom < Zoom; zoom++)
        {
            id += 1UL << (2 * zoom);
        }

        for (var side = 1 << (Zoom - 1); side > 0; side /= 2)
        {
            var (right, upper) = ((x & side) > 0 ? 1 : 0, (y & side) > 0 ? 1 : 0);
            id += (ulong)side * (ulong)side * (ulong)((3 * right) ^ upper);
            if (upper == 0)
            {
                (x, y) = right == 1 ? (side - 1 - (y & (side - 1)), side - 1 - (x & (side - 1))) : (y & (side - 1), x & (side - 1));
            }
        }

        return id;
    }

    private static void Archive(string file, SortedDictionary<ulong, List<int[]>> tiles, (double South, double West, double North, double East) box)
    {
        var contents = tiles.Values.Select(Tile).ToList();
        var directory = new List<byte>();
        Varint(directory, (ulong)tiles.Count);
        tiles.Keys.Zip(tiles.Keys.Prepend(0UL)).ToList().ForEach(pair => Varint(directory, pair.First - pair.Second));
        contents.ForEach(_ => Varint(directory, 1));
        contents.ForEach(content => Varint(directory, (ulong)content.Length));
        // The first lies at the beginning; 0 says that each follows the one before.
        contents.Index().ToList().ForEach(tile => Varint(directory, tile.Index == 0 ? 1UL : 0UL));
        var metadata = Encoding.UTF8.GetBytes("""{"vector_layers":[{"id":"roads","fields":{}}],"attribution":"© OpenStreetMap contributors"}""");
        var header = new byte[127];
        "PMTiles"u8.CopyTo(header);
        header[7] = 3;
        var (directoryAt, metadataAt) = (127, 127 + directory.Count);
        var dataAt = metadataAt + metadata.Length;
        long[] numbers =
        [
            directoryAt, directory.Count, metadataAt, metadata.Length, dataAt, 0, dataAt, contents.Sum(content => content.Length),
            contents.Count, contents.Count, contents.Count,
        ];
        foreach (var (index, number) in numbers.Index())
        {
            BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(8 + 8 * index), number);
        }

        // Clustered; nothing compressed; vector tiles; the one zoom.
        new byte[] { 1, 1, 1, 1, Zoom, Zoom }.CopyTo(header, 96);
        foreach (var (index, degrees) in new[] { box.West, box.South, box.East, box.North }.Index())
        {
            BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(102 + 4 * index), (int)(degrees * 1e7));
        }

        header[118] = Zoom;
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(119), (int)((box.West + box.East) / 2 * 1e7));
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(123), (int)((box.South + box.North) / 2 * 1e7));
        File.WriteAllBytes(file, [.. header, .. directory, .. metadata, .. contents.SelectMany(content => content)]);
    }

    /// <summary>One layer, <c>roads</c>, of lines without attributes.</summary>
    private static byte[] Tile(List<int[]> roads)
    {
        var layer = new List<byte>();
        Field(layer, 1, "roads"u8.ToArray());
        foreach (var road in roads)
        {
            var geometry = new List<byte>();
            Varint(geometry, 1 << 3 | 1);
            Step(geometry, road[0], road[1]);
            Varint(geometry, (ulong)(road.Length / 2 - 1) << 3 | 2);
            for (var i = 2; i < road.Length; i += 2)
            {
                Step(geometry, road[i] - road[i - 2], road[i + 1] - road[i - 1]);
            }

            var feature = new List<byte> { 3 << 3, 2 };
            Field(feature, 4, [.. geometry]);
            Field(layer, 2, [.. feature]);
        }

        layer.Add(5 << 3);
        Varint(layer, Extent);
        layer.AddRange([15 << 3, 2]);
        var tile = new List<byte>();
        Field(tile, 3, [.. layer]);
        return [.. tile];
    }

    private static void Step(List<byte> to, int x, int y)
    {
        Varint(to, (uint)((x << 1) ^ (x >> 31)));
        Varint(to, (uint)((y << 1) ^ (y >> 31)));
    }

    private static void Field(List<byte> to, int number, byte[] content)
    {
        Varint(to, (ulong)(number << 3 | 2));
        Varint(to, (ulong)content.Length);
        to.AddRange(content);
    }

    private static void Varint(List<byte> to, ulong value)
    {
        for (; value > 127; value >>= 7)
        {
            to.Add((byte)(value | 128));
        }

        to.Add((byte)value);
    }
}
