using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Notifications;

/// <summary>
/// Somebody heard a test where it rang. Each of their telephones and browsers is proven by its own delivery: that one rang says nothing of
/// another. Nobody else is waited for, so that hearing it twice changes nothing.
/// </summary>
internal static class HearTest
{
    /// <param name="id">One's own delivery of a test, by whatever way.</param>
    public static Task<Results<NoContent, Refused>> Handle(long id, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<NoContent, Refused>>(caller, async change =>
        {
            change.Lock($"select m.id from notifications.messages m where m.id in ({Own(caller, id, "m.id")}) for no key update");
            var heard = change.Find<long?>($"{Own(caller, id, "d.id")} and d.id = {id}");
            change.MoveAll(
                MessageLifecycle.Table, $"{Own(caller, id, "m.id")} and d.id = {id} and m.state = 'SAID'", MessageAction.Acknowledge,
                set: $"acknowledged_by = {caller.User}");
            // Who heard it has seen it: the inbox need not say it again.
            change.MoveAll(DeliveryLifecycle.Table, $"{Own(caller, id, "d.id")} and (d.id = {id} or d.way = 'in_app')", DeliveryAction.Acknowledge);
            await change.Send();
            return heard.Value is null ? PlatformProblems.NotFound.Refuse() : TypedResults.NoContent();
        }, ct);

    private static Sql Own(Caller caller, long id, string what) => $"""
        select {Sql.Raw(what)} from notifications.deliveries d join notifications.messages m on m.id = d.message_id
        where m.id = (select message_id from notifications.deliveries where id = {id}) and m.kind = {Kind.Test.Name} and d.user_id = {caller.User}
        """;
}
