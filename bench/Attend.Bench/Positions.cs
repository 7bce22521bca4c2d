using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Attend.Fleet;
using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Attend.Bench;

/// <summary>
/// B4: positions of 1,000 units over HTTP, in batches of 1 and of 100. The yardstick is the same requests through the same server
/// (connection, sign-in, permission), parsed by the same reader and dropped. Ten keep-alive connections; every fix is newer than the
/// one before, so that all are taken, written four times a second and kept as history.
/// </summary>
internal static class Positions
{
    private const int Units = 1_000;
    private const int Connections = 10;
    private const int Rounds = 5;
    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(3);

    public static async Task Run(TextWriter output)
    {
        await using var server = await BenchServer.Start(throwaway: true, Yardstick());
        await server.Staff(Units);
        using var http = await server.SignIn();
        var (address, token) = (server.Address, http.DefaultRequestHeaders.Authorization!.Parameter!);
        output.WriteLine($"  {Units:N0} units, {Connections} connections, {Rounds} alternated runs of {Slice.TotalSeconds:N0} s each;");
        output.WriteLine($"  server, PostgreSQL and clients share {Environment.ProcessorCount} cores");
        await Compare(output, address, token, 1);
        var rate = await Compare(output, address, token, 100);
        Figures.Aim(output, "fixes a second in batches of 100", rate, "N0", rate >= 20_000, ">= 20,000");
        var kept = await server.Db.One<long>($"select count(*) from fleet.positions");
        output.WriteLine($"  lines of history written meanwhile: {kept:N0}");
    }

    private static async Task<double> Compare(TextWriter output, Uri address, string token, int batch)
    {
        await Load(address, "/api/bench/parsed-and-dropped", token, batch, Slice / 2);
        await Load(address, "/api/positions", token, batch, Slice / 2);
        var dropped = new List<Measured>();
        var taken = new List<Measured>();
        for (var round = 0; round < Rounds; round++)
        {
            dropped.Add(await Load(address, "/api/bench/parsed-and-dropped", token, batch, Slice));
            taken.Add(await Load(address, "/api/positions", token, batch, Slice));
        }

        var ratio = Figures.Median(taken.Zip(dropped, (ours, theirs) => ours.FixesPerSecond / theirs.FixesPerSecond));
        var ours = Figures.Median(taken.Select(run => run.FixesPerSecond));
        output.WriteLine($"  batches of {batch,3}: taken   {Line(taken)}");
        output.WriteLine($"                  dropped {Line(dropped)}");
        Figures.Aim(output, $"batches of {batch}, ratio to parsed and dropped", ratio, "N2", ratio >= 0.7, ">= 0.70");
        return ours;
    }

    private static string Line(List<Measured> runs)
    {
        double Median(Func<Measured, double> figure) => Figures.Median(runs.Select(figure));
        var raw = string.Join(' ', runs.Select(run => Figures.Text(run.FixesPerSecond)));
        return $"{Figures.Text(Median(run => run.FixesPerSecond)),9} fixes/s, p50 {Figures.Text(Median(run => run.P50), "N2")} ms, "
            + $"p99 {Figures.Text(Median(run => run.P99), "N2")} ms, {Figures.Text(Median(run => run.CpuPerMillion), "N1")} CPU s per million "
            + $"(server and clients) [{raw}]";
    }

    private static async Task<Measured> Load(Uri address, string path, string token, int batch, TimeSpan span)
    {
        using var process = Process.GetCurrentProcess();
        var cpu = process.TotalProcessorTime;
        var watch = Stopwatch.StartNew();
        var clients = await Task.WhenAll(Enumerable.Range(0, Connections)
            .Select(index => Task.Run(() => Client(address, path, token, batch, index, span))));
        var seconds = watch.Elapsed.TotalSeconds;
        process.Refresh();
        var fixes = clients.Sum(times => (long)times.Count) * batch;
        double[] sorted = [.. clients.SelectMany(times => times).Order()];
        return new Measured(
            fixes / seconds, Figures.Percentile(sorted, 0.5), Figures.Percentile(sorted, 0.99),
            (process.TotalProcessorTime - cpu).TotalSeconds / fixes * 1_000_000);
    }

