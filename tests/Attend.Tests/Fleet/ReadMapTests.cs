using System.Net;
using System.Net.Http.Headers;
using Xunit;

namespace Attend.Tests.Fleet;

/// <summary>What lies under the vehicles on a map: nothing, or the file that an operator laid into the data folder.</summary>
public sealed class ReadMapTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task The_ground_is_plain_until_a_file_is_there_and_then_its_ranges_are_read()
    {
        var dispatcher = await world.Dispatcher();
        var plain = (await dispatcher.Get("/api/map")).Is(200);
        Assert.Equal(("PLAIN", null), (plain["ground"].GetString(), plain["url"].GetString()));
        (await dispatcher.Get("/api/map/tiles")).Refused(404, "not_found");
        // The reports are read on it, too.
        (await (await world.As("auditor")).Get("/api/map")).Is(200);

        Directory.CreateDirectory(world.DataFolder);
        await File.WriteAllBytesAsync(Path.Combine(world.DataFolder, "town.pmtiles"), [.. "PMTiles, and then what is in it"u8], TestContext.Current.CancellationToken);
        var tiles = (await dispatcher.Get("/api/map")).Is(200);
        Assert.Equal(("TILES", "/api/map/tiles?of=town.pmtiles"), (tiles["ground"].GetString(), tiles["url"].GetString()));

        using var request = new HttpRequestMessage(HttpMethod.Get, tiles["url"].GetString());
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", dispatcher.Token);
        request.Headers.Range = new RangeHeaderValue(0, 6);
        using var part = await dispatcher.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.PartialContent, "PMTiles"), (part.StatusCode, await part.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
        (await dispatcher.Get("/api/map/tiles?of=../attend.conf")).Refused(404, "not_found");
        (await world.Stranger.Get("/api/map/tiles?of=town.pmtiles")).Refused(401, "unauthenticated");
        File.Delete(Path.Combine(world.DataFolder, "town.pmtiles"));
    }
}
