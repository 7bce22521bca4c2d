namespace Attend.Demo;

/// <summary>Does something again and again until cancelled; a server that is busy, stops or is restored does not end it.</summary>
internal sealed partial class Pulse(TimeSpan every, TimeProvider time, ILogger log)
{
    /// <param name="step">Gets the time that has passed since it was last done.</param>
    public async Task Run(Func<TimeSpan, CancellationToken, Task> step, CancellationToken ct)
    {
        var last = time.GetTimestamp();
        using var timer = new PeriodicTimer(every, time);
        do
        {
            var elapsed = time.GetElapsedTime(last);
            last = time.GetTimestamp();
            try
            {
                await step(elapsed, ct);
            }
            catch (Exception error) when (!ct.IsCancellationRequested)
            {
                Missed(log, error);
            }
        }
        while (await timer.WaitForNextTickAsync(ct));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The demonstration missed a beat and goes on.")]
    private static partial void Missed(ILogger log, Exception error);
}
