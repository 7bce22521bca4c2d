using System.Text.Json;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;

namespace Attend.Fleet;

/// <summary>
/// Carries positions between memory and the database, four times a second: what this node took is written, what other nodes took is
/// learned, those who watch are told. While the database is away memory goes on alone and nothing that reports ever waits.
/// </summary>
internal sealed class PositionStore(Positions positions, Roster roster, Db db, ILogger<PositionStore> log) : BackgroundService
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan RosterStep = TimeSpan.FromSeconds(1);

    private readonly Guid node = Guid.NewGuid();
    private readonly Dictionary<long, Fix> unwritten = [];
    private DateOnly openDay;
    private bool away;

    /// <summary>Where vehicles were tells where their crews were. Whole days are dropped; a vehicle's way is not one person's to erase.</summary>
    public static readonly PersonalData History = new(
        "fleet.positions", "Where vehicles were, with whoever was aboard.", 30,
        (reads, subject) => reads.Find<JsonElement>($"""
            select jsonb_agg(jsonb_build_object('at', p.at, 'latitude', p.latitude, 'longitude', p.longitude) order by p.at)
            from fleet.sign_ons s
            join fleet.positions p on p.vehicle_id = s.vehicle_id and p.at >= s.from_at and p.at < coalesce(s.to_at, 'infinity')
            where 'user:' || s.user_id = {subject}
            having count(*) > 0
            """),
        (_, _) => { },
        async (change, before, _, _) =>
        {
            // Whole days, however many rows each: dropping a table costs the same.
            change.One<int>($"select fleet.drop_positions_before({DateOnly.FromDateTime(before.UtcDateTime)})");
            await change.Send();
            return 0;
        });

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Attempt(ReadBack);
        // The step is the machine's, not the product's: a clock that stands still in a test still lets positions through.
        using var timer = new PeriodicTimer(Step, TimeProvider.System);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await Attempt(Carry);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await Attempt(Carry);
        }
    }

    private async Task ReadBack()
    {
        foreach (var row in await db.List<NewestRow>($"select * from fleet.newest_positions"))
        {
            positions.Learn(row.VehicleId, row.Fix);
        }

        await roster.Refresh();
        positions.TakeChanged();
    }

    private async Task Carry()
    {
        foreach (var located in positions.TakeChanged())
        {
            unwritten[located.UnitId] = located.Fix;
        }

        if (roster.Age > RosterStep)
        {
            await roster.Refresh();
        }

        var others = await ExchangeOrLetGo();
        foreach (var row in others)
        {
            positions.Learn(row.VehicleId, row.Fix);
        }

        await WriteHistory();
    }

    /// <summary>What the database refuses for what it is would be refused each time: it is let go of, so that what follows gets through.</summary>
    private async Task<IReadOnlyList<NewestRow>> ExchangeOrLetGo()
    {
        try
        {
            var others = await Exchange();
            unwritten.Clear();
            return others;
        }
        catch (Exception error) when (Retry.Of(error) is RetryKind.Never)
        {
            unwritten.Clear();
            throw;
        }
    }

    /// <summary>
    /// One round trip: our newest go in, the others' of the last seconds come out (a commit may be seen late, so some come twice).
    /// </summary>
    private async Task<IReadOnlyList<NewestRow>> Exchange()
    {
        var fixes = unwritten.OrderBy(pair => pair.Key).ToList();
        var rows = await db.Read(reads =>
        {
            if (fixes.Count > 0)
            {
                reads.Run($"""
                    insert into fleet.newest_positions as newest
                        (vehicle_id, latitude, longitude, speed, heading, accuracy, at, node, written_at)
                    select id, latitude, longitude, nullif(speed, 'NaN'), nullif(heading, 'NaN'), nullif(accuracy, 'NaN'), at,
                           {node}, clock_timestamp()
                    from unnest({fixes.Select(each => each.Key).ToArray()}, {fixes.Select(each => each.Value.Latitude).ToArray()},
                        {fixes.Select(each => each.Value.Longitude).ToArray()}, {fixes.Select(each => (double)each.Value.Speed).ToArray()},
                        {fixes.Select(each => (double)each.Value.Heading).ToArray()},
                        {fixes.Select(each => (double)each.Value.Accuracy).ToArray()},
                        {fixes.Select(each => each.Value.At).ToArray()}) as f (id, latitude, longitude, speed, heading, accuracy, at)
                    on conflict (vehicle_id) do update set
                        latitude = excluded.latitude, longitude = excluded.longitude, speed = excluded.speed,
                        heading = excluded.heading, accuracy = excluded.accuracy, at = excluded.at, node = excluded.node,
                        written_at = excluded.written_at
                    where excluded.at > newest.at
                    """);
            }

            return reads.List<NewestRow>($"""
                select * from fleet.newest_positions where node <> {node} and written_at > clock_timestamp() - interval '5 seconds'
                """);
        });
        return rows.Value;
    }

    private async Task WriteHistory()
    {
        var passed = positions.TakeHistory();
        if (passed.Count == 0)
        {
            return;
        }

        try
        {
            foreach (var day in passed.Select(each => DateOnly.FromDateTime(new DateTime(each.ReceivedTicks, DateTimeKind.Utc))).Distinct())
            {
                if (day != openDay)
                {
                    await db.Run($"select fleet.open_positions_day({day})");
                    openDay = day;
                }
            }

            await db.Run($"""
                insert into fleet.positions (vehicle_id, at, received_at, latitude, longitude, speed, heading, accuracy)
                select id, at, received_at, latitude, longitude, nullif(speed, 'NaN'), nullif(heading, 'NaN'), nullif(accuracy, 'NaN')
                from unnest({passed.Select(each => each.UnitId).ToArray()}, {passed.Select(each => each.Fix.At).ToArray()},
                    {passed.Select(each => new DateTimeOffset(each.ReceivedTicks, TimeSpan.Zero)).ToArray()},
                    {passed.Select(each => each.Fix.Latitude).ToArray()}, {passed.Select(each => each.Fix.Longitude).ToArray()},
                    {passed.Select(each => (double)each.Fix.Speed).ToArray()}, {passed.Select(each => (double)each.Fix.Heading).ToArray()},
                    {passed.Select(each => (double)each.Fix.Accuracy).ToArray()})
                    as f (id, at, received_at, latitude, longitude, speed, heading, accuracy)
                """);
        }
        catch (Exception error)
        {
            if (Retry.Of(error) is RetryKind.Never)
            {
                positions.Drop(passed);
            }
            else
            {
                positions.KeepAgain(passed);
            }

            throw;
        }
    }

    private async Task Attempt(Func<Task> work)
    {
        try
        {
            await work();
            away = false;
        }
        catch (Exception error) when (Retry.Of(error) is not RetryKind.Never)
        {
            // Once per outage: the next step tries again by itself.
            if (!away)
            {
                log.LogWarning("Positions stay in memory: the database is away.");
            }

            away = true;
        }
        catch (Exception error)
        {
            // The loop goes on: a unit whose place is not told is one bug, a server that stops is all of them.
            log.LogError(error, "A bug: positions could not be carried this time.");
        }
    }

    private sealed record NewestRow(
        long VehicleId, double Latitude, double Longitude, double? Speed, double? Heading, double? Accuracy, DateTimeOffset At, Guid Node,
        DateTimeOffset WrittenAt)
    {
        public Fix Fix => new(Latitude, Longitude, Float(Speed), Float(Heading), Float(Accuracy), At.UtcTicks);

        private static float Float(double? value) => (float)(value ?? double.NaN);
    }
}
