using System.Globalization;
using Attend.Channels;
using Attend.Platform;
using Attend.Platform.Database;

namespace Attend.Notifications;

/// <summary>Somebody a message is for, with what decides how they are told.</summary>
/// <param name="Refused">The ways that they do not want for this kind.</param>
internal sealed record Recipient(
    long UserId, bool HasEmail, bool HasPhone, string Zone, string[] Refused, long[] Devices, string? QuietFrom, string? QuietTo, int[]? QuietDays)
{
    /// <summary>Null when they never want to be left alone.</summary>
    public QuietHours? Quiet => QuietFrom is null || QuietTo is null || QuietDays is null ? null : new QuietHours(
        Time(QuietFrom), Time(QuietTo), QuietDays, Zone);

    public bool Refuses(Way way) => Refused.Contains(Words.Of(way));

    /// <summary>SQL for the next of an audience, in the order of their ids.</summary>
    public static Sql Of(string audience, string kind, long after, int most, DateTimeOffset now) => $"""
        select c.user_id, c.email is not null as has_email, c.phone is not null as has_phone, c.zone,
               array(select p.way from notifications.preferences p where p.user_id = c.user_id and p.kind = {kind} and not p.wanted) as refused,
               -- Those that took something last go first: of many only some are on their way at once.
               array(select d.id from notifications.devices d where d.user_id = c.user_id order by d.used_at desc nulls last, d.id) as devices,
               q.from_time as quiet_from, q.to_time as quiet_to, q.days as quiet_days
        from people.contacts c
        left join notifications.quiet_hours q on q.user_id = c.user_id
        -- As an array: they are looked up one by one, where a join would read everybody after them.
        where c.user_id = any(array({Audience.People(audience, after, most, now)})) and c.user_id > {after}
        order by c.user_id limit {most}
        """;

    private static TimeOnly Time(string text) => TimeOnly.ParseExact(text, "HH:mm", CultureInfo.InvariantCulture);
}
