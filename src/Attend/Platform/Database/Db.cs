using System.Diagnostics;
using Attend.Platform.Access;
using Attend.Platform.Events;
using Attend.Platform.Lifecycles;
using Attend.Platform.Web;
using Npgsql;

namespace Attend.Platform.Database;

/// <summary>The database as a slice sees it: reads, and <see cref="Write"/>, the one way to change anything.</summary>
/// <param name="joined">Set inside <see cref="Together"/>: the transaction that reads and writes take part in.</param>
internal sealed class Db(NpgsqlDataSource source, TimeProvider clock, Epoch epoch, Wake wake, Constraints constraints, Turns turns, Change? joined = null)
{
    public async Task<T> One<T>(Sql sql, CancellationToken ct = default) => (await Read(reads => reads.One<T>(sql), ct)).Value;

    public async Task<T?> Find<T>(Sql sql, CancellationToken ct = default) => (await Read(reads => reads.Find<T>(sql), ct)).Value;

    public async Task<IReadOnlyList<T>> List<T>(Sql sql, CancellationToken ct = default) => (await Read(reads => reads.List<T>(sql), ct)).Value;

    /// <summary>Several reads in one round trip, each its own statement: queue them in <paramref name="queue"/>.</summary>
    public async Task<T> Read<T>(Func<Reads, T> queue, CancellationToken ct = default)
    {
        if (joined is not null)
        {
            return await joined.Read(queue);
        }

        await using var connection = await Open(ct);
        var reads = new Reads(connection, ct);
        var pending = queue(reads);
        await reads.Send();
        return pending;
    }

    /// <summary>A statement outside any slice: the platform's own bookkeeping (batches of positions, retention). Never a state.</summary>
    public async Task<ulong> Run(Sql sql, CancellationToken ct = default)
    {
        await using var connection = await Open(ct);
        var reads = new Reads(connection, ct);
        ulong touched = 0;
        reads.Run(sql, rows => touched = rows);
        await reads.Send();
        return touched;
    }

    /// <summary>Reads that must agree with each other: one REPEATABLE READ transaction, which writes nothing.</summary>
    public async Task<T> Snapshot<T>(Func<Reads, Task<T>> read, CancellationToken ct = default)
    {
        await using var connection = await Open(ct);
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, ct);
        var result = await read(new Reads(connection, ct));
        await transaction.CommitAsync(ct);
        return result;
    }

    /// <summary>
    /// Runs a slice as one transaction: all of it, or nothing. A <see cref="Refused"/> rolls back. A lost race (40001, 40P01, 55P03) or
    /// a connection lost before the commit runs the whole slice again on a fresh transaction; a connection lost <em>during</em> the
    /// commit is looked up by the command's id and never blindly repeated; when even that fails, the answer says that nobody knows.
    /// </summary>
    public async Task<TResult> Write<TResult>(Caller caller, Func<Change, Task<TResult>> slice, CancellationToken ct = default)
        where TResult : IResult
    {
        if (joined is not null)
        {
            var part = await slice(joined);
            await joined.Send();
            return part;
        }

        var command = caller.Command ?? Command.Drawn();
        var unsure = default(Answer<TResult>);
        var began = Stopwatch.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            var committing = default(Answer<TResult>);
            try
            {
                using var turn = await turns.Take(ct);
                if (turn is null)
                {
                    return Refused.As<TResult>(GivenUp(unsure));
                }

                await using var connection = await Open(ct);
                var change = new Change(connection, caller, clock.Micros(), epoch.Current, ct);
                change.RunAny($"begin");
                change.Lock($"select pg_advisory_xact_lock({command.LockKey})");
                var stored = change.Find<StoredCommand>($"select caller, request, status, answer, location from platform.commands where id = {command.Id}");
                change.OnSent(() =>
                {
                    command.Check(stored.Value, unsure is not null);
                    // The lock was free and nothing is stored: the lost commit is known not to have been.
                    unsure = null;
                });
                var result = await slice(change);
                if (Refused.In(result) is not null)
                {
                    if (caller.Command is not null && !change.Asked)
                    {
                        // What is refused before anything was read may have been done under this key before its time was over.
                        await change.Send();
                    }

                    await Rollback(connection);
                    return result;
                }

                await change.Send();
                command.Record(change, result);
                change.RunAny($"commit");
                committing = new Answer<TResult>(result);
                await change.Send();
                change.Tell(wake);

                return result;
            }
            catch (AlreadyCommitted) when (unsure is not null)
            {
                wake.Signal();
                wake.Due(clock.GetUtcNow());
                return unsure.Result;
            }
            catch (WrongState wrong)
            {
                return Refused.As<TResult>(await Present(wrong, caller, ct));
            }
            catch (PostgresException error) when (constraints.Problem(error) is { } problem)
            {
                return Refused.As<TResult>(problem.Refuse());
            }
            catch (Exception error) when (Retry.Of(error) is not RetryKind.Never && !ct.IsCancellationRequested)
            {
                unsure = Retry.LeavesOpen(error) ? committing ?? unsure : unsure;
                if (Retry.IsOver(Retry.Of(error), attempt, Stopwatch.GetElapsedTime(began)))
                {
                    return Refused.As<TResult>(GivenUp(unsure));
                }

                await Retry.Pause(Retry.Of(error), attempt, ct);
            }
        }
    }

    /// <summary>
    /// Several slices as one transaction with one answer: what they read and write through the given <see cref="Db"/> takes part in it,
    /// and a <see cref="Refused"/> of one, handed on, undoes them all. The slices have one caller. What must be locked before the first of
    /// them is queued on the <see cref="Change"/>.
    /// </summary>
    public Task<TResult> Together<TResult>(Caller caller, Func<Db, Change, Task<TResult>> slices, CancellationToken ct = default)
        where TResult : IResult =>
        Write(caller, change => slices(new Db(source, clock, epoch, wake, constraints, turns, change), change), ct);

    private ValueTask<NpgsqlConnection> Open(CancellationToken ct) => source.OpenConnectionAsync(ct);

    private static Refused GivenUp(object? unsure) => (unsure is null ? PlatformProblems.Busy : PlatformProblems.Unsure).Refuse();

    private static async Task Rollback(NpgsqlConnection connection)
    {
        var reads = new Reads(connection, CancellationToken.None);
        reads.Run($"rollback");
        await reads.Send();
    }

    private async Task<Refused> Present(WrongState wrong, Caller caller, CancellationToken ct)
    {
        var state = await Find<string>($"select state from {Sql.Raw(wrong.Lifecycle.Table)} where id = {wrong.Id}", ct);
        return state is null
            ? PlatformProblems.NotFound.Refuse()
            : PlatformProblems.WrongState.Refuse(new { state, actions = wrong.Lifecycle.Actions(state, caller.MayAtAll) });
    }

    private sealed record Answer<TResult>(TResult Result);
}
