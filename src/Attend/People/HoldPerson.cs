using System.ComponentModel.DataAnnotations;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.People;

internal sealed record LegalHoldView(
    long Id, string Subject, string Reason, string PlacedBy, DateTimeOffset PlacedAt, string? LiftedBy, DateTimeOffset? LiftedAt)
{
    public static Sql Select => Sql.Raw("select id, subject, reason, placed_by, placed_at, lifted_by, lifted_at from people.legal_holds");
}

/// <summary>Legal holds on a person's data: placed, listed, lifted. While one stands nothing is erased, by hand or by age.</summary>
internal static class HoldPerson
{
    internal sealed record Request([Required, StringLength(500)] string Reason);

    public static Task<Results<Created<LegalHoldView>, Refused>> Handle(long id, Request request, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Created<LegalHoldView>, Refused>>(caller, async change =>
        {
            // The lock that erasing takes as well: either the hold comes first, or the person is gone.
            var known = change.Find<long?>($"""
                select u.id from people.users u
                where u.id = {id} and u.erased_at is null and {User.WithinWholly(caller, Permissions.PeopleErase)} for update of u
                """);
            await change.Send();
            if (known.Value is null)
            {
                return PlatformProblems.NotFound.Refuse();
            }

            var hold = change.One<LegalHoldView>($"""
                insert into people.legal_holds (subject, reason, placed_by, placed_at)
                values ({Subject(id)}, {request.Reason}, {caller.Actor}, {change.Now})
                returning id, subject, reason, placed_by, placed_at, lifted_by, lifted_at
                """);
            await change.Send();
            change.Event(PeopleEvents.HoldPlaced, $"user:{id}", new { user_id = id, hold_id = hold.Value.Id });
            return TypedResults.Created($"/api/users/{id}/holds", hold.Value);
        }, ct);

    public static async Task<Results<Ok<Page<LegalHoldView>>, Refused>> List(
        long id, [AsParameters] Paging paging, Db db, Caller caller, CancellationToken ct)
    {
        var known = await db.Find<long?>($"select u.id from people.users u where u.id = {id} and {User.WithinWholly(caller, Permissions.PeopleErase)}", ct);
        if (known is null)
        {
            return PlatformProblems.NotFound.Refuse();
        }

        var rows = await db.List<LegalHoldView>(
            $"{LegalHoldView.Select} where subject = {Subject(id)} and id > {paging.From} order by id limit {paging.Fetch}", ct);
        return TypedResults.Ok(Page<LegalHoldView>.Of(rows, paging, hold => hold.Id));
    }

    public static Task<Results<NoContent, Refused>> Lift(long id, long holdId, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<NoContent, Refused>>(caller, async change =>
        {
            var known = change.Find<long?>($"""
                select h.id from people.legal_holds h, people.users u
                where h.id = {holdId} and h.subject = {Subject(id)} and u.id = {id} and {User.WithinWholly(caller, Permissions.PeopleErase)}
                for no key update of h
                """);
            var lifted = change.Find<long?>($"""
                update people.legal_holds set lifted_by = {caller.Actor}, lifted_at = {change.Now}
                where id = {holdId} and subject = {Subject(id)} and lifted_at is null returning id
                """);
            await change.Send();
            if (known.Value is null)
            {
                return PlatformProblems.NotFound.Refuse();
            }

            if (lifted.Value is not null)
            {
                change.Event(PeopleEvents.HoldLifted, $"user:{id}", new { user_id = id, hold_id = holdId });
            }

            return TypedResults.NoContent();
        }, ct);

    private static string Subject(long id) => $"user:{id}";
}
