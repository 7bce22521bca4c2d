using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.InteropServices;
using System.Text.Json;
using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Fleet;

/// <summary>How many fixes were taken, and how many were dropped for which reason.</summary>
internal sealed record PositionsAnswer(int Accepted, IReadOnlyDictionary<string, int> Dropped);

/// <summary>
/// Takes one position or up to 1,000, for units that the reporter may speak for. A dropped fix is counted, not refused: a tracker that
/// was told "no" would send it for ever.
/// </summary>
internal static class ReportPositions
{
    private static readonly Dictionary<string, int> Nothing = [];

    public static async Task<Results<Accepted<PositionsAnswer>, Refused>> Handle(
        HttpContext context, Caller caller, Roster roster, Positions positions, TimeProvider clock)
    {
        if (!context.Request.IsJson())
        {
            return PlatformProblems.NotJson.Refuse();
        }

        var body = await ReadBody(context.Request.BodyReader, context.RequestAborted);
        var fixes = ArrayPool<Reported>.Shared.Rent(PositionReader.Most);
        try
        {
            var (count, field, error) = Parse(body, clock.GetUtcNow().UtcTicks, fixes);
            context.Request.BodyReader.AdvanceTo(body.End);
            return error is null
                ? TypedResults.Accepted((string?)null, await Take(fixes.AsMemory(0, count), caller, roster, positions, clock))
                : PlatformProblems.Invalid.Field(field!, error);
        }
        finally
        {
            ArrayPool<Reported>.Shared.Return(fixes);
        }
    }

    /// <summary>The same from a crew's or driver's socket; answers null when the message is not of the right form.</summary>
    public static async Task<PositionsAnswer?> Hear(IServiceProvider services, Caller caller, JsonElement positions)
    {
        var clock = services.GetRequiredService<TimeProvider>();
        var fixes = ArrayPool<Reported>.Shared.Rent(PositionReader.Most);
        try
        {
            var (count, _, error) = PositionReader.Read(JsonMarshal.GetRawUtf8Value(positions), clock.GetUtcNow().UtcTicks, fixes);
            return error is null && caller.MayAtAll(Permissions.PositionsReport)
                ? await Take(fixes.AsMemory(0, count), caller, services.GetRequiredService<Roster>(),
                    services.GetRequiredService<Positions>(), clock)
                : null;
        }
        finally
        {
            ArrayPool<Reported>.Shared.Return(fixes);
        }
    }

    /// <summary>The same for fixes that came by another way.</summary>
    public static async Task<PositionsAnswer> Take(
        ReadOnlyMemory<Reported> fixes, Caller caller, Roster roster, Positions positions, TimeProvider clock)
    {
        var grant = caller.May(Permissions.PositionsReport);
        if (!AllKnown(fixes.Span, caller, grant, roster))
        {
            await roster.Refresh();
        }

        return Apply(fixes.Span, caller, grant, roster, positions, clock.GetUtcNow().UtcTicks);
    }

    private static bool AllKnown(ReadOnlySpan<Reported> fixes, Caller caller, Grant? grant, Roster roster)
    {
        foreach (ref readonly var fix in fixes)
        {
            if (UnitFor(fix.UnitId, caller, grant, roster) is null)
            {
                return false;
            }
        }

        return true;
    }

    private static PositionsAnswer Apply(
        ReadOnlySpan<Reported> fixes, Caller caller, Grant? grant, Roster roster, Positions positions, long nowTicks)
    {
        Span<int> counts = stackalloc int[(int)Verdict.UnknownUnit + 1];
        foreach (ref readonly var fix in fixes)
        {
            var verdict = UnitFor(fix.UnitId, caller, grant, roster) is { } unit
                ? positions.Report(unit, fix.Fix, nowTicks)
                : Verdict.UnknownUnit;
            counts[(int)verdict]++;
        }

        var dropped = counts[0] == fixes.Length ? Nothing : [];
        for (var verdict = Verdict.Accepted; verdict <= Verdict.UnknownUnit; verdict++)
        {
            positions.Count(verdict, counts[(int)verdict]);
            if (verdict != Verdict.Accepted && counts[(int)verdict] > 0)
            {
                dropped[Words.Of(verdict)] = counts[(int)verdict];
            }
        }

        return new PositionsAnswer(counts[0], dropped);
    }

    /// <summary>
    /// The unit that a fix is for, if there is one and the reporter may speak for it. Somebody else's is as if it were not there.
    /// </summary>
    private static long? UnitFor(long named, Caller caller, Grant? grant, Roster roster)
    {
        if (grant?.Scope is Scope.All && named != 0)
        {
            return roster.HomeOf(named) is null ? null : named;
        }

        var own = roster.UnitOf(caller.UserId);
        return named == 0 || named == own ? own
            : grant?.Scope is Scope.Site && roster.HomeOf(named) is { } home && grant.Sites.Contains(home) ? named
            : null;
    }

    private static (int Count, string? Field, string? Error) Parse(in ReadOnlySequence<byte> body, long nowTicks, Reported[] fixes)
    {
        if (body.IsSingleSegment)
        {
            return PositionReader.Read(body.FirstSpan, nowTicks, fixes);
        }

        var length = (int)body.Length;
        var joined = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            body.CopyTo(joined);
            return PositionReader.Read(joined.AsSpan(0, length), nowTicks, fixes);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(joined);
        }
    }

    private static async Task<ReadOnlySequence<byte>> ReadBody(PipeReader reader, CancellationToken ct)
    {
        while (true)
        {
            var read = await reader.ReadAsync(ct);
            if (read.IsCompleted)
            {
                return read.Buffer;
            }

            // Nothing consumed, all seen: the next read brings more of the same body.
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
