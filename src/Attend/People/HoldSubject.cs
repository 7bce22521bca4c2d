using System.ComponentModel.DataAnnotations;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.People;

/// <param name="Subject">Whom or what it is about: <c>user:5</c>, <c>call:12</c>, <c>warning:3</c>, <c>hospital:2</c>, <c>ticket:9</c>, <c>booking:4</c>, <c>client:6</c>.</param>
internal sealed record HoldSubjectRequest(
    [Required, RegularExpression("^(user|call|warning|hospital|ticket|booking|client):[1-9][0-9]{0,17}$")] string Subject, [Required, StringLength(500)] string Reason);

/// <summary>
/// Legal holds on any subject of personal data. Whether there is such a thing is not asked: its module knows, and a hold in vain costs
/// nothing.
/// </summary>
internal static class HoldSubject
{
    internal sealed record Filter([property: StringLength(50)] string? Subject);

    public static Task<Results<Created<LegalHoldView>, Refused>> Handle(HoldSubjectRequest request, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Created<LegalHoldView>, Refused>>(caller, async change =>
        {
            Lock(change, request.Subject);
            var hold = change.One<LegalHoldView>($"""
                insert into people.legal_holds (subject, reason, placed_by, placed_at)
                values ({request.Subject}, {request.Reason}, {caller.Actor}, {change.Now})
                returning id, subject, reason, placed_by, placed_at, lifted_by, lifted_at
                """);
            await change.Send();
            change.Event(PeopleEvents.HoldPlaced, $"hold:{hold.Value.Id}", new { hold_id = hold.Value.Id, of = request.Subject });
            return TypedResults.Created("/api/holds", hold.Value);
        }, ct);

    public static async Task<Ok<Page<LegalHoldView>>> List(
        [AsParameters] Filter filter, [AsParameters] Paging paging, Db db, CancellationToken ct)
    {
        var rows = await db.List<LegalHoldView>($"""
            {LegalHoldView.Select} where id > {paging.From} {Sql.If(filter.Subject, $"and subject = {filter.Subject}")} order by id limit {paging.Fetch}
            """, ct);
        return TypedResults.Ok(Page<LegalHoldView>.Of(rows, paging, hold => hold.Id));
    }

    public static Task<Results<NoContent, Refused>> Lift(long id, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<NoContent, Refused>>(caller, async change =>
        {
            var known = change.Find<string>($"select subject from people.legal_holds where id = {id} for no key update");
            var lifted = change.Find<long?>($"""
                update people.legal_holds set lifted_by = {caller.Actor}, lifted_at = {change.Now}
                where id = {id} and lifted_at is null returning id
                """);
            await change.Send();
            if (known.Value is not { } subject)
            {
                return PlatformProblems.NotFound.Refuse();
            }

            if (lifted.Value is not null)
            {
                change.Event(PeopleEvents.HoldLifted, $"hold:{id}", new { hold_id = id, of = subject });
            }

            return TypedResults.NoContent();
        }, ct);

    /// <summary>Taken by who places a hold and by who erases: either the hold comes first, or there is nothing left to hold.</summary>
    public static void Lock(Change change, string subject) =>
        change.Lock($"select pg_advisory_xact_lock(hashtextextended({"hold " + subject}, 0))");

    /// <summary>Queues the question for the holds that stand; after <see cref="Lock"/>.</summary>
    public static Pending<IReadOnlyList<long>> Standing(Change change, string subject) =>
        change.List<long>($"select id from people.legal_holds where subject = {subject} and lifted_at is null order by id");
}
