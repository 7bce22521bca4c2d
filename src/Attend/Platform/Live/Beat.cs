using Attend.Platform.Database;

namespace Attend.Platform.Live;

/// <summary>What is shown again and again while the server runs, because time itself changes it: states, behind which no event stands.</summary>
internal static class Beat
{
    /// <summary>Shows until the server stops. A database that is away is waited for; any other failure is said, and the next beat comes.</summary>
    /// <param name="step">By the machine's clock: one that stands still in a test still lets things be shown.</param>
    /// <param name="what">As the log names it: <c>Times of arrival</c>.</param>
    public static async Task Keep(TimeSpan step, string what, Func<CancellationToken, Task> show, ILogger log, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(step, TimeProvider.System);
        var away = false;
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                away = await IsAway(what, show, log, away, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            log.LogDebug("{What} are shown no more: the server stops.", what);
        }
    }

    private static async Task<bool> IsAway(string what, Func<CancellationToken, Task> show, ILogger log, bool away, CancellationToken stop)
    {
        try
        {
            await show(stop);
        }
        catch (Exception error) when (Retry.Of(error) is not RetryKind.Never)
        {
            if (!away)
            {
                log.LogWarning("{What} wait for the database.", what);
            }

            return true;
        }
        catch (Exception error) when (!stop.IsCancellationRequested)
        {
            // The beat goes on: what is not shown is one bug, a server that stops is all of them.
            log.LogError(error, "A bug: {What} could not be shown this time.", what);
        }

        return false;
    }
}
