using Attend.Channels;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Notifications;

/// <summary>Whether somebody can be reached, by what they themselves have heard.</summary>
/// <param name="Since">
/// When the duty began that counts now: a test from before says nothing of it. Duty without an end begins anew each day; who is off duty is
/// asked about the last twelve hours.
/// </param>
internal sealed record ReachView(DateTimeOffset Since, bool OnDuty, IReadOnlyList<DeviceReachView> Devices, IReadOnlyList<TelephoneReachView> Telephones);

/// <param name="Mark">By this a browser finds itself among them: the first 16 hex digits of the SHA-256 of its endpoint.</param>
/// <param name="TestId">The newest test that was sent there: what is heard (<c>/api/notifications/test/{id}/heard</c>).</param>
/// <param name="Rings">A test was heard there since the duty began.</param>
internal sealed record DeviceReachView(
    long Id, string Name, string Mark, DateTimeOffset CreatedAt, DateTimeOffset? UsedAt, long? TestId, DeliveryState? State, DateTimeOffset? TestedAt,
    DateTimeOffset? DeliveredAt, DateTimeOffset? HeardAt, bool Rings);

/// <param name="Reason">Why the last one was not sent, such as <c>no_address</c>.</param>
internal sealed record TelephoneReachView(
    Way Way, long TestId, DeliveryState State, string? Reason, DateTimeOffset TestedAt, DateTimeOffset? DeliveredAt, DateTimeOffset? HeardAt, bool Rings);

internal static class ReadReach
{
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(7);
    private static readonly TimeSpan OffDuty = TimeSpan.FromHours(12);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private sealed record DutyRow(DateTimeOffset? Since);

    public static async Task<Ok<ReachView>> Handle(Db db, TimeProvider clock, Caller caller, CancellationToken ct)
    {
        var now = clock.Micros();
        var found = await db.Read(reads => (
            Duty: reads.One<DutyRow>(Duty(caller.User, now)),
            Devices: reads.List<DeviceReachView>(Devices(caller.User, now)),
            Telephones: reads.List<TelephoneReachView>(Telephones(caller.User, now))), ct);
        var since = found.Duty.Value.Since ?? now - OffDuty;
        return TypedResults.Ok(new ReachView(
            since, found.Duty.Value.Since is not null,
            [.. found.Devices.Value.Select(one => one with { Rings = one.HeardAt >= since })],
            [.. found.Telephones.Value.Select(one => one with { Rings = one.HeardAt >= since })]));
    }

    private static Sql Duty(long userId, DateTimeOffset now) => $"""
        select max(greatest(from_at, {now - Day})) as since from people.duty
        where user_id = {userId} and from_at <= {now} and (to_at is null or {now} < to_at)
        """;

    private static Sql Devices(long userId, DateTimeOffset now) => $"""
        select d.id, d.name, {Notifications.Devices.Mark} as mark, d.created_at, d.used_at,
               t.test_id, t.state, t.tested_at, t.delivered_at, t.heard_at, false as rings
        from notifications.devices d
        left join lateral (
            select (array_agg(o.id order by o.id desc))[1] as test_id, (array_agg(o.state order by o.id desc))[1] as state,
                   max(m.created_at) as tested_at, (array_agg(o.delivered_at order by o.id desc))[1] as delivered_at, max(o.acknowledged_at) as heard_at
            from notifications.deliveries o join notifications.messages m on m.id = o.message_id
            where o.device_id = d.id and o.planned_at > {now - Remembered} and o.user_id = {userId} and m.kind = {Kind.Test.Name}
        ) t on true
        where d.user_id = {userId} order by d.id
        """;

    private static Sql Telephones(long userId, DateTimeOffset now) => $"""
        select o.way, max(o.id) as test_id, (array_agg(o.state order by o.id desc))[1] as state, (array_agg(o.reason order by o.id desc))[1] as reason,
               max(m.created_at) as tested_at, (array_agg(o.delivered_at order by o.id desc))[1] as delivered_at, max(o.acknowledged_at) as heard_at,
               false as rings
        from notifications.messages m join notifications.deliveries o on o.message_id = m.id
        where m.kind = {Kind.Test.Name} and m.audience = {Audience.Person(userId)} and m.created_at > {now - Remembered}
          and o.user_id = {userId} and o.way in ('sms', 'voice')
        group by o.way order by o.way
        """;
}
