using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;

namespace Attend.Dispatch;

/// <summary>What a crew must know before it rings the bell.</summary>
internal enum WarningKind { Violence, Access, Infection, Other }

/// <summary>A warning on an address. Somebody must look at it again on its review date.</summary>
/// <param name="ReviewDue">That date has come.</param>
internal sealed record WarningView(
    long Id, string Address, double? Latitude, double? Longitude, WarningKind Kind, string Text, DateOnly ReviewOn, bool ReviewDue,
    string EnteredBy, string? EnteredByName, DateTimeOffset CreatedAt, DateTimeOffset? EndedAt, long Version)
{
    /// <summary>What the reader may do with it now.</summary>
    public IReadOnlyList<string> Actions { get; init; } = [];

    public WarningView For(Caller caller) => EndedAt is null && caller.MayAtAll(Permissions.WarningsManage)
        ? this with { Actions = ["review", "end"] }
        : this;

    /// <summary>The view over <c>dispatch.address_warnings w</c>; the caller adds the where.</summary>
    public static Sql Select(DateTimeOffset now) => $"""
        select w.id, w.address, w.latitude, w.longitude, w.kind, w.text, w.review_on,
               w.ended_at is null and w.review_on <= {DateOnly.FromDateTime(now.UtcDateTime)} as review_due, w.entered_by,
               (select m.full_name from people.members m
                where m.id = substring(w.entered_by from '^user:([0-9]+)$')::bigint) as entered_by_name,
               w.created_at, w.ended_at, w.version
        from dispatch.address_warnings w
        """;
}

/// <summary>What the writes about warnings have in common.</summary>
internal static class AddressWarning
{
    /// <summary>Due work that announces the review date.</summary>
    public const string Review = "dispatch.warning_review";

    public static string Subject(long id) => $"warning:{id}";

    public static DateTimeOffset DueAt(DateOnly reviewOn) => new(reviewOn, TimeOnly.MinValue, TimeSpan.Zero);

    /// <summary>Queues the locks of the open calls at a place, in id order; gives their ids.</summary>
    public static Pending<IReadOnlyList<long>> LockCallsAt(Change change, Sql address, Sql latitude, Sql longitude) =>
        change.List<long>($"""
        select c.id from dispatch.calls c
        where c.state not in ('CLOSED', 'CANCELLED')
          and dispatch.same_place(c.address, c.latitude, c.longitude, {address}, {latitude}, {longitude})
        order by c.id for no key update
        """);

    /// <summary>Queues what another set of warnings means for the open calls there: their views show it, and everybody hears.</summary>
    public static void Show(Change change, IReadOnlyList<long> calls, long warningId)
    {
        foreach (var call in calls)
        {
            CallProgress.Bump(change, call);
            change.Event(DispatchEvents.CallWarned, $"call:{call}", new { warning_id = warningId });
        }
    }
}
