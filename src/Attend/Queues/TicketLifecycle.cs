using Attend.People;
using Attend.Platform.Lifecycles;
using static Attend.Queues.TicketState;

namespace Attend.Queues;

internal enum TicketState { Waiting, Called, InService, OnHold, Completed, NoShow, Cancelled, Expired }

[Platform.LowerWords]
internal enum TicketAction
{
    Issue, Call, Recall, Start, Complete, NoShow, Reinstate, Hold, AskBack, Return, PutBack, Transfer, SetPriority, ConfirmClass, Plan, FeelWorse, Reassess, Cancel, Expire, Lapse,
    Receive, Withdraw, Undo,
}

/// <summary>A number from being taken to being served. Completing is always somebody's explicit action; nobody is completed by a clock.</summary>
internal static class TicketLifecycle
{
    /// <summary>In which somebody is still to be served.</summary>
    public static readonly TicketState[] Active = [Waiting, Called, InService, OnHold];

    public static readonly Lifecycle<TicketState, TicketAction> Table =
        new Lifecycle<TicketState, TicketAction>(
            "ticket", "queues.tickets", "'ticket:' || id", "'queue_id', queue_id, 'number', number, 'key', queues.key(band, class, order_key, id)")
            .On(TicketAction.Issue, [], Waiting, "queues.ticket_issued", "joined_at")
            .On(TicketAction.Call, [Waiting], Called, "queues.ticket_called", "called_at", Permissions.QueuesServe)
            .On(TicketAction.Recall, [Called], Called, "queues.ticket_recalled", "recalled_at", Permissions.QueuesServe)
            .On(TicketAction.Start, [Called], InService, "queues.service_started", "in_service_at", Permissions.QueuesServe)
            .On(TicketAction.Complete, [InService], Completed, "queues.ticket_completed", "completed_at", Permissions.QueuesServe)
            .On(TicketAction.NoShow, [Called], TicketState.NoShow, "queues.ticket_no_show", "ended_at", Permissions.QueuesServe)
            .On(TicketAction.Reinstate, [TicketState.NoShow, Expired], Waiting, "queues.ticket_reinstated", null, Permissions.QueuesServe)
            .On(TicketAction.Hold, [Waiting, Called, InService], OnHold, "queues.ticket_held", "held_at", Permissions.QueuesServe)
            .On(TicketAction.AskBack, [OnHold], null, "queues.return_asked", null, Permissions.QueuesServe)
            .On(TicketAction.Return, [OnHold], Waiting, "queues.ticket_returned", null, Permissions.QueuesServe)
            .On(TicketAction.PutBack, [Called, InService], Waiting, "queues.ticket_put_back", null, Permissions.QueuesServe)
            .On(TicketAction.Transfer, Active, Waiting, "queues.ticket_transferred", "joined_at", Permissions.QueuesServe)
            .On(TicketAction.SetPriority, Active, null, "queues.priority_set", null, Permissions.QueuesTriage)
            .On(TicketAction.ConfirmClass, Active, null, "queues.class_confirmed", null, Permissions.QueuesServe)
            .On(TicketAction.Plan, Active, null, "queues.steps_planned", null, Permissions.QueuesServe)
            .On(TicketAction.FeelWorse, [Waiting, OnHold], null, "queues.patient_worse", "worse_at")
            .On(TicketAction.Reassess, [Waiting, OnHold], null, "queues.patient_reassessed", "reassessed_at", Permissions.QueuesTriage)
            .On(TicketAction.Cancel, [Waiting, Called, OnHold], Cancelled, "queues.ticket_cancelled", "ended_at", Permissions.QueuesServe)
            .On(TicketAction.Expire, [Waiting, Called, OnHold], Expired, "queues.ticket_expired", "ended_at")
            .On(TicketAction.Lapse, [Called], Waiting, "queues.call_lapsed")
            // Whoever came on a stretcher is served where they were put; nobody calls them.
            .On(TicketAction.Receive, [Waiting], InService, "queues.patient_received", "in_service_at", Permissions.QueuesTriage)
            .On(TicketAction.Withdraw, [Waiting], Cancelled, "queues.ticket_withdrawn", "ended_at")
            .On(TicketAction.Undo, [.. Active, Completed, TicketState.NoShow, Cancelled, Expired], null, "queues.deed_undone", null, Permissions.QueuesServe);
}
