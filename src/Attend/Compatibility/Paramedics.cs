using Attend.Dispatch;
using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Compatibility;

/// <summary>Who could be sent, as the old screens ask for it, and the switch by which a paramedic is set aside.</summary>
internal static class Paramedics
{
    /// <summary>By name; with <c>?available=1</c> only those who can be sent now.</summary>
    public static async Task<Ok<IReadOnlyList<ParamedicJson>>> List(HttpRequest request, Db db, Caller caller, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.Micros();
        var available = request.Query["available"].ToString() is "1" or "true" or "True";
        return TypedResults.Ok(await db.List<ParamedicJson>($"""
            {ParamedicJson.Select(now)} and {Within(caller)} and (not {available} or {ParamedicJson.Available(now)})
            order by m.first_name, m.last_name, m.id
            """, ct));
    }

    /// <summary>The one who has been idle longest; who is signed on to a unit only when nobody else is left.</summary>
    public static async Task<Results<Ok<ParamedicJson>, Refused>> AutoAssign(Db db, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.Micros();
        return await db.Find<ParamedicJson>($"""
            {ParamedicJson.Select(now)} and {ParamedicJson.Available(now)}
            order by exists (select from fleet.crew where user_id = m.id), fleet.idle_since(m.id) nulls first, m.id limit 1
            """, ct) is { } paramedic
            ? TypedResults.Ok(paramedic)
            : CompatibilityProblems.NobodyAvailable.Refuse();
    }

    /// <summary>Sets the caller aside or back; without <c>is_available_for_dispatch</c> the other way round. Answers what was set.</summary>
    public static async Task<Results<Ok<ParamedicJson>, Refused>> Toggle(Sent sent, Db db, Caller caller, TimeProvider clock, CancellationToken ct)
    {
        var wanted = sent.Flag("is_available_for_dispatch");
        if (sent.Refuse() is { } malformed)
        {
            return malformed;
        }

        return await db.Together<Results<Ok<ParamedicJson>, Refused>>(caller, async (db, _) =>
        {
            var available = wanted ?? await db.One<bool>($"select away from people.members where id = {caller.User}", ct);
            var result = await SetAvailability.Handle(caller.User, new SetAvailability.Request(available), db, caller, ct);
            if (result.Result is Refused refused)
            {
                return refused;
            }

            var paramedic = await db.One<ParamedicJson>($"{ParamedicJson.Select(clock.Micros())} and m.id = {caller.User}", ct);
            return TypedResults.Ok(paramedic with { IsAvailableForDispatch = available });
        }, ct);
    }

    private static Sql Within(Caller caller) => caller.SitesFor(Permissions.PeopleRead) is null ? Sql.Raw("true") : $"m.id = {caller.User}";
}
