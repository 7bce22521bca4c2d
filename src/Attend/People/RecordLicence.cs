using System.ComponentModel.DataAnnotations;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.People;

internal sealed record LicenceView(long Id, string Kind, string Number, string? Level, DateOnly ExpiresOn)
{
    public static Sql Select => Sql.Raw("select l.id, l.kind, l.number, l.level, l.expires_on from people.licences l");
}

/// <summary>
/// Licences of a person: recorded, listed, taken off. A renewal is recorded beside the old one; the newest of each kind counts, and
/// the first kind to lapse makes the person unassignable (the view <c>people.members</c>).
/// </summary>
internal static class RecordLicence
{
    /// <param name="ExpiresOn">The last day on which it is valid, where the person lives.</param>
    internal sealed record Request(
        [Required, StringLength(100)] string Kind, [Required, StringLength(100)] string Number, DateOnly ExpiresOn,
        [StringLength(100)] string? Level = null);

    public static Task<Results<Created<LicenceView>, Refused>> Handle(long id, Request request, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Created<LicenceView>, Refused>>(caller, async change =>
        {
            var user = change.Find<long?>($"""
                select u.id from people.users u
                where u.id = {id} and u.erased_at is null and {User.WithinWholly(caller, Permissions.PeopleManage)} for key share
                """);
            var licence = change.NextId("people.licences");
            await change.Send();
            if (user.Value is null)
            {
                return PlatformProblems.NotFound.Refuse();
            }

            change.Run($"""
                insert into people.licences (id, user_id, kind, number, level, expires_on, created_at)
                values ({licence.Value}, {id}, {request.Kind}, {request.Number}, {request.Level}, {request.ExpiresOn}, {change.Now})
                """);
            change.Event(PeopleEvents.LicenceAdded, $"user:{id}", new { user_id = id, licence_id = licence.Value, expires_on = request.ExpiresOn });
            var view = new LicenceView(licence.Value, request.Kind, request.Number, request.Level, request.ExpiresOn);
            return TypedResults.Created($"/api/users/{id}/licences", view);
        }, ct);

    public static async Task<Results<Ok<Page<LicenceView>>, Refused>> List(
        long id, [AsParameters] Paging paging, Db db, Caller caller, AccessLog log, CancellationToken ct)
    {
        var known = await db.Find<long?>($"select u.id from people.users u where u.id = {id} and {User.Within(caller, Permissions.PeopleRead)}", ct);
        if (known is null)
        {
            return PlatformProblems.NotFound.Refuse();
        }

        var rows = await db.List<LicenceView>(
            $"{LicenceView.Select} where l.user_id = {id} and l.id > {paging.From} order by l.id limit {paging.Fetch}", ct);
        await log.Looked(caller, $"user:{id}", "read", ct);
        return TypedResults.Ok(Page<LicenceView>.Of(rows, paging, licence => licence.Id));
    }

    public static Task<Results<NoContent, Refused>> Remove(long id, long licenceId, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<NoContent, Refused>>(caller, async change =>
        {
            var removed = change.Find<long?>($"""
                delete from people.licences l using people.users u
                where l.id = {licenceId} and l.user_id = {id} and u.id = l.user_id and {User.WithinWholly(caller, Permissions.PeopleManage)}
                returning l.id
                """);
            await change.Send();
            if (removed.Value is null)
            {
                return PlatformProblems.NotFound.Refuse();
            }

            change.Event(PeopleEvents.LicenceRemoved, $"user:{id}", new { user_id = id, licence_id = licenceId });
            return TypedResults.NoContent();
        }, ct);
}
