using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Attend.Platform.Database;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Attend.Bench;

/// <summary>
/// B8: from starting the server's process to its first answer on <c>/health/ready</c>: with <c>initdb</c>, on an empty database, and on
/// one with a history. The yardstick of the history is the empty database.
/// </summary>
internal static class Starting
{
    private const int Calls = 1_000_000;
    private const int Chunk = 100_000;
    private const int Starts = 5;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task Run(TextWriter output)
    {
        var folder = Path.Combine(Path.GetTempPath(), "attend-bench-" + Guid.NewGuid().ToString("n")[..8]);
        try
        {
            var first = await Start(folder);
            output.WriteLine($"  first start, with initdb and migrations: {Figures.Text(first, "N2")} s");
            var empty = await Several(output, "warm, empty", folder);
            var watch = Stopwatch.StartNew();
            var size = await Fill(folder);
            output.WriteLine($"  {Calls:N0} closed calls with a response, three stamps and six events each: {size}, written in {watch.Elapsed.TotalSeconds:N0} s");
            // Not counted: its commits wait for the disk to take what the filling left to it.
            await Start(folder);
            var full = await Several(output, "warm, with history", folder);
            Figures.Aim(output, "first start, s", first, "N2", first <= 8, "<= 8");
            Figures.Aim(output, "warm start, s", empty, "N2", empty <= 3, "<= 3");
            Figures.Aim(output, "ratio with history to empty", full / empty, "N2", full / empty <= 1.3, "<= 1.3");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<double> Several(TextWriter output, string what, string folder)
    {
        var times = new List<double>();
        for (var i = 0; i < Starts; i++)
        {
            times.Add(await Start(folder));
        }

        output.WriteLine($"  {what}: median {Figures.Text(Figures.Median(times), "N2")} s of {string.Join(' ', times.Select(time => Figures.Text(time, "N2")))}");
        return Figures.Median(times);
    }

    /// <summary>Starts the server as an operator does, and stops it again with its PostgreSQL. Seconds until it was ready.</summary>
    private static async Task<double> Start(string folder)
    {
        var url = $"http://127.0.0.1:{FreePort()}";
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var word in (string[])[Path.Combine(AppContext.BaseDirectory, "attend.dll"), "--data", folder, "--urls", url])
        {
            start.ArgumentList.Add(word);
        }

        using var http = new HttpClient { BaseAddress = new Uri(url), Timeout = Patience };
        var began = Stopwatch.GetTimestamp();
        using var server = Process.Start(start)!;
        // Nobody reads the server's log here; a full pipe would stop it.
        _ = server.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        var errors = server.StandardError.ReadToEndAsync();
        try
        {
            while (!await Ready(http))
            {
                if (server.HasExited || Stopwatch.GetElapsedTime(began) > Patience)
                {
                    throw new InvalidOperationException($"The server is not ready. {(server.HasExited ? await errors : "")}");
                }

                await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
            }

            return Stopwatch.GetElapsedTime(began).TotalSeconds;
        }
        finally
        {
            if (!server.HasExited)
            {
                using var terminate = Process.Start("kill", ["-TERM", server.Id.ToString(CultureInfo.InvariantCulture)]);
                await terminate.WaitForExitAsync();
                await server.WaitForExitAsync();
            }
        }
    }

    private static async Task<bool> Ready(HttpClient http)
    {
        try
        {
            using var answer = await http.GetAsync("/health/ready");
            return answer.StatusCode is HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>A year of calls, the last some weeks ago. How large the database is then.</summary>
    private static async Task<string> Fill(string folder)
    {
        await using var postgres = await PrivatePostgres.StartThrowaway(folder, NullLogger.Instance, CancellationToken.None);
        // As the superuser, since whoever made the rows knows that they refer to each other.
        var address = new NpgsqlConnectionStringBuilder(postgres.Admin)
        {
            Database = "attend", CommandTimeout = 0, Options = "-c session_replication_role=replica -c synchronous_commit=off",
        };
        await using var source = NpgsqlDataSource.Create(address);
        // Keys stay; the other indexes are made once over all rows, which is several times faster.
        var indexes = await Indexes(source);
        await Execute(source, string.Join(';', indexes.Select(index => "drop index " + index.Name)));
        await Task.WhenAll(InChunks(source, Rows), InChunks(source, Events));
        await Task.WhenAll(indexes.GroupBy(index => index.Table == "platform.events").Select(group =>
            Execute(source, string.Join(';', group.Select(index => index.Definition)))));
        await Execute(source, $"""
            select setval('dispatch.calls_id_seq', {Calls}), setval('dispatch.responses_id_seq', {Calls});
            update platform.subscriptions set (epoch, tx, id) = (select epoch, tx, id from platform.events order by epoch desc, tx desc, id desc limit 1)
            """);
        await Task.WhenAll(
            Execute(source, "vacuum analyze platform.events"),
            Execute(source, "vacuum analyze dispatch.calls, dispatch.responses, dispatch.stamps"));
        await using var size = source.CreateCommand("select pg_size_pretty(pg_database_size('attend'))");
        return (string)(await size.ExecuteScalarAsync())!;
    }

    private static async Task<List<(string Name, string Table, string Definition)>> Indexes(NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand("""
            select i.indexrelid::regclass::text, i.indrelid::regclass::text, pg_get_indexdef(i.indexrelid) from pg_index i
            where i.indrelid = any('{dispatch.calls, dispatch.responses, dispatch.stamps, platform.events}'::regclass[])
              and not exists (select 1 from pg_constraint where conindid = i.indexrelid)
            """);
        await using var rows = await command.ExecuteReaderAsync();
        var indexes = new List<(string, string, string)>();
        while (await rows.ReadAsync())
        {
            indexes.Add((rows.GetString(0), rows.GetString(1), rows.GetString(2)));
        }

        return indexes;
    }

    private static async Task InChunks(NpgsqlDataSource source, Func<int, int, string> insert)
    {
        for (var from = 1; from <= Calls; from += Chunk)
        {
            await Execute(source, insert(from, from + Chunk - 1));
        }
    }

    private static async Task Execute(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>SQL for when call n was received: one every 30 seconds.</summary>
    private const string Received = "date_trunc('day', now()) - interval '400 days' + n * interval '30 seconds'";

    private static string Rows(int from, int to) => $"""
        insert into dispatch.calls (id, state, state_since, version, kind, emergency_type, priority, source, address, latitude, longitude,
            received_at, dispatched_at, en_route_at, on_scene_at, closed_at, closed_recorded_at, created_at, updated_at)
        select n, 'CLOSED', t + interval '45 min', 6, 'EMERGENCY', 'MEDICAL', (array['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'])[1 + n % 4], 'dispatcher',
               'Street ' || n % 5000, 52.3 + (n % 1000) * 0.0004, 13.1 + (n % 997) * 0.0007,
               t, t + interval '1 min', t + interval '2 min', t + interval '10 min', t + interval '45 min', t + interval '45 min', t, t + interval '45 min'
        from (select n, {Received} as t from generate_series({from}, {to}) n) given;
        insert into dispatch.responses (id, call_id, unit_id, state, state_since, version, assigned_at, en_route_at, on_scene_at, cleared_at,
            ended_at, flags)
        select n, n, 1 + n % 200, 'CLEARED', t + interval '40 min', 4, t + interval '1 min', t + interval '2 min', t + interval '10 min',
               t + interval '40 min', t + interval '40 min', '{"{skipped:acknowledged_at}"}'
        from (select n, {Received} as t from generate_series({from}, {to}) n) given;
        insert into dispatch.stamps (response_id, step, leg, at, received_at, source, entered_by, from_state, to_state)
        select n, step, 1, t + after, t + after, 'device', 'user:' || 1 + n % 300, before, state
        from (select n, {Received} as t from generate_series({from}, {to}) n) given,
             (values ('en_route_at', interval '2 min', 'ASSIGNED', 'EN_ROUTE'), ('on_scene_at', interval '10 min', 'EN_ROUTE', 'ON_SCENE'),
                     ('cleared_at', interval '40 min', 'ON_SCENE', 'CLEARED')) steps (step, after, before, state);
        """;

    private static string Events(int from, int to) => $$"""
        insert into platform.events (epoch, at, actor, kind, subject, from_state, to_state, data)
        select (select max(epoch) from platform.epochs), t + after, 'user:' || 1 + n % 300, kind, 'call:' || n, before, state,
               case when kind like '%call%' then jsonb_build_object('call_id', n, 'stamp', t + after, 'version', version)
                    else jsonb_build_object('response_id', n, 'unit_id', 1 + n % 200, 'stamp', t + after, 'version', version) end
        from (select n, {{Received}} as t from generate_series({{from}}, {{to}}) n) given,
             (values ('dispatch.call_received', interval '0', null, 'RECEIVED', 1), ('dispatch.unit_assigned', interval '1 min', null, 'ASSIGNED', 1),
                     ('dispatch.unit_en_route', interval '2 min', 'ASSIGNED', 'EN_ROUTE', 2),
                     ('dispatch.unit_on_scene', interval '10 min', 'EN_ROUTE', 'ON_SCENE', 3),
                     ('dispatch.unit_cleared', interval '40 min', 'ON_SCENE', 'CLEARED', 4),
                     ('dispatch.call_closed', interval '45 min', 'ON_SCENE', 'CLOSED', 6)) steps (kind, after, before, state, version)
        """;

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
