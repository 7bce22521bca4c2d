using Attend.Queues;

namespace Attend.Compatibility;

/// <summary>A queue as the clinic's clients know it.</summary>
/// <param name="Status"><c>active</c> while numbers are given, else <c>inactive</c>.</param>
/// <param name="AvgWaitTime">For somebody who would join now, in minutes; null where nothing can be said.</param>
internal sealed record ServiceJson(long Id, string Name, string Location, string Status, int CurrentWaiting, int? AvgWaitTime)
{
    public static ServiceJson Of(QueueView queue, OldWaits waits) => new(
        queue.Id, queue.Name, queue.SiteName, queue.State is QueueState.Open ? "active" : "inactive", queue.Waiting, waits.Minutes(queue.Id));
}

internal sealed record ServicePatientJson(long? Id, string FullName);

/// <summary>A ticket as the clinic's clients know it.</summary>
/// <param name="Status"><c>waiting</c>, <c>consulting</c>, <c>completed</c>, <c>cancelled</c> or <c>expired</c>.</param>
/// <param name="Priority">The code of its class: <c>high</c>, <c>medium</c>, <c>low</c>.</param>
/// <param name="PositionInQueue">From 1; 0 when they do not wait any more.</param>
/// <param name="EstimatedWaitTime">In minutes; null where nothing can be said, 0 when they do not wait any more.</param>
internal sealed record ServiceTicketJson(
    long Id, string TicketNumber, long? PatientId, long ServiceId, string ServiceName, string Status, string Priority, int PositionInQueue, int? EstimatedWaitTime,
    DateTimeOffset? ActualArrival, DateTimeOffset? ConsultationStart, DateTimeOffset? ConsultationEnd, DateTimeOffset CreatedAt, ServicePatientJson Patient,
    ServiceJson Service)
{
    public static ServiceTicketJson Of(TicketView ticket, QueueView queue, OldWaits waits) => new(
        ticket.Id, ticket.Number, ticket.PatientId, ticket.QueueId, ticket.QueueName, Shown(ticket.State), ticket.Level.Code, ticket.Position ?? 0, waits.Minutes(ticket),
        ticket.CalledAt, ticket.InServiceAt, ticket.CompletedAt, ticket.ArrivedAt, new ServicePatientJson(ticket.PatientId, ticket.Name ?? ""), ServiceJson.Of(queue, waits));

    /// <summary>Whoever was called is to come now, and was <c>consulting</c> there at once; whoever did not come has <c>expired</c>.</summary>
    public static string Shown(TicketState state) => state switch
    {
        TicketState.Waiting or TicketState.OnHold => "waiting",
        TicketState.Called or TicketState.InService => "consulting",
        TicketState.Completed => "completed",
        TicketState.Cancelled => "cancelled",
        _ => "expired",
    };
}
