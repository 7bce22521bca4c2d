using Npgsql;

namespace Attend.Platform.Database;

internal enum RetryKind
{
    Never,

    /// <summary>A race was lost: soon again.</summary>
    Race,

    /// <summary>The server is gone, starting or full: a little later.</summary>
    Outage,

    /// <summary>It took too long, and would again: not here and now; whoever asked may try later.</summary>
    Late,
}

/// <summary>What was locked is no longer what is meant: the slice begins again and locks in order.</summary>
internal sealed class LostRace(string what) : Exception(what);

/// <summary>The one place that decides by SQLSTATE whether a write may run again.</summary>
internal static class Retry
{
    private const int Tries = 5;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static RetryKind Of(Exception error) => error switch
    {
        PostgresException { SqlState: "40001" or "40P01" or "55P03" } => RetryKind.Race,
        PostgresException { SqlState: "57014" } => RetryKind.Late,
        PostgresException { SqlState: "57P01" or "57P02" or "57P03" or "25P03" or "57P05" } => RetryKind.Outage,
        PostgresException { SqlState: ['5', '3', ..] } => RetryKind.Outage,
        PostgresException { SqlState: ['0', '8', ..] } => RetryKind.Outage,
        // The commands' key is hit when a commit given up for lost arrives after all: the next attempt finds its answer.
        PostgresException { SqlState: "23505", ConstraintName: "commands_pkey" } => RetryKind.Race,
        PostgresException => RetryKind.Never,
        NpgsqlException => RetryKind.Outage,
        LostRace => RetryKind.Race,
        _ => RetryKind.Never,
    };

    /// <summary>Whether a commit that failed so may have been carried out all the same: what was lost is its answer.</summary>
    public static bool LeavesOpen(Exception error) => Of(error) is RetryKind.Outage && error is not PostgresException { SqlState: ['5', '3', ..] };

    /// <summary>
    /// When to give up. An outage is the server's, and a few tries show it; races are lost to others who get on, so only time counts: as
    /// long as somebody waits for an answer.
    /// </summary>
    public static bool IsOver(RetryKind kind, int attempt, TimeSpan since) =>
        kind is RetryKind.Late || attempt >= Tries && (kind is not RetryKind.Race || since >= Patience);

    /// <summary>Full jitter: a random share of a window that doubles, so that the losers of one race do not meet again.</summary>
    public static Task Pause(RetryKind kind, int attempt, CancellationToken ct)
    {
        var window = (kind is RetryKind.Race ? 10 : 100) * Math.Pow(2, Math.Min(attempt, Tries));
        return Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.NextDouble() * window), TimeProvider.System, ct);
    }
}
