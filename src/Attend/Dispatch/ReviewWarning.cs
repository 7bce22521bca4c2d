using System.ComponentModel.DataAnnotations;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Attend.Platform.Work;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Dispatch;

/// <param name="Text">What it says from now on; as before when absent.</param>
internal sealed record ReviewWarningRequest([Required] DateOnly? ReviewOn, [StringLength(2000, MinimumLength = 1)] string? Text = null);

/// <summary>Somebody looks at a warning again: it stays until another date, or it ends.</summary>
internal static class ReviewWarning
{
    private sealed record Row(long Id, DateOnly ReviewOn, DateTimeOffset? EndedAt);

    public static Task<Results<Ok<WarningView>, Refused>> Handle(
        long id, ReviewWarningRequest request, Db db, Caller caller, CancellationToken ct) =>
        Write(id, db, caller, async (change, _) =>
        {
            if (AddWarning.RefuseReview(request.ReviewOn!.Value, change.Now) is { } refused)
            {
                return refused;
            }

            change.Run($"""
                update dispatch.address_warnings set review_on = {request.ReviewOn}, text = coalesce({request.Text}, text),
                    version = version + 1
                where id = {id}
                """);
            change.Later(AddressWarning.Review, id, AddressWarning.DueAt(request.ReviewOn.Value), new { warning_id = id });
            change.Event(DispatchEvents.WarningReviewed, AddressWarning.Subject(id), new { warning_id = id, request.ReviewOn });
            await change.Send();
            return null;
        }, ct);

    public static Task<Results<Ok<WarningView>, Refused>> End(long id, Db db, Caller caller, CancellationToken ct) =>
        Write(id, db, caller, async (change, calls) =>
        {
            change.Run($"update dispatch.address_warnings set ended_at = {change.Now}, version = version + 1 where id = {id}");
            change.NotLater(AddressWarning.Review, id);
            change.Event(DispatchEvents.WarningEnded, AddressWarning.Subject(id), new { warning_id = id });
            AddressWarning.Show(change, calls, id);
            await change.Send();
            return null;
        }, ct);

    /// <summary>The review date has come: said once. The warning stays until somebody decides.</summary>
    public static async Task Announce(IServiceProvider services, Change change, DueItem item)
    {
        var id = item.Data.GetProperty("warning_id").GetInt64();
        var found = Lock(change, id);
        await change.Send();
        if (found.Value is { EndedAt: null } warning && AddressWarning.DueAt(warning.ReviewOn) <= change.Now)
        {
            change.Event(DispatchEvents.WarningReviewDue, AddressWarning.Subject(id), new { warning_id = id, warning.ReviewOn });
            await change.Send();
        }
    }

    private static Task<Results<Ok<WarningView>, Refused>> Write(
        long id, Db db, Caller caller, Func<Change, IReadOnlyList<long>, Task<Refused?>> write, CancellationToken ct) =>
        db.Write<Results<Ok<WarningView>, Refused>>(caller, async change =>
        {
            var calls = AddressWarning.LockCallsAt(change, Of("address", id), Of("latitude", id), Of("longitude", id));
            var found = Lock(change, id);
            await change.Send();
            if (found.Value is not { } warning)
            {
                return PlatformProblems.NotFound.Refuse();
            }

            if (warning.EndedAt is { } ended)
            {
                return DispatchProblems.WarningEnded.Refuse(new { ended_at = ended });
            }

            if (await write(change, calls.Value) is { } refused)
            {
                return refused;
            }

            var view = change.One<WarningView>($"{WarningView.Select(change.Now)} where w.id = {id}");
            await change.Send();
            return TypedResults.Ok(view.Value.For(caller));
        }, ct);

    private static Pending<Row?> Lock(Change change, long id)
    {
        change.Lock($"select 1 from dispatch.address_warnings where id = {id} for no key update");
        return change.Find<Row>($"select id, review_on, ended_at from dispatch.address_warnings where id = {id}");
    }

    private static Sql Of(string column, long id) => $"(select {Sql.Raw(column)} from dispatch.address_warnings where id = {id})";
}
