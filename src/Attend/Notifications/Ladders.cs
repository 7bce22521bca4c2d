using System.ComponentModel.DataAnnotations;
using Attend.Channels;
using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Notifications;

/// <param name="AfterSeconds">How long after the message was said.</param>
/// <param name="Roles">Who is on duty in these; null: those whom the message is for.</param>
internal sealed record RungView(
    [Required, Range(0, 86_400)] int? AfterSeconds, [Required, MinLength(1), MaxLength(5)] Way[]? Ways, [MinLength(1), MaxLength(20)] Role[]? Roles = null);

/// <param name="Rungs">The first at once, each further one later than the one before.</param>
internal sealed record LadderRequest([Required, MinLength(1), MaxLength(10)] RungView[]? Rungs);

/// <summary>How one kind of message climbs.</summary>
/// <param name="Priority">Of the call it is about, or <c>any</c>: whatever has no ladder of its own.</param>
/// <param name="Own">An administrator set it.</param>
internal sealed record LadderView(
    string Kind, string Sentence, Urgency Urgency, Answered Answered, string Priority, bool Own, IReadOnlyList<RungView> Rungs);

/// <summary>How messages climb, kind by kind: what the administrator set in place of what a kind does by itself.</summary>
internal static class Ladders
{
    private const string Any = "any";

    private sealed record SetRow(string Kind, string Priority, int AfterSeconds, string[]? Roles, string[] Ways)
    {
        public Rung Rung => new(TimeSpan.FromSeconds(AfterSeconds), [.. Ways.Select(Words.Parse<Way>)], Roles?.Select(Words.Parse<Role>).ToList());
    }

    public static async Task<Ok<Page<LadderView>>> List(Db db, CancellationToken ct)
    {
        var set = await Set(db, ct);
        return TypedResults.Ok(new Page<LadderView>(
        [
            .. from kind in Kind.Climbing
               from priority in Kind.Priorities
               let own = set.Contains((kind.Name, priority ?? ""))
               let rungs = Of(kind, priority, set)
               where priority is null || own || !Same(rungs, Of(kind, null, set))
               select new LadderView(kind.Name, kind.Sentence, kind.Urgency, kind.Answered, priority ?? Any, own,
                   [.. rungs.Select(rung => new RungView((int)rung.Wait.TotalSeconds, [.. rung.Ways], rung.Roles?.ToArray()))]),
        ], null));
    }

    public static Task<Results<NoContent, Refused>> Put(
        string kind, string priority, LadderRequest request, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<NoContent, Refused>>(caller, async change =>
        {
            if (!Known(kind, priority))
            {
                return NotificationProblems.UnknownKind.Refuse();
            }

            if (Wrong(request.Rungs!) is { } wrong)
            {
                return PlatformProblems.Invalid.Field("rungs", wrong);
            }

            var stored = priority == Any ? "" : priority;
            // Two who set the same ladder: one after the other.
            change.Lock($"select pg_advisory_xact_lock(hashtextextended({"ladder of " + kind}, 0))");
            change.RunAny($"delete from notifications.ladders where kind = {kind} and priority = {stored}");
            foreach (var (number, rung) in request.Rungs!.Index())
            {
                change.Run($"""
                    insert into notifications.ladders (kind, priority, number, after_seconds, roles, ways)
                    values ({kind}, {stored}, {number}, {rung.AfterSeconds}, {rung.Roles}, {rung.Ways})
                    """);
            }

            change.Event(NotificationEvents.LadderSet, $"ladder:{kind}", new { kind, priority, request.Rungs });
            await change.Send();
            return TypedResults.NoContent();
        }, ct);

    /// <summary>The kind climbs by itself again.</summary>
    public static Task<Results<NoContent, Refused>> Reset(string kind, string priority, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<NoContent, Refused>>(caller, async change =>
        {
            if (!Known(kind, priority))
            {
                return NotificationProblems.UnknownKind.Refuse();
            }

            change.RunAny($"delete from notifications.ladders where kind = {kind} and priority = {(priority == Any ? "" : priority)}");
            change.Event(NotificationEvents.LadderSet, $"ladder:{kind}", new { kind, priority });
            await change.Send();
            return TypedResults.NoContent();
        }, ct);

    /// <summary>The ways by which each kind may reach somebody, with how long each waits at the least.</summary>
    public static async Task<IReadOnlyDictionary<Kind, IReadOnlyDictionary<Way, TimeSpan>>> Ways(Db db, CancellationToken ct)
    {
        var set = await Set(db, ct);
        return Kind.All.ToDictionary(kind => kind, IReadOnlyDictionary<Way, TimeSpan> (kind) => Kind.Priorities
            .SelectMany(priority => Of(kind, priority, set))
            .SelectMany(rung => rung.Ways.Select(way => (Way: way, rung.Wait)))
            .GroupBy(one => one.Way).OrderBy(group => group.Key)
            .ToDictionary(group => group.Key, group => group.Min(one => one.Wait)));
    }

    /// <summary>The same choice as <see cref="Rung.Write"/> makes.</summary>
    private static IReadOnlyList<Rung> Of(Kind kind, string? priority, ILookup<(string, string), SetRow> set) =>
        new[] { set[(kind.Name, priority ?? "")], set[(kind.Name, "")] }.FirstOrDefault(rows => rows.Any()) is { } rows
            ? [.. rows.Select(row => row.Rung)]
            : kind.Ladder(priority);

    private static async Task<ILookup<(string, string), SetRow>> Set(Db db, CancellationToken ct) =>
        (await db.List<SetRow>($"select kind, priority, after_seconds, roles, ways from notifications.ladders order by kind, priority, number", ct))
        .ToLookup(row => (row.Kind, row.Priority));

    private static bool Known(string kind, string priority) =>
        Kind.Climbing.Any(one => one.Name == kind) && (priority == Any || Kind.Priorities.Contains(priority));

    private static string? Wrong(RungView[] rungs) => rungs switch
    {
        [{ AfterSeconds: not 0 }, ..] => "begin at 0 seconds",
        [{ Ways: { } first }, ..] when !first.Contains(Way.InApp) => "begin with in_app: whatever is said lies in the inbox",
        _ when rungs.Zip(rungs.Skip(1)).Any(pair => pair.Second.AfterSeconds <= pair.First.AfterSeconds) => "each come later than the one before",
        _ when rungs.Any(rung => rung.Ways!.Distinct().Count() < rung.Ways!.Length) => "name each way once",
        _ when rungs.Any(rung => rung.Ways!.Contains(Way.Webhook)) => "reach people; a webhook is told of what it asks for",
        _ => null,
    };

    private static bool Same(IReadOnlyList<Rung> some, IReadOnlyList<Rung> others) => some.Count == others.Count && some.Zip(others).All(pair =>
        pair.First.Wait == pair.Second.Wait && pair.First.Ways.SequenceEqual(pair.Second.Ways)
        && (pair.First.Roles ?? []).SequenceEqual(pair.Second.Roles ?? []));
}
