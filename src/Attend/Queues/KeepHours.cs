using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Attend.Platform.Work;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Queues;

/// <summary>Open, or closed, until a time, whatever the plan says.</summary>
internal sealed record HoursOverride([Required] bool? Open, [Required] DateTimeOffset? Until);

/// <param name="Weekly">Several windows a day are possible; none at all: nobody but people opens and closes it.</param>
internal sealed record HoursRequest(
    [Required, MaxLength(70)] IReadOnlyList<DayHours>? Weekly, [MaxLength(400)] IReadOnlyList<SpecialDay>? Holidays = null, HoursOverride? Override = null);

/// <param name="OpenNow">What the plan says of now; a person may have said otherwise.</param>
/// <param name="ChangesAt">When it is next opened or closed by the plan.</param>
internal sealed record HoursView(
    IReadOnlyList<DayHours> Weekly, IReadOnlyList<SpecialDay> Holidays, HoursOverride? Override, string Zone, bool OpenNow, DateTimeOffset? ChangesAt, long Version);

/// <summary>
/// Opens and closes queues at the minute. The plan acts when it changes: what a person did in between stays until then, or until the time
/// that they gave. What fell due while no server ran is done at once when one does, and the log says so.
/// </summary>
internal static class KeepHours
{
    public const string Work = "queues.hours";

    /// <summary>Later than this is said in the log.</summary>
    private static readonly TimeSpan Punctual = TimeSpan.FromMinutes(1);

    internal sealed record Row(IReadOnlyList<DayHours> Weekly, IReadOnlyList<SpecialDay> Holidays, bool? OverrideOpen, DateTimeOffset? OverrideUntil)
    {
        public static Row Of(HoursRequest request) => new(request.Weekly!, request.Holidays ?? [], request.Override?.Open, request.Override?.Until);
    }

    public static async Task<Results<Ok<HoursView>, Refused>> Read(long id, Db db, Caller caller, TimeProvider clock, CancellationToken ct)
    {
        var read = await db.Read(reads => (Queue: reads.Find<QueueRow>($"{QueueRow.Select} where q.id = {id}"), Hours: reads.Find<Row>(Select(id))), ct);
        return read.Queue.Value is { } queue ? TypedResults.Ok(View(queue, read.Hours.Value!, clock.Micros())) : PlatformProblems.NotFound.Refuse();
    }

