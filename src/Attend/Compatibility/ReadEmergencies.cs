using Attend.Dispatch;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Compatibility;

/// <summary>Calls as the old clients read them: bare arrays, the newest first, a crew its own only.</summary>
internal static class ReadEmergencies
{
    // Those lists have no pages; more than this nobody looks at, and history grows for years.
    private const int Most = 500;

    private static readonly Sql Active = Sql.Raw("c.state in ('DISPATCHED', 'EN_ROUTE', 'ON_SCENE', 'TRANSPORTING')");

    public static async Task<Ok<IReadOnlyList<EmergencyJson>>> List(
        HttpRequest request, Db db, Caller caller, AccessLog log, CancellationToken ct)
    {
        var status = request.Query["status"].ToString().ToUpperInvariant();
        return TypedResults.Ok(await Newest(status.Length == 0 ? Sql.Raw("true") : $"""
            {status} = case c.state when 'PLANNED' then 'RECEIVED' when 'CANCELLED' then 'CLOSED' else c.state end
            """, db, caller, log, ct));
    }

    /// <summary><c>?status=active</c> (also when absent), <c>pending</c>, <c>completed</c>; anything else means all.</summary>
    public static async Task<Ok<IReadOnlyList<EmergencyJson>>> ByPhase(
        HttpRequest request, Db db, Caller caller, AccessLog log, CancellationToken ct) =>
        TypedResults.Ok(await Newest(request.Query["status"].ToString() switch
        {
            "" or "active" => Active,
            "pending" => Sql.Raw("c.state in ('PLANNED', 'RECEIVED')"),
            "completed" => Sql.Raw("c.state in ('AT_HOSPITAL', 'CLOSED', 'CANCELLED')"),
            _ => Sql.Raw("true"),
        }, db, caller, log, ct));

    /// <summary>The call that the caller's crew is on; 204 when it is on none.</summary>
    public static async Task<Results<Ok<EmergencyJson>, NoContent>> Mine(Db db, Caller caller, AccessLog log, CancellationToken ct)
    {
        var call = await db.Find<EmergencyJson>($"""
            {EmergencyJson.Select} where c.id = (select request_id from fleet.held_people where person_id = {caller.User} and holder_kind = 'response')
            """, ct);
        if (call is null)
        {
            return TypedResults.NoContent();
        }

        await log.Looked(caller, $"call:{call.Id}", "read", ct);
        return TypedResults.Ok(call);
    }

    public static async Task<Results<Ok<EmergencyJson>, Refused>> One(long id, Db db, Caller caller, AccessLog log, CancellationToken ct)
    {
        if (await Find(id, db, caller, ct) is not { } call)
        {
            return PlatformProblems.NotFound.Refuse();
        }

        await log.Looked(caller, $"call:{id}", "read", ct);
        return TypedResults.Ok(call);
    }

    public static Task<EmergencyJson?> Find(long id, Db db, Caller caller, CancellationToken ct) =>
        db.Find<EmergencyJson>($"{EmergencyJson.Select} where c.id = {id} and {ReadCalls.Visible(caller)}", ct);

    private static async Task<IReadOnlyList<EmergencyJson>> Newest(Sql where, Db db, Caller caller, AccessLog log, CancellationToken ct)
    {
        var calls = await db.List<EmergencyJson>($"{EmergencyJson.Select} where {where} and {ReadCalls.Visible(caller)} order by c.id desc limit {Most}", ct);
        // Those clients ask every few seconds for hundreds: it is their board, and is one line as the board is.
        await log.Looked(caller, DispatchNews.Dispatchers, "board", ct);
        return calls;
    }
}
