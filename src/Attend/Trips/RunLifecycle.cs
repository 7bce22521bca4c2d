using Attend.Platform;
using Attend.Platform.Database;
using Attend.Platform.Lifecycles;
using static Attend.Trips.RunState;

namespace Attend.Trips;

internal enum RunState { Planned, Active, Done, Cancelled }

[LowerWords]
internal enum RunAction { Plan, Begin, Start, End, Cancel }

/// <summary>A run is never moved by anybody: it follows its trips, in the transaction of their steps. ACTIVE is exactly what holds driver and car.</summary>
internal static class RunLifecycle
{
    /// <summary>The driver has it before them, or drives it.</summary>
    public static readonly RunState[] Open = [Planned, Active];

    public static readonly Lifecycle<RunState, RunAction> Table =
        new Lifecycle<RunState, RunAction>("run", "trips.runs", "'run:' || id", "'site_id', site_id, 'driver_id', driver_id, 'vehicle_id', vehicle_id")
            .On(RunAction.Plan, [], Planned, "trips.run_planned", "planned_at")
            .On(RunAction.Begin, [], Active, "trips.run_begun", "started_at")
            .On(RunAction.Start, [Planned], Active, "trips.run_started", "started_at")
            .On(RunAction.End, [Active], Done, "trips.run_ended", "ended_at")
            .On(RunAction.Cancel, Open, Cancelled, "trips.run_cancelled", "ended_at");

    /// <summary>A condition: the run is not over.</summary>
    /// <param name="run">As the statement calls it.</param>
    public static Sql IsOpen(string run = "r") => Sql.OneOf($"{run}.state", Open);
}
