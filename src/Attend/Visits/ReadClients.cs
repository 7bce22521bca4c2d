using System.ComponentModel.DataAnnotations;
using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Visits;

/// <summary>Which clients to list; every filter narrows.</summary>
internal sealed record ClientFilter(long? SiteId, bool? Active);

/// <summary>A search goes in the body: names and telephones stand in no URL.</summary>
/// <param name="Text">A part of the name, or a whole telephone number or e-mail address.</param>
internal sealed record ClientSearch(
    [Required, StringLength(100, MinimumLength = 1)] string Text, long? SiteId = null, bool? Active = null,
    [Range(0, long.MaxValue)] long? After = null, [Range(1, 200)] int? Limit = null);

/// <summary>Clients with their addresses: each look stands in the access log. A therapist reads those whom they are to visit.</summary>
internal static class ReadClients
{
    public static async Task<Ok<Page<ClientView>>> List(
        [AsParameters] ClientFilter filter, [AsParameters] Paging paging, Db db, Caller caller, AccessLog log, CancellationToken ct) =>
        TypedResults.Ok(await List(Where(filter.SiteId, filter.Active), paging, db, caller, log, ct));

    public static async Task<Ok<Page<ClientView>>> Search(ClientSearch search, Db db, Caller caller, AccessLog log, CancellationToken ct)
    {
        var text = search.Text.Trim().ToLowerInvariant();
        var part = "%" + text.Replace(@"\", @"\\").Replace("%", @"\%").Replace("_", @"\_") + "%";
        Sql where = $"{Where(search.SiteId, search.Active)} and (lower(c.name) like {part} or c.phone = {text} or lower(c.email) = {text})";
        return TypedResults.Ok(await List(where, new Paging(search.After, search.Limit), db, caller, log, ct));
    }

    public static async Task<Results<Ok<ClientView>, Refused>> One(long id, Db db, Caller caller, AccessLog log, CancellationToken ct)
    {
        if (await db.Find<ClientView>($"{ClientView.Select} where c.id = {id} and c.name <> '' {Within(caller)}", ct) is not { } client)
        {
            return PlatformProblems.NotFound.Refuse();
        }

        await log.Looked(caller, Client.Subject(id), "read", ct);
        return TypedResults.Ok(client);
    }

    private static async Task<Page<ClientView>> List(Sql where, Paging paging, Db db, Caller caller, AccessLog log, CancellationToken ct)
    {
        var rows = await db.List<ClientView>($"{ClientView.Select} where c.id > {paging.From} {Within(caller)} and {where} order by c.id limit {paging.Fetch}", ct);
        var page = Page<ClientView>.Of(rows, paging, client => client.Id);
        await log.Looked(caller, page.Items.Select(client => Client.Subject(client.Id)), "list", ct);
        return page;
    }

    private static Sql Where(long? siteId, bool? active) =>
        $"c.name <> '' {Sql.If(siteId, $"and c.site_id = {siteId}")} {Sql.If(active, $"and c.active = {active}")}";

    private static Sql? Within(Caller caller)
    {
        var sites = caller.SitesFor(Permissions.VisitsRead);
        return Sql.If(sites, $"""
            and (c.site_id = any({sites ?? []}) or exists (
                select from visits.appointments a join visits.places p on p.appointment_id = a.id
                where a.client_id = c.id and p.therapist_id = {caller.UserId} and p.holds))
            """);
    }
}
