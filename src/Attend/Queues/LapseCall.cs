using Attend.Platform.Database;
using Attend.Platform.Work;

namespace Attend.Queues;

/// <summary>A desk called somebody and has done nothing since: they go back to the head of the line, where their key puts them, for another desk.</summary>
internal static class LapseCall
{
    public const string Work = "queues.silent_call";

    public static async Task Run(IServiceProvider services, Change change, DueItem item)
    {
        var step = TicketStep.Load(change, item.KeyId);
        await change.Send();
        // Somebody may have begun in this very moment.
        if (step.Row is not { State: TicketState.Called } row)
        {
            return;
        }

        if ((row.RecalledAt ?? row.CalledAt) + TimeSpan.FromSeconds(step.Queue.SilentSeconds) is { } due && due > change.Now)
        {
            // The queue gives its desks longer by now.
            change.Later(Work, row.Id, due);
        }
        else
        {
            step.Save(TicketAction.Lapse, row.InLine());
        }

        await change.Send();
    }
}
