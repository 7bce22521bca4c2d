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

/// <summary>A rung of the ladder that holds for a kind and a priority.</summary>
/// <param name="Priority">Empty: of what is about no call.</param>
/// <param name="SetFor">For which priority an administrator set it, empty where it was for all; null: the kind climbs so by itself.</param>
internal sealed record HeldRung(string Kind, string Priority, string? SetFor, int AfterSeconds, Role[]? Roles, Way[] Ways);

/// <summary>How messages climb, kind by kind: what the administrator set in place of what a kind does by itself.</summary>
internal static class Ladders
{
    private const string Any = "any";

    public static async Task<Ok<Page<LadderView>>> List(Db db, CancellationToken ct)
    {
        var held = (await Held(db, ct)).ToLookup(rung => (rung.Kind, rung.Priority));
        return TypedResults.Ok(new Page<LadderView>(
        [
            .. from kind in Kind.Climbing
               from priority in Kind.Priorities
               let rungs = held[(kind.Name, priority ?? "")].ToList()
               let own = rungs[0].SetFor == (priority ?? "")
               where priority is null || own || !Same(rungs, [.. held[(kind.Name, "")]])
               select new LadderView(kind.Name, kind.Sentence, kind.Urgency, kind.Answered, priority ?? Any, own,
                   [.. rungs.Select(rung => new RungView(rung.AfterSeconds, rung.Ways, rung.Roles))]),
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

    /// <summary>SQL that writes the ladder of a message down: the one that holds for its kind and priority now.</summary>
    /// <param name="instead">Another one in its place.</param>
    public static Sql Write(long messageId, Kind kind, string? priority, string audience, IReadOnlyList<Rung>? instead = null)
    {
        var rungs = instead is null ? Holding([(kind, priority)]) : Of([(kind, priority, instead)]);
        // Other people, but of the same place, and still without those who must not be rung.
        var where = audience.IndexOfAny(['@', '!']) is var at and >= 0 ? audience[at..] : "";
        return $"""
            insert into notifications.rungs (message_id, number, after_seconds, audience, ways)
            select {messageId}::bigint, number, after_seconds, coalesce(audience, 'duty:' || array_to_string(roles, ',') || {where}, {audience}), ways
            from ({rungs}) as held
            """;
    }

    /// <summary>The ladders of all kinds and priorities, rung by rung.</summary>
    public static Task<IReadOnlyList<HeldRung>> Held(Db db, CancellationToken ct) => db.List<HeldRung>($"""
        select kind, priority, set_for, after_seconds, roles, ways
        from ({Holding(from kind in Kind.All from priority in Kind.Priorities select (kind, priority))}) as held order by kind, priority, number
        """, ct);

    /// <summary>
    /// SQL for the ladders that hold: the one that an administrator set for the kind and the priority, else the one for the kind, else what the
    /// kind does by itself. Nowhere else is that decided.
    /// </summary>
    private static Sql Holding(IEnumerable<(Kind Kind, string? Priority)> asked) => $"""
        with own as ({Of(asked.Select(one => (one.Kind, one.Priority, one.Kind.Ladder(one.Priority))))}), held as (
            select kind, priority, (
                select max(l.priority) from notifications.ladders l where l.kind = o.kind and l.priority in (o.priority, '')) as set_for
            from (select distinct kind, priority from own) o
        )
        select h.kind, h.priority, h.set_for, l.number, l.after_seconds, l.roles, null as audience, l.ways
        from held h join notifications.ladders l on l.kind = h.kind and l.priority = h.set_for
        union all
        select o.kind, o.priority, o.set_for, o.number, o.after_seconds, o.roles, o.audience, o.ways
        from own o join held h on h.kind = o.kind and h.priority = o.priority where h.set_for is null
        """;

    /// <summary>The same columns for ladders that nobody set.</summary>
    private static Sql Of(IEnumerable<(Kind Kind, string? Priority, IReadOnlyList<Rung> Ladder)> ladders)
    {
        var all = ladders.SelectMany(one => one.Ladder.Select((rung, number) => (one.Kind, one.Priority, Number: number, Rung: rung))).ToList();
        var (kinds, priorities) = (all.Select(one => one.Kind.Name).ToArray(), all.Select(one => one.Priority ?? "").ToArray());
        var (numbers, waits) = (all.Select(one => one.Number).ToArray(), all.Select(one => (int)one.Rung.Wait.TotalSeconds).ToArray());
        var roles = all.Select(one => one.Rung.Roles is { } some ? string.Join(',', some.Select(Words.Of)) : null).ToArray();
        var (audiences, ways) = (all.Select(one => one.Rung.To).ToArray(), all.Select(one => string.Join(',', one.Rung.Ways.Select(Words.Of))).ToArray());
        return $"""
            select kind, priority, null::text as set_for, number, after_seconds, string_to_array(roles, ',') as roles, audience, string_to_array(ways, ',') as ways
            from unnest({kinds}, {priorities}, {numbers}, {waits}, {roles}, {audiences}, {ways}) as own (kind, priority, number, after_seconds, roles, audience, ways)
            """;
    }

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

    private static bool Same(IReadOnlyList<HeldRung> some, IReadOnlyList<HeldRung> others) => some.Count == others.Count && some.Zip(others).All(pair =>
        pair.First.AfterSeconds == pair.Second.AfterSeconds && pair.First.Ways.SequenceEqual(pair.Second.Ways)
        && (pair.First.Roles ?? []).SequenceEqual(pair.Second.Roles ?? []));
}
