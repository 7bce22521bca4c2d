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

        change.Move(CallLifecycle.Table, call.Id, CallAction.ComeDue,
            set: $"needs_unit_since = {change.Now}, needs_unit_reason = 'due', updated_at = {change.Now}");
        Watches.NeedsUnit(change, call, change.Now);
        await change.Send();
    }
}
