using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Queues;

/// <summary>
/// The command line's <c>attend queues close-due</c>, once <c>auto_close_queues</c>: closes what the plan has closed and somebody left open,
/// without waiting for the plan's next change.
/// </summary>
internal static class CloseDue
{
    public static readonly ConsoleCommand Command = new("queues close-due", "queues close-due [--department CODE] [--dry-run]", true, Run);

    private static async Task<int> Run(ConsoleCall call)
    {
        if (call.Rest.Count > 0)
        {
            throw new BadUsage($"Use: attend {Command.Usage}");
        }

        var services = call.App!.Services;
        await CommandLine.Prepare(call.App, services.GetRequiredService<IReadOnlyList<Module>>(), call.Cancel);
        var dry = call.Arguments.Has("--dry-run");
        var closed = await Run(services.GetRequiredService<Db>(), call.Arguments.Value("--department"), dry, call.Cancel);
        foreach (var (code, site) in closed)
        {
            await call.Out.WriteLineAsync(dry ? $"{code} would be closed ({site})" : $"{code} closed ({site})");
        }

        await call.Out.WriteLineAsync($"{closed.Count} {(closed.Count == 1 ? "queue" : "queues")}");
        return 0;
    }

    /// <summary>The codes of those that were, or would be, closed, each with the name of its site.</summary>
    public static async Task<IReadOnlyList<(string Code, string Site)>> Run(Db db, string? department, bool dry, CancellationToken ct)
    {
        var code = department?.ToUpperInvariant();
        var open = await db.List<Row>($"""
            select q.id, q.code, s.name as site from queues.queues q join people.sites s on s.id = q.site_id
            where q.state in ('OPEN', 'PAUSED') and q.weekly <> '[]' {Sql.If(code, $"and q.code = {code}")} order by q.id
            """, ct);
        var due = new List<(string Code, string Site)>();
        foreach (var row in open)
        {
            var answer = await db.Write<Results<Ok<bool>, Refused>>(Caller.System, async change =>
            {
                var id = row.Id;
                var queue = QueueDay.Lock(change, id);
                var hours = change.One<KeepHours.Row>(KeepHours.Select(id));
                await change.Send();
                if (queue.Value is not { State: QueueState.Open or QueueState.Paused } found || KeepHours.Now(found, hours.Value, change.Now).Open)
                {
                    return TypedResults.Ok(false);
                }

                if (!dry)
                {
                    await QueueDay.Move(change, found, QueueAction.Close, ChangeReason.Schedule, "By the command close-due.");
                }

                return TypedResults.Ok(true);
            }, ct);
            if (Refused.In(answer) is { } refused)
            {
                throw new InvalidOperationException($"{row.Code} was not closed: {refused.Problem.Code}.");
            }

            if (answer.Result is Ok<bool> { Value: true })
            {
                due.Add((row.Code, row.Site));
            }
        }

        return due;
    }

    private sealed record Row(long Id, string Code, string Site);
}
