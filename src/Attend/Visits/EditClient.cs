using System.Text.Json.Nodes;
using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Visits;

/// <summary>Edits a client, as a merge patch over the version that was seen. Visits that were agreed keep their addresses.</summary>
internal static class EditClient
{
    public static Task<Results<Ok<ClientView>, Refused>> Handle(long id, JsonObject patch, IfMatch version, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Ok<ClientView>, Refused>>(caller, async change =>
        {
            var found = Client.Lock(change, id, Permissions.ClientsKeep);
            await change.Send();
            if (found.Value is not { } before)
            {
                return PlatformProblems.NotFound.Refuse();
            }

            if (version.Refuse(before.Version) is { } stale)
            {
                return stale;
            }

            var (facts, malformed) = MergePatch.Apply(before.Facts, patch);
            if ((malformed ?? facts?.Refuse()) is { } refused)
            {
                return refused;
            }

            var known = Client.KnownUser(change, facts!.UserId);
            var another = Client.Another(change, before.SiteId, facts, but: id);
            await change.Send();
            if (facts.UserId != before.UserId && !known.Value)
            {
                return PeopleProblems.UnknownUser.Refuse(new { field = "user_id" });
            }

            // One who is a client no more is in nobody's way.
            if (before.Active && another() is { } exists)
            {
                return exists;
            }

            var set = Sql.Join(", ", Client.Columns(facts).Select(column => (Sql)$"{Sql.Raw(column.Name)} = {column.Value}"));
            change.Run($"update visits.clients set version = version + 1, {set} where id = {id}");
            change.Event(VisitEvents.ClientChanged, Client.Subject(id), new { client_id = id, version = before.Version + 1 });
            var view = change.One<ClientView>($"{ClientView.Select} where c.id = {id}");
            await change.Send();
            return TypedResults.Ok(view.Value);
        }, ct);
}
