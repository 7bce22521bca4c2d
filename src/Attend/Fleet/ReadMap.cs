using Attend.Platform;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Fleet;

/// <summary>What lies under the vehicles on a map.</summary>
internal enum MapGround
{
    /// <summary>Nothing: the vehicles stand on a plain ground, which works everywhere.</summary>
    Plain,

    /// <summary>A PMTiles archive (version 3) that was laid into the data folder.</summary>
    Tiles,

    /// <summary>A MapLibre style somewhere else, by its address.</summary>
    Style,
}

/// <param name="Url">Where the ground is read from; null for a plain one.</param>
internal sealed record MapView(MapGround Ground, string? Url);

/// <summary>The ground of the maps: the style that is set, else the first <c>.pmtiles</c> file in the data folder, else none.</summary>
internal static class ReadMap
{
    private const string TilesUrl = "/api/map/tiles";

    public static Ok<MapView> Handle(Settings settings) => TypedResults.Ok(
        settings.MapStyle is { } style ? new MapView(MapGround.Style, style)
        : Find(settings) is { } file ? new MapView(MapGround.Tiles, $"{TilesUrl}?of={Uri.EscapeDataString(file.Name)}")
        : new MapView(MapGround.Plain, null));

    /// <summary>The archive itself; a map reads the ranges of it that it shows.</summary>
    /// <param name="of">The file's name as <see cref="Handle"/> gave it, so that another file is another address.</param>
    public static Results<PhysicalFileHttpResult, Refused> Tiles(string? of, Settings settings) =>
        Find(settings) is { } file && (of is null || of == file.Name)
            ? TypedResults.PhysicalFile(file.FullName, "application/vnd.pmtiles", lastModified: new DateTimeOffset(file.LastWriteTimeUtc, TimeSpan.Zero), enableRangeProcessing: true)
            : PlatformProblems.NotFound.Refuse();

    private static FileInfo? Find(Settings settings)
    {
        var folder = new DirectoryInfo(settings.DataFolder);
        return folder.Exists
            ? folder.EnumerateFiles("*.pmtiles").Where(file => !file.Name.StartsWith('.')).MinBy(file => file.Name, StringComparer.Ordinal)
            : null;
    }
}
