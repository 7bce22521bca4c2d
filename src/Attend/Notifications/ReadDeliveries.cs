using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Attend.Channels;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Languages;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Notifications;

/// <summary>Which deliveries to list; every filter narrows.</summary>
/// <param name="From">Said at this time or later.</param>
/// <param name="To">Said before this time.</param>
internal sealed record DeliveryFilter(
    DeliveryState[]? State, Way? Way, [property: StringLength(100)] string? Kind, long? UserId, [property: StringLength(100)] string? Subject,
    DateTimeOffset? From, DateTimeOffset? To);

/// <summary>All that is known of one delivery: its times, its tries, and what its person is told in their language.</summary>
/// <param name="Audience">Whom the message was for: <c>crew:7</c>.</param>
/// <param name="Rung">On which step of the ladder, from 0.</param>
/// <param name="Device">The browser that takes the push, as its person named it; or the program.</param>
/// <param name="Message">What became of the message for everybody.</param>
/// <param name="AnsweredBy">Who answered for it.</param>
/// <param name="NextAt">When it is tried next; null when it is not.</param>
/// <param name="WithdrawnAt">Since when nothing need be done about it any more.</param>
/// <param name="Direction"><c>rtl</c> or <c>ltr</c>.</param>
internal sealed record DeliveryStory(
    DeliveryView Delivery, string Audience, int Rung, string? Device, MessageState Message, string? AnsweredBy, DateTimeOffset? PlannedAt, DateTimeOffset? NextAt, DateTimeOffset? SentAt,
    DateTimeOffset? DeliveredAt, DateTimeOffset? ReadAt, DateTimeOffset? AcknowledgedAt, DateTimeOffset? EndedAt, DateTimeOffset? Deadline,
    DateTimeOffset? WithdrawnAt, string Language, string Direction, string Title, string Text, IReadOnlyList<TryView> Tries,
    IReadOnlyList<ReportView> Reports);

/// <summary>
/// Who was told what, by which way, and what became of it, the newest first. A page looks at so many deliveries: <c>next</c> is set while
/// there are older ones, also when this page found none.
/// </summary>
internal static class ReadDeliveries
{
    /// <summary>How many a page looks at where no index finds what is asked for.</summary>
    private const int Walk = 50_000;

    /// <summary>Messages get their numbers a little before their times, so that neighbours may stand in another order.</summary>
    private const int Neighbours = 1_000;

    private sealed record Row(
        string Kind, JsonElement Facts, string? Language, string? Zone, string Audience, int Rung, string? Device, MessageState Message,
        long? AcknowledgedBy, string? AnsweredBy, DateTimeOffset? PlannedAt, DateTimeOffset? NextAt, DateTimeOffset? SentAt, DateTimeOffset? DeliveredAt, DateTimeOffset? ReadAt, DateTimeOffset? AcknowledgedAt,
        DateTimeOffset? EndedAt, DateTimeOffset? Deadline, DateTimeOffset? WithdrawnAt);

    public static async Task<Ok<Page<DeliveryView>>> List(
        [AsParameters] DeliveryFilter filter, [AsParameters] Paging paging, Db db, Caller caller, AccessLog log, CancellationToken ct)
    {
        var sought = filter.State is { Length: > 0 } || filter.Way is not null || filter.Kind is not null || filter.From is not null || filter.To is not null;
        var walk = sought ? Walk : paging.Fetch;
        var (rows, last) = await db.Read(reads => (
            reads.List<DeliveryView>($"""
                with walked as materialized ({Walked(filter, paging.After, walk)})
                {DeliveryView.Select} join walked w on w.id = d.id
                where true {Sql.If(filter.State is { Length: > 0 } ? filter.State : null, $"and d.state = any({filter.State})")}
                  {Sql.If(filter.Way, $"and d.way = {filter.Way}")} {Sql.If(filter.Kind, $"and m.kind = {filter.Kind}")}
                  {Sql.If(filter.From, $"and m.created_at >= {filter.From}")} {Sql.If(filter.To, $"and m.created_at < {filter.To}")}
                order by d.message_id desc, d.id desc limit {paging.Fetch}
                """),
            reads.Find<long?>($"""
                with walked as materialized ({Walked(filter, paging.After, walk)})
                select id from walked order by message_id desc, id desc offset {walk - 1} limit 1
                """)), ct);
        var page = Page<DeliveryView>.Of(rows.Value, paging, row => row.Id);
        await log.Looked(caller, People(page.Items), "list", ct);
        return TypedResults.Ok(page.Next is null && sought ? page with { Next = last.Value } : page);
    }