    /// <summary>One keep-alive connection; the request is made once and only its times are written anew.</summary>
    private static async Task<List<double>> Client(Uri address, string path, string token, int batch, int index, TimeSpan span)
    {
        var units = Units / Connections;
        var requests = Enumerable.Range(0, units / batch)
            .Select(part => Request(path, token, Enumerable.Range(index * units + part * batch, batch))).ToArray();
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(address.Host, address.Port);
        var buffer = new byte[4096];
        var times = new List<double>(200_000);
        var last = 0L;
        var watch = Stopwatch.StartNew();
        for (var i = 0; watch.Elapsed < span; i++)
        {
            var (bytes, places) = requests[i % requests.Length];
            // Strictly later each time, at the wire's precision.
            last = Math.Max(last + TimeSpan.TicksPerMicrosecond, TimeProvider.System.GetUtcNow().UtcTicks);
            Stamp(bytes, places, last);
            var start = Stopwatch.GetTimestamp();
            await socket.SendAsync(bytes);
            await Answered(socket, buffer, batch, path);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return times;
    }

    private static (byte[] Bytes, int[] Places) Request(string path, string token, IEnumerable<int> units)
    {
        const string Time = "2026-01-01T00:00:00.000000Z";
        var fixes = units.Select(unit => string.Create(CultureInfo.InvariantCulture,
            $$"""
            {"unit_id":{{Ids.Unit(unit)}},"latitude":{{52.3 + unit * 0.0003:N6}},"longitude":{{13.1 + unit * 0.0005:N6}},
            "speed":12.5,"heading":271,"accuracy":8,"at":"{{Time}}"}
            """));
        var body = $"[{string.Join(',', fixes)}]";
        var head = $"POST {path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n"
            + $"Content-Length: {body.Length}\r\n\r\n";
        var bytes = Encoding.ASCII.GetBytes(head + body);
        var places = new List<int>();
        for (var at = bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(Time)); at >= 0;)
        {
            places.Add(at);
            var next = bytes.AsSpan(at + 1).IndexOf(Encoding.ASCII.GetBytes(Time));
            at = next < 0 ? -1 : at + 1 + next;
        }

        return (bytes, [.. places]);
    }

    private static void Stamp(byte[] bytes, int[] places, long ticks)
    {
        Span<byte> text = stackalloc byte[27];
        new DateTime(ticks, DateTimeKind.Utc).TryFormat(text, out _, "yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);
        foreach (var place in places)
        {
            text.CopyTo(bytes.AsSpan(place));
        }
    }

    private static async Task Answered(Socket socket, byte[] buffer, int batch, string path)
    {
        var length = 0;
        while (true)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(length));
            length += read;
            var text = Encoding.ASCII.GetString(buffer, 0, length);
            var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (read == 0 || end >= 0 && !text.StartsWith("HTTP/1.1 202", StringComparison.Ordinal))
            {
                throw new InvalidOperationException($"{path}: {text}");
            }

            if (end >= 0 && Complete(text, end + 4))
            {
                if (!text.Contains($"\"accepted\":{batch}", StringComparison.Ordinal))
                {
                    throw new InvalidOperationException($"Not all were taken: {text[(end + 4)..]}");
                }

                return;
            }
        }
    }

    private static bool Complete(string text, int body)
    {
        const string Length = "Content-Length: ";
        var at = text.IndexOf(Length, StringComparison.OrdinalIgnoreCase);
        if (at < 0 || at > body)
        {
            return text.EndsWith("0\r\n\r\n", StringComparison.Ordinal);
        }

        var number = text.AsSpan(at + Length.Length, text.IndexOf('\r', at) - at - Length.Length);
        return text.Length - body >= int.Parse(number, CultureInfo.InvariantCulture);
    }

    private static Module Yardstick()
    {
        var yardstick = new Module("bench");
        yardstick.Routes.Add(routes =>
            routes.Native("/api/bench").MapPost("/parsed-and-dropped", ParsedAndDropped).Needs(Permissions.PositionsReport));
        return yardstick;
    }

    /// <summary>What <see cref="ReportPositions"/> does before it looks at anything.</summary>
    private static async Task<IResult> ParsedAndDropped(HttpContext context, TimeProvider clock)
    {
        var reader = context.Request.BodyReader;
        var read = await reader.ReadAsync();
        while (!read.IsCompleted)
        {
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            read = await reader.ReadAsync();
        }

        var fixes = ArrayPool<Reported>.Shared.Rent(PositionReader.Most);
        var body = read.Buffer.IsSingleSegment ? read.Buffer.FirstSpan : read.Buffer.ToArray();
        var (count, _, _) = PositionReader.Read(body, clock.GetUtcNow().UtcTicks, fixes);
        reader.AdvanceTo(read.Buffer.End);
        ArrayPool<Reported>.Shared.Return(fixes);
        return TypedResults.Accepted((string?)null, new PositionsAnswer(count, new Dictionary<string, int>()));
    }

    private sealed record Measured(double FixesPerSecond, double P50, double P99, double CpuPerMillion);
}
