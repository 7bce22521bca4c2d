namespace Attend.Queues;

/// <summary>How a queue stands, under the names that the screens of the replaced systems read.</summary>
internal sealed record QueueStatus(
    long Id, string Department, bool IsOpen, int TotalWaiting, string StatusMessage, QueueState State, int InService, int Desks, long Version)
{
    public static QueueStatus Of(QueueView queue) => new(
        queue.Id, queue.Code, queue.State is QueueState.Open, queue.Waiting, queue.StatusText, queue.State, queue.InService, queue.Desks, queue.Version);
}
