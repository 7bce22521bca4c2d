using System.Globalization;
using System.Text.Json;
using Attend.Dispatch;
using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Notifications;

/// <summary>
/// Somebody answers for what they were told: exactly one of those who were. What an alarm says is answered at the alarm, what a crew is told
/// at its response, all in one; then nobody further is told, and the others learn who it was.
/// </summary>
internal static class Acknowledge
{
    private sealed record OwnRow(
        long MessageId, string Kind, string Subject, JsonElement Facts, MessageState State, string? AcknowledgedBy, DateTimeOffset? AcknowledgedAt);

    private sealed record HeldRow(Role Role, long? SiteId);

    public static Task<Results<Ok<NotificationView>, Refused>> Handle(long id, Db db, Caller caller, CancellationToken ct) =>
        db.Together<Results<Ok<NotificationView>, Refused>>(caller, async (both, change) =>
        {
            // The message first, the thing it is about next: nobody locks them the other way round.
            change.Lock($"""
                select m.id from notifications.messages m join notifications.deliveries d on d.message_id = m.id
                where d.id = {id} and d.user_id = {caller.User} for no key update of m
                """);
            var found = change.Find<OwnRow>($"""
                select m.id as message_id, m.kind, m.subject, m.facts, m.state, p.full_name as acknowledged_by, m.acknowledged_at
                from notifications.deliveries d join notifications.messages m on m.id = d.message_id
                left join people.members p on p.id = m.acknowledged_by
                where d.id = {id} and d.user_id = {caller.User}
                """);
            await change.Send();
            if (found.Value is not { } own)
            {
                return PlatformProblems.NotFound.Refuse();
            }

            if ((Refuse(own) ?? Refused.In(await AtItsPlace(own, both, caller, ct))) is { } refused)
            {
                return refused;
            }

            change.Move(MessageLifecycle.Table, own.MessageId, MessageAction.Acknowledge, set: $"acknowledged_by = {caller.User}");
            Messages.Hush(change, $"{own.MessageId}::bigint", "acknowledged");
            change.MoveAll(DeliveryLifecycle.Table, $"{id}::bigint", DeliveryAction.Acknowledge);
            var view = change.One<NotificationView>(NotificationView.One(id));
            await change.Send();
            return TypedResults.Ok(view.Value.InWords());
        }, ct);

    /// <summary>The same by a key of the telephone that rang, with its owner's rights.</summary>
    public static async Task<Results<Ok<NotificationView>, Refused>> ByTelephone(long id, long userId, Db db, CancellationToken ct)
    {
        var held = await db.List<HeldRow>($"select role, site_id from people.roles where user_id = {userId}", ct);
        var owner = new Caller($"user:{userId}", userId, null, Permissions.Of([.. held.Select(one => new HeldRole(one.Role, one.SiteId))]));
        return await Handle(id, db, owner, ct);
    }

    private static Refused? Refuse(OwnRow own) => own.State switch
    {
        MessageState.Acknowledged => NotificationProblems.AlreadyAcknowledged.Refuse(new { by = own.AcknowledgedBy, at = own.AcknowledgedAt }),
        MessageState.Over => NotificationProblems.NothingToAnswer.Refuse(),
        _ => Kind.Of(own.Kind).Answered is Answered.Never ? NotificationProblems.NothingToAnswer.Refuse() : null,
    };

    private static async Task<IResult?> AtItsPlace(OwnRow own, Db both, Caller caller, CancellationToken ct) => Kind.Of(own.Kind).Answered switch
    {
        Answered.AtAlarm when !caller.MayAtAll(Permissions.CallsDispatch) => PlatformProblems.Forbidden.Refuse(),
        Answered.AtAlarm => await AcknowledgeAlarm.Handle(long.Parse(own.Subject.AsSpan("alarm:".Length), CultureInfo.InvariantCulture), both, caller, ct),
        Answered.AtResponse => await TapStep.Take(ResponseAction.Acknowledge, own.Facts.GetProperty("response_id").GetInt64(), new TapRequest(), both, caller, ct),
        _ => null,
    };
}
