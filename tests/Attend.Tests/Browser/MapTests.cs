using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Attend.Tests.Browser;

public sealed class MapTests(World world, Chromium chromium) : IClassFixture<World>, IClassFixture<Chromium>
{
    // The roads of the dark scheme: --map-road.
    private static readonly int[] Road = [51, 64, 75];

    // The mark of a critical call in the dark scheme: --critical.
    private static readonly int[] Critical = [255, 123, 134];

    private readonly Desk desk = new(world, chromium);

    [Fact]
    public async Task Calls_and_units_are_chosen_on_the_map_and_the_other_window_follows()
    {
        var (unit, call) = await Manhattan();
        var board = await desk.Page("desk", "dark");
        await desk.SignIn(board);
        var map = await board.Context.NewPageAsync();
        await map.GotoAsync("/map");
        await Drawn(map);
        await map.IsSound("map window");

        await board.GotoAsync($"/board?call={call.Id}&panel=call&list=map");
        await Drawn(board);
        await board.Picture("desk-dark-map");
        await board.IsSound("board with map");
        await board.GetByRole(AriaRole.Button, new() { Name = "Units" }).ClickAsync();
        await board.GetByRole(AriaRole.Option).Filter(new() { HasText = unit.Number }).ClickAsync();
        await Expect(map).ToHaveURLAsync(new System.Text.RegularExpressions.Regex($"unit={unit.Id}"));

        // And pressed on the map it is chosen on the board: the one mark of a critical call.
        await board.GotoAsync("/board?list=map");
        await Drawn(board);
        var place = (await board.Locator("canvas.maplibregl-canvas").BoundingBoxAsync())!;
        var marks = (await Pixels(board, Critical)).Where(pixel => pixel.X > place.X && pixel.Y > place.Y && pixel.Y < place.Y + place.Height).ToList();
        await board.Mouse.ClickAsync((float)marks.Average(pixel => pixel.X), (float)marks.Average(pixel => pixel.Y));
        await Expect(board).ToHaveURLAsync(new System.Text.RegularExpressions.Regex($"call={call.Id}"));
    }

    [Fact]
    public async Task A_file_in_the_data_folder_becomes_the_ground()
    {
        var extract = RealData.File("osm/manhattan.osm.zip");
        await Manhattan();
        var plain = await desk.Page("desk", "dark");
        await desk.SignIn(plain, "/board?list=map");
        await Drawn(plain);
        Assert.InRange((await Pixels(plain, Road)).Count, 0, 50);

        Directory.CreateDirectory(world.DataFolder);
        var file = Path.Combine(world.DataFolder, "manhattan.pmtiles");
        RoadTiles.Write(extract, file, (40.72, -74.02, 40.78, -73.95));
        foreach (var (screen, scheme) in new[] { ("desk", "dark"), ("desk", "light"), ("phone", "dark") })
        {
            var page = await desk.Page(screen, scheme);
            await desk.SignIn(page, "/board?list=map");
            await Drawn(page);
            await page.Picture($"{screen}-{scheme}-map-of-roads");
            await page.IsSound($"{screen} {scheme} map of roads");
            if (scheme == "dark")
            {
                Assert.InRange((await Pixels(page, Road)).Count, 2_000, int.MaxValue);
            }
        }

        File.Delete(file);
    }

    private static Task Drawn(IPage page) => Expect(page.Locator("[data-drawn=true]")).ToBeVisibleAsync(new() { Timeout = 60_000 });

    /// <summary>The pixels of what is to be seen that have this colour.</summary>
    private static async Task<IReadOnlyList<(double X, double Y)>> Pixels(IPage page, int[] colour)
    {
        var seen = Convert.ToBase64String(await page.ScreenshotAsync());
        var found = await page.EvaluateAsync<double[]>("""
            async ({ seen, colour }) => {
                const picture = new Image()
                picture.src = `data:image/png;base64,${seen}`
                await picture.decode()
                const canvas = new OffscreenCanvas(picture.width, picture.height)
                const pen = canvas.getContext('2d')
                pen.drawImage(picture, 0, 0)
                const { data } = pen.getImageData(0, 0, picture.width, picture.height)
                const found = []
                for (let at = 0; at < data.length; at += 4)
                    if (colour.every((value, part) => Math.abs(data[at + part] - value) <= 2)) found.push((at / 4) % picture.width, Math.floor(at / 4 / picture.width))
                return found
            }
            """, new { seen, colour });
        return [.. found.Chunk(2).Select(pixel => (pixel[0], pixel[1]))];
    }

    /// <summary>A unit and a call on the island, and nothing anywhere else.</summary>
    private async Task<(Unit Unit, Answer Call)> Manhattan()
    {
        world.Clock.Now = TimeProvider.System.GetUtcNow();
        var unit = await world.Unit(site: await world.Site(latitude: 40.745, longitude: -73.995));
        var call = (await (await world.Dispatcher()).Post("/api/calls", new
        {
            emergency_type = "CARDIAC", priority = "CRITICAL", location = new { address = "350 5th Avenue", latitude = 40.7484, longitude = -73.9857 },
        })).Is(201);
        return (unit, call);
    }
}
