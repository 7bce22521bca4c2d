using System.ComponentModel.DataAnnotations;
using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Visits;

internal sealed record AddClientRequest([Required] long? SiteId, [Required] ClientFacts? Client);

/// <summary>Makes somebody a client, once: who has the telephone or the e-mail address already is answered with.</summary>
internal static class AddClient
{
    public static Task<Results<Created<ClientView>, Refused>> Handle(AddClientRequest request, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Created<ClientView>, Refused>>(caller, async change =>
        {
            var (siteId, facts) = (request.SiteId!.Value, request.Client!);
            var site = change.Find<long?>($"select id from people.sites where id = {siteId} and active");
            var known = Client.KnownUser(change, facts.UserId);
            await change.Send();
            if (site.Value is null || !caller.Reaches(Permissions.ClientsKeep, siteId))
            {
                return PeopleProblems.UnknownSite.Refuse(new { field = "site_id" });
            }

            if (!known.Value)
            {
                return PeopleProblems.UnknownUser.Refuse(new { field = "client.user_id" });
            }

            if (facts.Refuse("client.") is { } refused)
            {
                return refused;
            }

            // The indexes decide who was first; the statement after them can tell who that is.
            var columns = Client.Columns(facts);
            var made = change.Find<long?>($"""
                insert into visits.clients (site_id, created_at, {Sql.Join(", ", columns.Select(column => Sql.Raw(column.Name)))})
                values ({siteId}, {change.Now}, {Sql.Join(", ", columns.Select(column => column.Value))}) on conflict do nothing returning id
                """);
            var another = Client.Another(change, siteId, facts);
            var view = change.Find<ClientView>($"{ClientView.Select} where c.id = currval('visits.clients_id_seq')");
            await change.Send();
            if (made.Value is not { } id)
            {
                return another() ?? VisitProblems.ClientExists.Refuse();
            }

            change.Event(VisitEvents.ClientAdded, Client.Subject(id), new { client_id = id, site_id = siteId, version = 1 });
            return TypedResults.Created($"/api/clients/{id}", view.Value!);
        }, ct);
}
