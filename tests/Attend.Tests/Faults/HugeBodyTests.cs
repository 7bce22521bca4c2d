using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace Attend.Tests.Faults;

/// <summary>A body of 100 MB is refused when it is announced, or as soon as it is too long: nobody reads it to its end.</summary>
public sealed class HugeBodyTests(World world) : IClassFixture<World>
{
    private const long Huge = 100L * 1024 * 1024;

    // What the largest route takes, and what is on its way in the buffers of both sides.
    private const long MostRead = 40L * 1024 * 1024;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData("/api/calls", "application/json", false)]
    [InlineData("/api/calls", "application/json", true)]
    [InlineData("/api/positions", "application/json", false)]
    [InlineData("/api/positions", "application/json", true)]
    [InlineData("/api/requests", "application/json", false)]
    [InlineData("/api/requests", "application/json", true)]
    [InlineData("/api/requests", "multipart/form-data; boundary=b", false)]
    [InlineData("/dispatch/api/dispatch/", "application/json", false)]
    [InlineData("/dispatch/api/dispatch/", "application/json", true)]
    [InlineData("/dispatch/api/dispatch/", "application/x-www-form-urlencoded", false)]
    public async Task A_hundred_megabytes_are_refused_early(string path, string type, bool chunked)
    {
        var ledger = await Ledger.Open(world);
        var token = (await world.Dispatcher()).Token;
        var mark = await ledger.Mark();
        foreach (var key in new[] { "", "Idempotency-Key: 0123456789abcdef\r\n" })
        {
            var began = Stopwatch.GetTimestamp();
            var (status, sent) = await Send(
                $"POST {path} HTTP/1.1\r\nHost: {world.Url.Authority}\r\nAuthorization: Bearer {token}\r\nContent-Type: {type}\r\n{key}"
                + (chunked ? "Transfer-Encoding: chunked\r\n\r\n" : $"Content-Length: {Huge}\r\n\r\n"), chunked);
            Assert.Equal(413, status);
            Assert.True(sent < MostRead, $"{sent} bytes were taken");
            Assert.True(Stopwatch.GetElapsedTime(began) < Soon, "it took long");
        }

        Assert.Empty(await ledger.Since(mark));
        (await world.Stranger.Get("/health/ready")).Is(200);
    }

    /// <summary>Writes the body until the server answers; the status, and how much was written by then.</summary>
    private async Task<(int Status, long Sent)> Send(string head, bool chunked)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(world.Url.Host, world.Url.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head));
        var answer = Answer(stream);
        var part = new byte[64 * 1024];
        // White space may stand before any JSON, so that nothing but the length is wrong.
        part.AsSpan().Fill((byte)' ');
        byte[] chunk = chunked ? [.. Encoding.ASCII.GetBytes($"{part.Length:x}\r\n"), .. part, .. "\r\n"u8] : part;
        var sent = 0L;
        try
        {
            while (sent < Huge && !answer.IsCompleted)
            {
                await stream.WriteAsync(chunk);
                sent += part.Length;
            }
        }
        catch (IOException)
        {
            // The server has hung up on us, as it may; what it said before is still there to be read.
        }

        return (await answer.WaitAsync(Soon), sent);
    }

    private static async Task<int> Answer(NetworkStream stream)
    {
        var line = new byte[12];
        await stream.ReadExactlyAsync(line);
        return int.Parse(Encoding.ASCII.GetString(line)[9..], CultureInfo.InvariantCulture);
    }
}