    public static async Task<Results<Ok<DeliveryStory>, Refused>> One(long id, Db db, Caller caller, AccessLog log, CancellationToken ct)
    {
        var (view, row, tries, reports) = await db.Read(reads => (
            reads.Find<DeliveryView>($"{DeliveryView.Select} where d.id = {id}"),
            reads.Find<Row>($"""
                select m.kind, {NamedFacts.Column} as facts, c.language, c.zone, coalesce(r.audience, m.audience) as audience, d.rung, coalesce(v.name, w.name) as device,
                       m.state as message, m.acknowledged_by, a.full_name as answered_by, d.planned_at,
                       case when d.state = 'PENDING' and d.way <> 'in_app' then d.next_at end as next_at, d.sent_at, d.delivered_at, d.read_at,
                       d.acknowledged_at, d.ended_at, d.deadline, m.withdrawn_at
                from notifications.deliveries d
                join notifications.messages m on m.id = d.message_id
                left join notifications.rungs r on r.message_id = m.id and r.number = d.rung
                left join notifications.devices v on d.way = 'web_push' and v.id = d.device_id and v.user_id = d.user_id
                left join notifications.webhooks w on d.way = 'webhook' and w.id = d.device_id
                left join people.members a on a.id = m.acknowledged_by
                left join people.contacts c on c.user_id = d.user_id
                where d.id = {id}
                """),
            reads.List<TryView>(TryView.Of(id)), reads.List<ReportView>(ReportView.Of(id))), ct);
        if (view.Value is not { } delivery || row.Value is not { } found)
        {
            return PlatformProblems.NotFound.Refuse();
        }

        await log.Looked(caller, [.. People([delivery]), .. found.AcknowledgedBy is { } by ? new[] { $"user:{by}" } : []], "read", ct);
        var said = Texts.Of(found.Kind, found.Language, found.Facts, found.Zone);
        return TypedResults.Ok(new DeliveryStory(
            delivery, found.Audience, found.Rung, found.Device, found.Message, found.AnsweredBy, found.PlannedAt, found.NextAt, found.SentAt, found.DeliveredAt, found.ReadAt, found.AcknowledgedAt,
            found.EndedAt, found.Deadline, found.WithdrawnAt, said.Language, Language.Find(said.Language)!.Direction, said.Title, said.Text, tries.Value, reports.Value));
    }

    private static IEnumerable<string> People(IEnumerable<DeliveryView> rows) => rows.Where(row => row.UserId is not null).Select(row => $"user:{row.UserId}");

    /// <summary>The newest behind the place and about the time, of a person or a subject where one is asked for: at most so many.</summary>
    private static Sql Walked(DeliveryFilter filter, long? after, int walk) => $"""
        select d.id, d.message_id from notifications.deliveries d
        where true
          {Sql.If(after, $"and (d.message_id, d.id) < (select o.message_id, o.id from notifications.deliveries o where o.id = {after})")}
          {Sql.If(filter.UserId, $"and d.user_id = {filter.UserId}")}
          {Sql.If(filter.Subject, $"and d.message_id in (select id from notifications.messages where subject = {filter.Subject})")}
          {Sql.If(filter.From, $"""
              and d.message_id >= (select id from notifications.messages where created_at >= {filter.From} order by created_at limit 1) - {Neighbours}
              """)}
          {Sql.If(filter.To, $"""
              and d.message_id <= (select id from notifications.messages where created_at < {filter.To} order by created_at desc limit 1) + {Neighbours}
              """)}
        order by d.message_id desc, d.id desc limit {walk}
        """;
}
