using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Dispatch;

/// <summary>The units' work on a call, each with its crew and stamps and with what the reader may do now.</summary>
internal static class ReadResponses
{
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
        var now = clock.GetUtcNow();
        return TypedResults.Ok(new Page<ResponseView>([.. responses.Value.Select(response => response.For(caller, now))], null));
    }
}