    public static Task<Results<Ok<HoursView>, Refused>> Set(long id, HoursRequest request, IfMatch version, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Ok<HoursView>, Refused>>(caller, async change =>
        {
            var queue = QueueDay.Lock(change, id);
            var before = change.Find<Row>(Select(id));
            var due = change.Find<DateTimeOffset?>(DueWork.DueAt(Work, id));
            await change.Send();
            if (queue.Value is not { } found || !caller.Reaches(Permissions.QueuesManage, found.SiteId))
            {
                return PlatformProblems.NotFound.Refuse();
            }

            if ((version.Refuse(found.Version) ?? Refuse(request, change.Now)) is { } refused)
            {
                return refused;
            }

            var hours = Row.Of(request);
            change.Run($"""
                update queues.queues set weekly = {Sql.Json(hours.Weekly)}, holidays = {Sql.Json(hours.Holidays)}, override_open = {hours.OverrideOpen},
                    override_until = {hours.OverrideUntil}, version = version + 1, updated_at = {change.Now}
                where id = {id}
                """);
            change.Event(QueueEvents.HoursChanged, $"queue:{id}", new { queue_id = id, version = found.Version + 1 });
            await Act(change, found, before.Value!, hours, due.Value <= change.Now);
            var after = change.One<QueueRow>($"{QueueRow.Select} where q.id = {id}");
            await change.Send();
            return TypedResults.Ok(View(after.Value, hours, change.Now));
        }, ct);

    /// <summary>What a plan would say, before it is set.</summary>
    public static async Task<Results<Ok<HoursView>, Refused>> Preview(long id, HoursRequest request, Db db, Caller caller, TimeProvider clock, CancellationToken ct)
    {
        var queue = await db.Find<QueueRow>($"{QueueRow.Select} where q.id = {id}", ct);
        if (queue is null || !caller.Reaches(Permissions.QueuesManage, queue.SiteId))
        {
            return PlatformProblems.NotFound.Refuse();
        }

        return Refuse(request, clock.Micros()) is { } refused ? refused : TypedResults.Ok(View(queue, Row.Of(request), clock.Micros()));
    }

    public static async Task Run(IServiceProvider services, Change change, DueItem item)
    {
        var queue = QueueDay.Lock(change, item.KeyId);
        var row = change.Find<Row>(Select(item.KeyId));
        await change.Send();
        if (queue.Value is not { } found || row.Value is not { } hours)
        {
            return;
        }

        await Keep(change, found, hours, item.DueAt);
        if (hours.OverrideUntil <= change.Now)
        {
            // What was said against the plan has had its end.
            change.Run($"update queues.queues set override_open = null, override_until = null where id = {found.Id}");
        }

        if (Now(found, hours, change.Now).Changes is { } next)
        {
            change.Later(Work, found.Id, next);
        }
    }

    /// <summary>
    /// A plan acts at once where it says something else than the one before it; else at its next change, so that an edit does not undo what a
    /// person did meanwhile. A word against the plan acts at once, and so does a change that was due and that no worker has come to yet. It acts here,
    /// not by due work: that would come after, and undo, what a person says next.
    /// </summary>
    private static async Task Act(Change change, QueueRow queue, Row before, Row hours, bool due)
    {
        var (open, changes) = Now(queue, hours, change.Now);
        if (due || hours.OverrideUntil is not null || before.OverrideUntil > change.Now || before.Weekly.Count == 0 || Now(queue, before, change.Now).Open != open)
        {
            await Keep(change, queue, hours, change.Now);
        }

        if (changes is { } next)
        {
            change.Later(Work, queue.Id, next);
        }
        else
        {
            change.NotLater(Work, queue.Id);
        }
    }

    private static async Task Keep(Change change, QueueRow queue, Row hours, DateTimeOffset due)
    {
        var late = change.Now - due >= Punctual;
        var state = queue.State;
        foreach (var (open, ofThen) in Said(queue, hours, due, change.Now))
        {
            QueueAction? action = (open, state) switch
            {
                (true, QueueState.Closed or QueueState.Closing) => QueueAction.Open,
                (false, QueueState.Open or QueueState.Paused) => QueueAction.Close,
                _ => null,
            };
            if (action is { } act)
            {
                state = (await QueueDay.Move(change, queue with { State = state }, act, ChangeReason.Schedule, (late, ofThen) switch
                {
                    (false, _) => null,
                    (_, true) => string.Create(CultureInfo.InvariantCulture, $"Due at {due:yyyy-MM-dd HH:mm} UTC; no server was running then."),
                    _ => "Due while no server was running.",
                })).State;
            }
        }
    }

    /// <summary>
    /// What was to be done: what was said of the time that is due, and what is said of now. A closing that was slept through is made good, and said;
    /// an opening is not, because to open what is to be closed by now would only call people who then stand before a shut door.
    /// </summary>
    private static IEnumerable<(bool Open, bool OfThen)> Said(QueueRow queue, Row hours, DateTimeOffset due, DateTimeOffset now)
    {
        // Without a plan a word against it ends with itself: what it opened is closed, and what it closed people open.
        bool? Of(DateTimeOffset at) =>
            hours.Weekly.Count > 0 || hours.OverrideUntil > at ? Now(queue, hours, at).Open
            : hours.OverrideOpen == true ? false : null;
        var (then, holds) = (Of(due), Of(now));
        if (then is { } was && (was, holds) is not (true, false))
        {
            yield return (was, true);
        }

        if (holds is { } open && open != then)
        {
            yield return (open, false);
        }
    }

    /// <summary>What holds now, and when that ends.</summary>
    public static (bool Open, DateTimeOffset? Changes) Now(QueueRow queue, Row hours, DateTimeOffset now)
    {
        var (open, changes) = new WeekPlan(hours.Weekly, hours.Holidays, queue.Zone).At(now);
        return hours.OverrideUntil is { } until && until > now ? (hours.OverrideOpen!.Value, until) : (open, changes);
    }

    private static HoursView View(QueueRow queue, Row hours, DateTimeOffset now)
    {
        var (open, changes) = Now(queue, hours, now);
        var said = hours.OverrideUntil is { } until && until > now ? new HoursOverride(hours.OverrideOpen, until) : null;
        return new HoursView(hours.Weekly, hours.Holidays, said, queue.Zone, open, changes, queue.Version);
    }

    private static Refused? Refuse(HoursRequest request, DateTimeOffset now)
    {
        if (request.Override?.Until <= now)
        {
            return PlatformProblems.Invalid.Field("override.until", "lies in the past");
        }

        return SpecialDay.Refuse("holidays", request.Holidays);
    }

    public static Sql Select(long id) => Select($"{id}::bigint");

    /// <param name="ids">SQL that gives the queue's id.</param>
    public static Sql Select(Sql ids) => $"select weekly, holidays, override_open, override_until from queues.queues where id = ({ids})";
}
