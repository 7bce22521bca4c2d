using Attend.Fleet;
using Attend.Platform.Database;
using Attend.Platform.Work;

namespace Attend.Trips;

/// <summary>
/// A trip that no driver took waits no longer than some hours after its time: after the end of the visit, its own time and the moment it was asked
/// for, whichever is last. It ends as one that is cancelled, with its own reason: whoever was to ride hears of it. When the visit ends is read when
/// it is looked at, so that one that was moved moves this too.
/// </summary>
internal static class EndForgotten
{
    public const string Work = "trips.forgotten";

    /// <summary>Coded, for the statistics.</summary>
    public const string Reason = "nobody_took_it";

    /// <summary>How often it is looked.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromMinutes(10);

    /// <summary>Whoever waits in vain for so long has found another way.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromHours(4);

    // So many at once, so that the transaction stays short; the others the next time.
    private const int Most = 50;

    public static async Task Run(IServiceProvider services, Change change, DueItem item)
    {
        var before = change.Now - Patience;
        var old = change.List<long>($"""
            select t.id from trips.trips t
            where {TripLifecycle.Is(TripLifecycle.Waiting)} and t.requested_at < {before} and (t.pick_up_at is null or t.pick_up_at < {before})
              and not exists (select from visits.journeys j where j.appointment_id = t.appointment_id and greatest(j.ends_at, j.ended_at) >= {before})
            order by t.id limit {Most}
            """);
        await change.Send();
        if (old.Value.Count == 0)
        {
            return;
        }

        TripLocks.All(change, [], old.Value);
        var steps = old.Value.Select(id => TripStep.Load(change, services.GetRequiredService<Positions>(), id)).ToList();
        await change.Send();
        foreach (var step in steps.Where(step => step.Found() && step.Trip.Waits))
        {
            CancelTrip.Save(step, Reason, null);
        }
    }
}
