using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Attend.Dispatch;

/// <summary>Which responses to list; every filter narrows.</summary>
internal sealed record ResponseFilter(
    bool? Active, [FromQuery(Name = "call_id")] long? CallId, [FromQuery(Name = "unit_id")] long? UnitId,
    [FromQuery(Name = "hospital_id")] long? HospitalId, Word<ResponseState>[]? State, DateTimeOffset? From, DateTimeOffset? To);

/// <summary>One response, or a page of them. A crew member sees those they are or were on.</summary>
internal static class ReadResponses
{
    public static async Task<Results<Ok<ResponseView>, Refused>> One(
        long id, Db db, Caller caller, TimeProvider clock, CancellationToken ct)
    {
        var response = await db.Find<ResponseView>($"{ResponseView.Select} where r.id = {id} and {Visible(caller)}", ct);
        return response is null ? PlatformProblems.NotFound.Refuse() : TypedResults.Ok(response.For(caller, clock.Micros()));
    }

    public static async Task<Ok<Page<ResponseView>>> List(
        [AsParameters] ResponseFilter filter, [AsParameters] Paging paging, Db db, Caller caller, TimeProvider clock, CancellationToken ct)
    {
        var rows = await db.List<ResponseView>($"""
            {ResponseView.Select}
            where r.id > {paging.From} and {Visible(caller)} and {Active(filter.Active)}
              and ({filter.CallId}::bigint is null or r.call_id = {filter.CallId})
              and ({filter.UnitId}::bigint is null or r.unit_id = {filter.UnitId})
              and ({filter.HospitalId}::bigint is null or r.hospital_id = {filter.HospitalId})
              and ({filter.State.Values()}::text[] is null or r.state = any({filter.State.Values()}))
              and ({filter.From}::timestamptz is null or r.assigned_at >= {filter.From})
              and ({filter.To}::timestamptz is null or r.assigned_at < {filter.To})
            order by r.id limit {paging.Fetch}
            """, ct);
        var now = clock.Micros();
        return TypedResults.Ok(Page<ResponseView>.Of([.. rows.Select(row => row.For(caller, now))], paging, row => row.Id));
    }

    private static Sql Active(bool? active) => active switch
    {
        true => OfUnit.ActiveIn("r"),
        false => $"not ({OfUnit.ActiveIn("r")})",
        null => Sql.Raw("true"),
    };

    private static Sql Visible(Caller caller) => caller.May(Permissions.CallsRead) is { Scope: Scope.All or Scope.Site }
        ? Sql.Raw("true")
        : $"exists (select 1 from dispatch.crew w where w.response_id = r.id and w.member = {caller.UserId ?? 0})";
}
