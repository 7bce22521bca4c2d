using System.Text.Json.Nodes;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Dispatch;

/// <summary>Puts right what was heard of a caller, as a merge patch over the version of the call that the client has seen.</summary>
internal static class EditCaller
{
    private sealed record Loaded(string? Name, string? Phone, DateTimeOffset? RingingAt, DateTimeOffset? AnsweredAt);

    public static Task<Results<Ok<CallView>, Refused>> Handle(
        long id, JsonObject patch, IfMatch version, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Ok<CallView>, Refused>>(caller, async change =>
        {
            var sheet = CallSheet.LockByCaller(change, id);
            var found = change.Find<Loaded>($"select name, phone, ringing_at, answered_at from dispatch.callers where id = {id}");
            await change.Send();
            if (found.Value is not { } before)
            {
                return PlatformProblems.NotFound.Refuse();
            }

            if (version.Refuse(sheet.Call.Version) is { } stale)
            {
                return stale;
            }

            var (edited, invalid) = MergePatch.Apply(new CallerRequest(before.Name, before.Phone, before.RingingAt, before.AnsweredAt), patch);
            if (edited is null)
            {
                return invalid!;
            }

            change.Run($"""
                update dispatch.callers set name = {edited.Name}, phone = {edited.Phone}, ringing_at = {edited.RingingAt}, answered_at = {edited.AnsweredAt}
                where id = {id}
                """);
            CallProgress.Bump(change, sheet.Call.Id);
            change.Event(DispatchEvents.CallerChanged, $"call:{sheet.Call.Id}", new { caller_id = id });
            var view = change.One<CallView>($"{CallView.Select} where c.id = {sheet.Call.Id}");
            await change.Send();
            return TypedResults.Ok(view.Value.For(caller));
        }, ct);
}
