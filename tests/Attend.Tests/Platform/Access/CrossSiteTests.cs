using Attend.Platform.Access;
using Attend.Tests.Faults;
using Attend.Tests.Platform.Live;
using Xunit;

namespace Attend.Tests.Platform.Access;

/// <summary>
/// A browser brings the cookie along wherever a page sends it. Every write, every socket and every read is asked for as a foreign page
/// would: nothing is done and nothing opened.
/// </summary>
public sealed class CrossSiteTests(World world) : IClassFixture<World>
{
    private static readonly (string Name, string Value)[][] Foreign =
    [
        [("Origin", "https://evil.example")], [("Origin", "null")], [("Sec-Fetch-Site", "cross-site")], [("Sec-Fetch-Site", "same-site")],
        [("Sec-Fetch-Site", "none")], [("Origin", "https://evil.example"), ("Sec-Fetch-Site", "same-origin")], [],
    ];

    private static readonly (string Type, string Body)[] Forms =
    [
        ("application/json", "{}"), ("text/plain", "{\"a\":\"=\"}"), ("application/x-www-form-urlencoded", "a=1"),
        ("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--b--\r\n"),
    ];

    [Fact]
    public async Task With_a_cookie_every_write_needs_an_origin_of_our_own()
    {
        var ledger = await Ledger.Open(world);
        var scene = await Scene.Make(world, new Random(1));
        var (cookie, operations) = (await Cookie(), await All());
        var mark = await ledger.Mark();
        var (tried, wrong) = (0, new List<string>());
        foreach (var operation in operations.Where(operation => operation.Writes))
        {
            foreach (var headers in Foreign)
            {
                var (type, body) = Forms[tried++ % Forms.Length];
                using var request = new HttpRequestMessage(new HttpMethod(operation.Method), Operations.Address(operation, scene))
                {
                    Content = new StringContent(body),
                };
                request.Content.Headers.Remove("Content-Type");
                request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
                request.Headers.Add("Cookie", cookie);
                foreach (var (name, value) in headers)
                {
                    request.Headers.Add(name, value);
                }

                var answer = await world.Stranger.Send(request);
                // A body of a kind that no route takes is refused while the route is looked for.
                if (answer.Number != 415 && (answer.Number != 403 || !operation.Old && answer.Code is not "foreign_origin"))
                {
                    wrong.Add($"{operation} {string.Join(' ', headers)} {type}: {answer.Number} {answer.Body}");
                }
            }
        }

        Assert.Empty(wrong);
        Assert.Empty(await ledger.Since(mark));
    }

    [Fact]
    public async Task No_read_writes_anything()
    {
        var ledger = await Ledger.Open(world);
        var scene = await Scene.Make(world, new Random(1));
        var (cookie, operations) = (await Cookie(), await All());
        var mark = await ledger.Mark();
        foreach (var operation in operations.Where(operation => !operation.Writes))
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, Operations.Address(operation, scene));
            request.Headers.Add("Cookie", cookie);
            request.Headers.Add("Origin", "https://evil.example");
            var answer = await world.Stranger.Send(request);
            Assert.True(answer.Number < 500, $"{operation}: {answer.Number}");
            // Without this header a foreign page's script cannot look at the answer.
            Assert.False(answer.Message.Headers.Contains("Access-Control-Allow-Origin"), operation.ToString());
        }

        Assert.Empty(await ledger.Since(mark));
    }

    [Fact]
    public async Task With_a_cookie_every_socket_needs_an_origin_of_our_own()
    {
        var scene = await Scene.Make(world, new Random(1));
        foreach (var channel in LiveChannels.All.Where(channel => channel.Needs != Permission.Anyone))
        {
            var cookie = $"Cookie: {Gate.Cookie}={await LiveChannels.Listener(world, channel)}";
            foreach (var headers in Foreign)
            {
                await using var hijacked = await LiveChannels.Open(world, channel, scene, null, [cookie, .. headers.Select(header => $"{header.Name}: {header.Value}")]);
                Assert.True(hijacked.Status == 403, $"{channel.Route} {string.Join(' ', headers)}: {hijacked.Status}");
            }

            await using var own = await LiveChannels.Open(world, channel, scene, null, cookie, "Origin: " + world.Url.GetLeftPart(UriPartial.Authority));
            Assert.True(own.Status == 101, $"{channel.Route}: {own.Status}");
        }
    }

    private async Task<IReadOnlyList<Operation>> All() => new Operations((await world.Stranger.Get("/openapi.json")).Is(200).Body).All;

    private async Task<string> Cookie() => $"{Gate.Cookie}={(await world.Admin()).Token}";
}
