using Attend.Platform.Database;
using Attend.Platform.Events;
using Attend.Platform.Web;
using Attend.Platform.Work;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Platform;

internal sealed record ReadyView(string Status);

/// <summary>
/// Whether this node may be sent requests: the database has every migration of this program, the feed has read up to the present, due work
/// is being carried out. One small query an answer.
/// </summary>
internal sealed class Readiness(IReadOnlyList<Module> modules, Db db, Feed feed, Worker worker)
{
    private readonly Lazy<(string[] Modules, int[] Numbers)> needed = new(() =>
    {
        var files = Migrations.Embedded(modules.Select(module => module.Name));
        return ([.. files.Select(file => file.Module)], [.. files.Select(file => file.Number)]);
    });

    public static async Task<Results<Ok<ReadyView>, Refused>> Handle(Readiness readiness, CancellationToken ct)
    {
        var missing = await readiness.Missing(ct);
        return missing.Count > 0 ? PlatformProblems.NotReady.Refuse(new { waiting_for = missing }) : TypedResults.Ok(new ReadyView("ready"));
    }

    private async Task<IReadOnlyList<string>> Missing(CancellationToken ct)
    {
        var missing = new List<string>();
        if (!await Migrated(ct))
        {
            missing.Add("migrations");
        }

        if (!feed.Started.IsCompletedSuccessfully || feed.ExecuteTask is not { IsCompleted: false })
        {
            missing.Add("feed");
        }

        if (worker.ExecuteTask is not { IsCompleted: false })
        {
            missing.Add("work");
        }

        return missing;
    }

    private async Task<bool> Migrated(CancellationToken ct) => await db.One<bool>($"""
        select not exists (select from unnest({needed.Value.Modules}, {needed.Value.Numbers}) as n (module, number)
            where not exists (select from platform.migrations m where m.module = n.module and m.number = n.number))
        """, ct);
}
