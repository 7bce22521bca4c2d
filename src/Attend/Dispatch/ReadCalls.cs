using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Dispatch;

/// <summary>Which calls to list; every filter narrows.</summary>
internal sealed record CallFilter(
    CallState[]? State, Priority[]? Priority, bool? Open, bool? NeedsUnit, string? CallId, string? ExternalRef, DateTimeOffset? From, DateTimeOffset? To);

/// <summary>One call, or a page of calls. A crew sees only the calls it is or was on.</summary>
internal static class ReadCalls
{
    public static async Task<Results<Ok<CallView>, Refused>> One(long id, Db db, Caller caller, AccessLog log, CancellationToken ct)
    {
        var call = await db.Find<CallView>($"{CallView.Select} where c.id = {id} and {Visible(caller)}", ct);
        if (call is null)
        {
            return PlatformProblems.NotFound.Refuse();
        }

        await log.Looked(caller, $"call:{id}", "read", ct);
        return TypedResults.Ok(call.For(caller));
    }

    public static async Task<Ok<Page<CallView>>> List(
        [AsParameters] CallFilter filter, [AsParameters] Paging paging, Db db, Caller caller, AccessLog log, CancellationToken ct)
    {
        var rows = await db.List<CallView>($"""
            {CallView.Select}
            where c.id > {paging.From} and {Visible(caller)}
              and {Any("c.state", filter.State)} and {Any("c.priority", filter.Priority)} and {Open(filter.Open)}
              {Sql.If(filter.NeedsUnit, $"and {filter.NeedsUnit} = (c.needs_unit_since is not null)")}
              {Sql.If(filter.CallId, $"and c.call_number = {filter.CallId}")}
              {Sql.If(filter.ExternalRef, $"and c.external_ref = {filter.ExternalRef}")}
              {Sql.If(filter.From, $"and c.received_at >= {filter.From}")}
              {Sql.If(filter.To, $"and c.received_at < {filter.To}")}
            order by c.id limit {paging.Fetch}
            """, ct);
        var page = Page<CallView>.Of([.. rows.Select(call => call.For(caller))], paging, call => call.Id);
        await log.Looked(caller, page.Items.Select(call => $"call:{call.Id}"), "list", ct);
        return TypedResults.Ok(page);
    }

    /// <summary>One of these words; a filter that was not given is an empty list, and narrows nothing.</summary>
    public static Sql Any<T>(string column, T[]? words) where T : struct, Enum =>
        words is { Length: > 0 } ? $"{Sql.Raw(column)} = any({words})" : Sql.Raw("true");

    // Written out, so that the open ones are found by their index whatever the history holds.
    private static Sql Open(bool? open) => Sql.Raw(open switch
    {
        true => "c.state not in ('CLOSED', 'CANCELLED')",
        false => "c.state in ('CLOSED', 'CANCELLED')",
        null => "true",
    });

    /// <summary>Dispatchers see every call, a crew its own; somebody else's is as if it were not there.</summary>
    public static Sql Visible(Caller caller) => caller.May(Permissions.CallsRead) is { Scope: Scope.All or Scope.Site }
        ? Sql.Raw("true")
        : $"""
            exists (select 1 from dispatch.responses r join dispatch.crew w on w.response_id = r.id
                where r.call_id = c.id and w.member = {caller.UserId ?? 0})
            """;
}
