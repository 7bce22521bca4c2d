using System.Threading.Channels;
using Attend.Platform.Database;
using Attend.Platform.Web;

namespace Attend.Platform.Access;

/// <summary>
/// Who looked at whose record, written in batches beside the feed: what is queued while one batch is written makes the next. When the
/// database is away readers wait rather than read unrecorded.
/// </summary>
internal sealed class AccessLog(Db db, TimeProvider clock, ILogger<AccessLog> log) : BackgroundService
{
    private const int Batch = 1000;

    private readonly Channel<Look> looks = Channel.CreateBounded<Look>(new BoundedChannelOptions(20_000) { SingleReader = true });

    /// <summary>Records that the caller saw a record; one's own is not worth a line.</summary>
    /// <param name="purpose">What for, in a word: <c>read</c>, <c>list</c>, <c>board</c>, <c>export</c>.</param>
    public ValueTask Looked(Caller caller, string subject, string purpose, CancellationToken ct) =>
        caller.Actor == subject ? ValueTask.CompletedTask
        : looks.Writer.WriteAsync(new Look(clock.Micros(), caller.Actor, caller.SessionId ?? 0, subject, purpose, null), ct);

    /// <summary>The same for several records that were shown together.</summary>
    public async Task Looked(Caller caller, IEnumerable<string> subjects, string purpose, CancellationToken ct)
    {
        foreach (var subject in subjects.Distinct(StringComparer.Ordinal))
        {
            await Looked(caller, subject, purpose, ct);
        }
    }

    /// <summary>Completes when everything recorded on this node until now is in the database.</summary>
    public async Task Flush(CancellationToken ct)
    {
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await looks.Writer.WriteAsync(new Look(default, "", 0, "", "", written), ct);
        await written.Task.WaitAsync(ct);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        looks.Writer.TryComplete();
        await (ExecuteTask ?? Task.CompletedTask).WaitAsync(cancellationToken);
        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var batch = new List<Look>(Batch);
        while (await looks.Reader.WaitToReadAsync(CancellationToken.None))
        {
            while (batch.Count < Batch && looks.Reader.TryRead(out var look))
            {
                batch.Add(look);
            }

            await Write(batch);
            batch.Clear();
        }
    }

    private async Task Write(List<Look> batch)
    {
        var rows = batch.FindAll(look => look.Written is null);
        for (var attempt = 1; rows.Count > 0; attempt++)
        {
            try
            {
                await db.Run($"""
                    insert into platform.access_log (at, actor, session_id, subject, purpose)
                    select at, actor, nullif(session_id, 0), subject, purpose
                    from unnest({rows.Select(row => row.At).ToArray()}, {rows.Select(row => row.Actor).ToArray()},
                                {rows.Select(row => row.SessionId).ToArray()}, {rows.Select(row => row.Subject).ToArray()},
                                {rows.Select(row => row.Purpose).ToArray()}) as looked (at, actor, session_id, subject, purpose)
                    """);
                break;
            }
            catch (Exception error) when (Retry.Of(error) is not RetryKind.Never && !looks.Reader.Completion.IsCompleted)
            {
                log.LogWarning("The access log waits for the database: {Rows} rows.", rows.Count);
                await Retry.Pause(RetryKind.Outage, Math.Min(attempt, 5), CancellationToken.None);
            }
            catch (Exception error)
            {
                log.LogError(error, "The access log lost {Rows} rows.", rows.Count);
                break;
            }
        }

        batch.ForEach(look => look.Written?.TrySetResult());
    }

    private sealed record Look(DateTimeOffset At, string Actor, long SessionId, string Subject, string Purpose, TaskCompletionSource? Written);
}
