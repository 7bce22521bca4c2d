using Attend.Platform.Database;
using Attend.Platform.Work;

namespace Attend.Dispatch;

/// <summary>Scheduled work reaches its lead time: PLANNED becomes RECEIVED and asks for a unit. Nothing was reserved before.</summary>
internal static class ComeDue
{
    public const string Kind = "dispatch.come_due";

    public static async Task Run(IServiceProvider services, Change change, DueItem item)
    {
        var sheet = CallSheet.Lock(change, item.Data.GetProperty("call_id").GetInt64());
        await change.Send();

        // Cancelled or moved to another time meanwhile: there is nothing left to do.
        if (sheet.Found is not { State: CallState.Planned } call)
        {
            return;
        }

        Receive(change, call);
        await change.Send();
    }

    /// <summary>Queues another time for planned work; one that lies within the lead time is received at once.</summary>
    public static void Reschedule(Change change, CallRow call, DateTimeOffset dueAt)
    {
        if (dueAt - TakeCall.LeadTime > change.Now)
        {
            change.Later(Kind, call.Id, dueAt - TakeCall.LeadTime, new { call_id = call.Id });
            return;
        }

        change.NotLater(Kind, call.Id);
        Receive(change, call);
    }

    private static void Receive(Change change, CallRow call)
    {
        change.Move(CallLifecycle.Table, call.Id, CallAction.ComeDue,
            set: $"needs_unit_since = {change.Now}, needs_unit_reason = 'due', updated_at = {change.Now}");
        Watches.NeedsUnit(change, call, change.Now);
    }
}
