using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Attend.Tests.Faults;

/// <summary>The product as an operator runs it: a process of its own, which a test may kill, with a private PostgreSQL.</summary>
/// <param name="connection">A PostgreSQL of the test's instead of a private one.</param>
/// <param name="variables">What the operator sets in its environment.</param>
public sealed class ServerProcess(string? connection = null, params (string Name, string Value)[] variables) : IAsyncDisposable
{
    private readonly string folder = Path.Combine(Path.GetTempPath(), "attend-fault-" + Guid.NewGuid().ToString("n")[..8]);
    private readonly int port = FreePort();
    private Process? process;

    public HttpClient Http { get; private set; } = null!;

    public Uri Url => new($"http://127.0.0.1:{port}");

    /// <summary>The process id of the PostgreSQL that the server started.</summary>
    public int PostgresPid => int.Parse(
        File.ReadLines(Path.Combine(folder, "postgres", "cluster", "postmaster.pid")).First(), System.Globalization.CultureInfo.InvariantCulture);

    public bool IsRunning => process is not null;

    /// <summary>Starts the server and waits until it is ready.</summary>
    /// <returns>How long that took.</returns>
    public async Task<TimeSpan> Start()
    {
        var began = Stopwatch.GetTimestamp();
        process = Launch("--urls", Url.ToString());
        Http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 64, ConnectTimeout = TimeSpan.FromSeconds(2) })
        {
            BaseAddress = Url, Timeout = TimeSpan.FromSeconds(20),
        };
        while (!await Ready())
        {
            if (process.HasExited)
            {
                throw new InvalidOperationException($"The server ended with {process.ExitCode}: {await process.StandardError.ReadToEndAsync()}");
            }

            if (Stopwatch.GetElapsedTime(began) > TimeSpan.FromSeconds(60))
            {
                throw new TimeoutException("The server was not ready within a minute.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }

        return Stopwatch.GetElapsedTime(began);
    }

    /// <summary>What <c>kill -9</c> does: no handler runs, nothing is flushed.</summary>
    public async Task Kill()
    {
        process!.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        process = null;
        Http.Dispose();
    }

    /// <summary>Runs one command of the program over the same data.</summary>
    public async Task<(int Code, string Output)> Command(params string[] words)
    {
        using var command = Launch(words);
        var output = command.StandardOutput.ReadToEndAsync();
        var errors = command.StandardError.ReadToEndAsync();
        await command.WaitForExitAsync();
        return (command.ExitCode, await output + await errors);
    }

    public async ValueTask DisposeAsync()
    {
        if (process is { HasExited: false })
        {
            using var terminate = Process.Start("kill", ["-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
            await terminate.WaitForExitAsync();
            await process.WaitForExitAsync();
        }

        Http?.Dispose();
        process?.Dispose();
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private Process Launch(params string[] words)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        string[] where = connection is null ? ["--data", folder] : ["--data", folder, "--connection", connection];
        foreach (var word in (string[])[Path.Combine(AppContext.BaseDirectory, "attend.dll"), .. words, .. where])
        {
            start.ArgumentList.Add(word);
        }

        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        var started = Process.Start(start)!;
        if (words is ["--urls", ..])
        {
            // Nobody reads the server's log here; a full pipe would stop it.
            _ = started.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        }

        return started;
    }

    /// <summary>How it looks to a client whose server is killed in the middle of a request: the line ends, or is thrown away with the client.</summary>
    public static bool IsCut(Exception exception) => exception is HttpRequestException or TaskCanceledException or ObjectDisposedException or IOException;

    private async Task<bool> Ready()
    {
        try
        {
            using var answer = await Http.GetAsync("/health/ready");
            return answer.StatusCode is HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
