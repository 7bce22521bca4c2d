using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Dispatch;

/// <summary>Which responses to list; every filter narrows.</summary>
internal sealed record ResponseFilter(
    bool? Active, long? CallId, long? UnitId, long? HospitalId, ResponseState[]? State, DateTimeOffset? From, DateTimeOffset? To);

/// <summary>One response, or a page of them. A crew member sees those they are or were on.</summary>
internal static class ReadResponses
{
    public static async Task<Results<Ok<ResponseView>, Refused>> One(
        long id, Db db, Caller caller, AccessLog log, TimeProvider clock, CancellationToken ct)
    {
        var response = await db.Find<ResponseView>($"{ResponseView.Select} where r.id = {id} and {Visible(caller)}", ct);
        if (response is null)
        {
            return PlatformProblems.NotFound.Refuse();
        }

        await log.Looked(caller, $"call:{response.CallId}", "read", ct);
        return TypedResults.Ok(response.For(caller, clock.Micros()));
    }

    public static async Task<Ok<Page<ResponseView>>> List(
        [AsParameters] ResponseFilter filter, [AsParameters] Paging paging, Db db, Caller caller, AccessLog log, TimeProvider clock,
        CancellationToken ct)
    {
        var rows = await db.List<ResponseView>($"""
            {ResponseView.Select}
            where r.id > {paging.From} and {Visible(caller)} and {Active(filter.Active)}
              {Sql.If(filter.CallId, $"and r.call_id = {filter.CallId}")}
              {Sql.If(filter.UnitId, $"and r.unit_id = {filter.UnitId}")}
              {Sql.If(filter.HospitalId, $"and r.hospital_id = {filter.HospitalId}")}
              and {ReadCalls.Any("r.state", filter.State)}
              {Sql.If(filter.From, $"and r.assigned_at >= {filter.From}")}
              {Sql.If(filter.To, $"and r.assigned_at < {filter.To}")}
            order by r.id limit {paging.Fetch}
            """, ct);
        var now = clock.Micros();
        var page = Page<ResponseView>.Of([.. rows.Select(row => row.For(caller, now))], paging, row => row.Id);
        await log.Looked(caller, page.Items.Select(row => $"call:{row.CallId}"), "list", ct);
        return TypedResults.Ok(page);
    }

    /// <summary>The units' work on a call, each with its crew and stamps and with what the reader may do now.</summary>
    public static async Task<Results<Ok<Page<ResponseView>>, Refused>> OfCall(
        long id, Db db, Caller caller, AccessLog log, TimeProvider clock, CancellationToken ct)
    {
        var (seen, responses) = await db.Read(reads => (
            reads.Find<long?>($"select c.id from dispatch.calls c where c.id = {id} and {ReadCalls.Visible(caller)}"),
            reads.List<ResponseView>($"{ResponseView.Select} where r.call_id = {id} order by r.id")), ct);
        if (seen.Value is null)
        {
            return PlatformProblems.NotFound.Refuse();
        }

        await log.Looked(caller, $"call:{id}", "read", ct);
        var now = clock.Micros();
        return TypedResults.Ok(new Page<ResponseView>([.. responses.Value.Select(response => response.For(caller, now))], null));
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
