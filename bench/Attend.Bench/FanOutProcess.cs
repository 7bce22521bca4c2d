using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Attend.Bench;

/// <summary>
/// One of the servers of <see cref="FanOutServers"/> in a process of its own, commanded over its standard input, so that what it costs
/// is measured apart from what its clients cost.
/// </summary>
internal sealed class FanOutProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly ConcurrentDictionary<string, TaskCompletionSource<string[]>> asked = new(StringComparer.Ordinal);

    private string path = "";
    private string token = "";

    private FanOutProcess(Process process, FanOutRoom room) => (this.process, Room) = (process, room);

    public int Port { get; private set; }

    /// <summary>The room that its clients are in.</summary>
    public FanOutRoom Room { get; }

    /// <summary>What the client says first on an open socket, framed; mostly nothing.</summary>
    public byte[] Hello { get; private set; } = [];

    public static async Task<FanOutProcess> Start(string kind, string connection, FanOutRoom room)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var word in (string[])[Path.Combine(AppContext.BaseDirectory, "attend.bench.dll"), FanOutServers.Word, kind, connection, room.Name])
        {
            start.ArgumentList.Add(word);
        }

        var server = new FanOutProcess(Process.Start(start)!, room);
        var ready = server.Expect("ready");
        _ = server.Hear();
        var answer = await ready;
        (server.Port, server.path, server.token) = (int.Parse(answer[0], CultureInfo.InvariantCulture), answer[1], answer[2]);
        if (kind == FanOutServers.SignalR)
        {
            // A client's frames are masked; with zeros a mask changes nothing.
            var hello = "{\"protocol\":\"json\",\"version\":1}\u001e"u8;
            server.Hello = [0x81, (byte)(0x80 | hello.Length), 0, 0, 0, 0, .. hello];
        }

        return server;
    }

    /// <summary>The request that opens a socket here.</summary>
    /// <param name="client">Its number, from 0: it may have a seat of its own.</param>
    /// <param name="cursor">Of the last that it heard; nothing when it comes for the first time.</param>
    public byte[] Request(int client, string cursor = "")
    {
        var own = client.ToString("D9", CultureInfo.InvariantCulture);
        var resumed = cursor.Length == 0 ? "" : $"{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}cursor={cursor}";
        string[] right = token == FanOutServers.NoToken ? [] : [$"Authorization: Bearer {token.Replace("*", own, StringComparison.Ordinal)}"];
        string[] lines =
        [
            $"GET {path.Replace("*", own, StringComparison.Ordinal)}{resumed} HTTP/1.1", $"Host: 127.0.0.1:{Port}", .. right, "Connection: Upgrade",
            "Upgrade: websocket", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 13", "", "",
        ];
        return Encoding.ASCII.GetBytes(string.Join("\r\n", lines));
    }

    /// <summary>Has the server tell everybody of an event; when it was committed (<see cref="Stopwatch"/>, one clock for all processes).</summary>
    /// <param name="bytes">Of a yardstick's message.</param>
    public async Task<long> Tell(int number, int bytes) => long.Parse((await Ask($"tell {number} {bytes}"))[0], CultureInfo.InvariantCulture);

    /// <summary>How many sockets are open, of Attend's.</summary>
    public async Task<int> Sockets() => int.Parse((await Ask("sockets 0"))[0], CultureInfo.InvariantCulture);

    /// <summary>What the server's process has used of all cores so far.</summary>
    public async Task<TimeSpan> Cpu() => TimeSpan.FromTicks(long.Parse((await Ask("cpu 0"))[0], CultureInfo.InvariantCulture));

    /// <summary>Bytes after a collection: the process's working set, and the managed heap in it.</summary>
    public async Task<(long WorkingSet, long Managed)> Memory()
    {
        var answer = await Ask("memory 0");
        return (long.Parse(answer[0], CultureInfo.InvariantCulture), long.Parse(answer[1], CultureInfo.InvariantCulture));
    }

    public async ValueTask DisposeAsync()
    {
        // The end of its input is the end of the server.
        process.StandardInput.Close();
        try
        {
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(10));
        }
        catch (TimeoutException)
        {
            process.Kill();
        }

        process.Dispose();
    }

    private Task<string[]> Ask(string command)
    {
        var answer = Expect(command);
        lock (process)
        {
            process.StandardInput.WriteLine(command);
            process.StandardInput.Flush();
        }

        return answer;
    }

    private Task<string[]> Expect(string what)
    {
        var source = new TaskCompletionSource<string[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        asked[what] = source;
        return source.Task.WaitAsync(Patience);
    }

    // An answer is the command, a colon, and words.
    private async Task Hear()
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            var colon = line.IndexOf(": ", StringComparison.Ordinal);
            if (colon > 0 && asked.TryRemove(line[..colon], out var source))
            {
                source.SetResult(line[(colon + 2)..].Split(' '));
            }
        }

        foreach (var source in asked.Values)
        {
            source.TrySetException(new IOException("The server's process ended."));
        }
    }
}
