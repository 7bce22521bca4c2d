using Attend.Platform.Database;
using Attend.Platform.Work;

namespace Attend.People;

/// <summary>A shift's beginning and end by the clock are facts of their own: others hear of them without asking.</summary>
internal static class ShiftClock
{
    public static readonly DueKind Begins = new(
        "people.shift_begins", "Records that a shift began.", (_, change, item) => Record(change, item, PeopleEvents.ShiftStarted));

    public static readonly DueKind Ends = new(
        "people.shift_ends", "Records that a shift ended.", (_, change, item) => Record(change, item, PeopleEvents.ShiftEnded));

    /// <summary>Puts down both moments; of an edited shift, those that were not recorded yet.</summary>
    public static void Put(Change change, long id, DateTimeOffset from, DateTimeOffset? to, bool begun = false, bool ended = false)
    {
        if (!begun)
        {
            change.Later(Begins.Name, $"shift:{id}", from, new { shift_id = id });
        }

        if (ended)
        {
            return;
        }

        if (to is { } end)
        {
            change.Later(Ends.Name, $"shift:{id}", end, new { shift_id = id });
        }
        else
        {
            change.NotLater(Ends.Name, $"shift:{id}");
        }
    }

    public static void Drop(Change change, long id)
    {
        change.NotLater(Begins.Name, $"shift:{id}");
        change.NotLater(Ends.Name, $"shift:{id}");
    }

    private static async Task Record(Change change, DueItem item, string kind)
    {
        var shift = change.Find<ShiftView>($"{ShiftView.Select} where s.id = {item.Data.GetProperty("shift_id").GetInt64()}");
        await change.Send();
        if (shift.Value is { } known)
        {
            change.Event(kind, $"user:{known.UserId}", new
            {
                user_id = known.UserId, shift_id = known.Id, site_id = known.SiteId, vehicle_id = known.VehicleId,
            });
        }
    }
}
