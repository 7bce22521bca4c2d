using System.Globalization;
using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Attend.Queues;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Compatibility;

internal sealed record QueueStatusSetJson(string Message, QueueStatusJson Status, NotificationStats NotificationStats);

/// <summary>A line of the log of a department's openings and closings; the old screens know open and not open.</summary>
internal sealed record QueueLogJson(
    long Id, string Department, bool PreviousStatus, bool NewStatus, ChangeReason ChangeReason, long? ChangedBy, string? ChangedByName, DateTimeOffset ChangedAt,
    string AdditionalNotes)
{
    public string StatusChangeText => $"Queue {(NewStatus ? "Opened" : "Closed")}: {Department} - {Words.Of(ChangeReason)}";
}

/// <summary>How departments stand, the switch by which they are opened and closed, and the log of it.</summary>
internal static class QueueStatuses
{
    private const int MostLines = 200;

    /// <summary>One department where the address names it, else all.</summary>
    public static async Task<Results<Ok<IReadOnlyList<QueueStatusJson>>, Ok<QueueStatusJson>, Refused>> Read(
        HttpRequest request, Db db, Caller caller, Lines lines, TimeProvider clock, CancellationToken ct)
    {
        if (Departments.Named(request) is not { } department)
        {
            return TypedResults.Ok(await QueueStatusJson.Read(db, Departments.Shown(Departments.Site(request), caller), lines, clock, ct));
        }

        var (queue, unknown) = await Departments.Find(department, Departments.Site(request), db, caller, ct);
        return queue is null ? unknown! : TypedResults.Ok(await QueueStatusJson.One(db, queue.Id, lines, clock, ct));
    }

    /// <summary>Opens a department, or shuts its door: whoever is inside is served. What is so already is simply so.</summary>
    public static async Task<Results<Ok<QueueStatusSetJson>, Refused>> Set(Sent sent, Db db, Caller caller, Lines lines, Audiences audiences, TimeProvider clock, CancellationToken ct)
    {
        var (department, open, site) = (sent.Text("department", 40, required: true), sent.Flag("is_open", required: true), sent.Id("site"));
        if (sent.Refuse() is { } malformed)
        {
            return malformed;
        }

        return await db.Together<Results<Ok<QueueStatusSetJson>, Refused>>(caller, async (db, change) =>
        {
            var (queue, unknown) = await Departments.Find(department!, site, db, caller, ct);
            if (queue is null || !caller.Reaches(Permissions.QueuesOpen, queue.SiteId))
            {
                return unknown ?? PlatformProblems.NotFound.Refuse();
            }

            // Under its lock, so that of two who open it at once the second finds it open.
            var locked = QueueDay.Lock(change, queue.Id);
            await change.Send();
            var told = (NotificationStats?)null;
            if (Action(locked.Value!.State, open!.Value) is { } action)
            {
                var result = await QueueDay.Handle(action)(queue.Id, new DayRequest(), db, caller, audiences, ct);
                if (result.Result is not Ok<QueueView> { Value: { } answer })
                {
                    return (Refused)result.Result;
                }

                told = answer.NotificationStats;
            }

            return TypedResults.Ok(new QueueStatusSetJson(
                $"Queue {(open.Value ? "opened" : "closed")} successfully", await QueueStatusJson.One(db, queue.Id, lines, clock, ct), told ?? new NotificationStats(0, 0)));
        }, ct);
    }

    /// <summary>The newest lines first: of one department where the address names it, else of all; <c>?limit=</c> of them, fifty when absent.</summary>
    public static async Task<Results<Ok<IReadOnlyList<QueueLogJson>>, Refused>> Log(HttpRequest request, Db db, Caller caller, CancellationToken ct)
    {
        var site = Departments.Site(request);
        var most = int.TryParse(request.Query["limit"], NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? Math.Clamp(asked, 1, MostLines) : 50;
        IReadOnlyList<QueueView> queues;
        if (Departments.Named(request) is { } department)
        {
            var (queue, unknown) = await Departments.Find(department, site, db, caller, ct);
            if (queue is null)
            {
                return unknown!;
            }

            queues = [queue];
        }
        else
        {
            queues = await db.List<QueueView>($"{QueueView.Select} where {Departments.Shown(site, caller)} order by q.id", ct);
        }

        var log = new List<QueueLogJson>();
        foreach (var queue in queues)
        {
            var result = await QueueDay.Log(queue.Id, db, caller, ct);
            if (result.Result is not Ok<IReadOnlyList<StatusLine>> { Value: { } lines })
            {
                return (Refused)result.Result;
            }

            log.AddRange(lines.Select(line => Of(queue, line)));
        }

        return TypedResults.Ok<IReadOnlyList<QueueLogJson>>([.. log.OrderByDescending(line => line.ChangedAt).ThenByDescending(line => line.Id).Take(most)]);
    }

    private static QueueAction? Action(QueueState state, bool open) => (state, open) switch
    {
        (QueueState.Closed or QueueState.Closing, true) => QueueAction.Open,
        (QueueState.Paused, true) => QueueAction.Resume,
        (QueueState.Open or QueueState.Paused, false) => QueueAction.Close,
        _ => null,
    };

    private static QueueLogJson Of(QueueView queue, StatusLine line) => new(
        line.Id, queue.Code, line.PreviousStatus is QueueState.Open, line.NewStatus is QueueState.Open, line.ChangeReason, line.ChangedBy, line.ChangedByName,
        line.ChangedAt, line.AdditionalNotes ?? "");
}
