using Attend.Channels;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Notifications;

/// <summary>
/// What a telephone company says became of a message. It may say so twice, late, in another order than it happened, and before its answer to
/// the sending is written down; all of it is kept, and only what leads on changes the delivery.
/// </summary>
internal static class TakeCallBack
{
    /// <param name="InDoubt">So many of its tries may have been taken, and nobody has said of them that they did not arrive.</param>
    private sealed record DeliveryRow(
        long Id, DeliveryState State, Way Way, int Tries, DateTimeOffset? Deadline, MessageState Said, long UserId, string? Language, long InDoubt);

    private sealed record Early(long DeliveryId, CarrierWord Word);

    public static Task<Results<NoContent, Refused>> Sms(string reference, HttpRequest request, Db db, Carriers carriers, CancellationToken ct) =>
        Take(reference, Way.Sms, request, db, carriers, ct);

    public static Task<Results<NoContent, Refused>> Voice(string reference, HttpRequest request, Db db, Carriers carriers, CancellationToken ct) =>
        Take(reference, Way.Voice, request, db, carriers, ct);

    /// <summary>A key was pressed while the voice spoke: somebody has heard it, and answers for it where the key says so.</summary>
    public static async Task<Results<ContentHttpResult, Refused>> Key(
        string reference, HttpRequest request, Db db, Carriers carriers, CancellationToken ct)
    {
        var (report, refused) = await Read(request, carriers, ct);
        if (report is null || await Find(db, reference, Way.Voice, ct) is not { } delivery)
        {
            return refused ?? PlatformProblems.NotFound.Refuse();
        }

        // Whoever pressed it has heard it, whatever else the key may do.
        await db.Write<Results<NoContent, Refused>>(Caller.System, async change =>
        {
            change.MoveAll(DeliveryLifecycle.Table, $"{delivery.Id}::bigint", DeliveryAction.Deliver);
            await change.Send();
            return TypedResults.NoContent();
        }, ct);
        var no = report.Key == SpokenText.Key ? Refused.In(await Acknowledge.ByTelephone(delivery.Id, delivery.UserId, db, ct)) : NotificationProblems.NothingToAnswer.Refuse();
        if (no is { Problem.Status: >= 500 })
        {
            return no;
        }

        var answered = no is null || no.Problem == NotificationProblems.AlreadyAcknowledged;
        var language = delivery.Language ?? "en";
        return TypedResults.Content(answered ? SpokenText.Thanks(language) : SpokenText.Heard(language), "text/xml");
    }

    /// <summary>Failures that were reported before the answer to the sending was written down lead on now.</summary>
    public static async Task CatchUp(Change change, long[] deliveries)
    {
        if (deliveries.Length == 0)
        {
            return;
        }

        var early = change.List<Early>($"""
            select r.delivery_id, r.word from notifications.reports r
            join notifications.deliveries d on d.id = r.delivery_id
            where r.delivery_id = any({deliveries}) and (d.state = 'SENT' and d.provider_id = r.provider_id
                -- Nobody said what the company calls it: what it said since the try began is about this try, unless it is known to be about another.
                or d.state = 'UNKNOWN' and r.at >= (select began_at from notifications.tries t where t.delivery_id = d.id and t.number = d.tries)
                    and not exists (select from notifications.tries t where t.delivery_id = d.id and t.provider_id = r.provider_id))
            """);
        await change.Send();
        foreach (var one in early.Value.Where(one => Fails(one.Word)).DistinctBy(one => one.DeliveryId))
        {
            var delivery = change.One<DeliveryRow>($"{Select} where d.id = {one.DeliveryId}");
            await change.Send();
            Follow(change, delivery.Value, one.Word);
        }
    }

    private static async Task<Results<NoContent, Refused>> Take(
        string reference, Way way, HttpRequest request, Db db, Carriers carriers, CancellationToken ct)
    {
        var (report, refused) = await Read(request, carriers, ct);
        if (report is null || await Find(db, reference, way, ct) is not { } found)
        {
            return refused ?? PlatformProblems.NotFound.Refuse();
        }

        return await db.Write<Results<NoContent, Refused>>(Caller.System, async change =>
        {
            // A word that came into use later changes nothing.
            if (report.Word is { } word)
            {
                change.Lock($"select id from notifications.deliveries where id = {found.Id} for no key update");
                var another = change.One<bool>($"select exists (select from notifications.deliveries d where d.id = {found.Id} and ({IsOfAnother(report.ProviderId)}))");
                var news = change.Find<long?>($"""
                    insert into notifications.reports (delivery_id, provider_id, word, error, at)
                    values ({found.Id}, {report.ProviderId}, {word}, {report.ErrorCode}, {change.Now}) on conflict do nothing returning delivery_id
                    """);
                var delivery = change.One<DeliveryRow>($"{Select} where d.id = {found.Id}");
                await change.Send();
                if (news.Value is not null && !(another.Value && Fails(word)))
                {
                    Follow(change, delivery.Value, word);
                }

                await change.Send();
            }

            return TypedResults.NoContent();
        }, ct);
    }

    /// <summary>
    /// SQL over <c>notifications.deliveries d</c>: what the company calls so is not what was tried last. It is known to be an earlier one, or the
    /// last is known by another name, or something was said of it before the last was begun.
    /// </summary>
    private static Sql IsOfAnother(string name) => $"""
        d.state = 'SENT' and d.provider_id <> {name}
        or exists (select from notifications.tries t where t.delivery_id = d.id and t.provider_id = {name} and (t.number < d.tries or d.state = 'PENDING'))
        or exists (
            select from notifications.reports r join notifications.tries t on t.delivery_id = r.delivery_id and t.number = d.tries
            where r.delivery_id = d.id and r.provider_id = {name} and r.at < t.began_at)
        """;

    private static void Follow(Change change, DeliveryRow delivery, CarrierWord word)
    {
        if (Means(delivery, word, change.Now) is not { } action || !DeliveryLifecycle.Table.Allows(delivery.State, action))
        {
            return;
        }

        Sql? set = action switch
        {
            DeliveryAction.Retry => $"reason = {word}, provider_id = null, next_at = {change.Now + Tried.WaitAfter(delivery.Way, delivery.Tries)}",
            DeliveryAction.Fail or DeliveryAction.Question => $"reason = {word}",
            _ => null,
        };
        change.Move(DeliveryLifecycle.Table, delivery.Id, action, set: set);
    }

    /// <summary>Null where it changes nothing: it says what is known, or comes when nothing can be learnt any more.</summary>
    private static DeliveryAction? Means(DeliveryRow delivery, CarrierWord word, DateTimeOffset now)
    {
        var over = delivery.Deadline <= now;
        if (over && delivery.State is DeliveryState.Unknown)
        {
            return null;
        }

        return word switch
        {
            CarrierWord.Delivered or CarrierWord.Answered or CarrierWord.Completed => DeliveryAction.Deliver,
            CarrierWord.Read => DeliveryAction.Read,
            CarrierWord.Sent or CarrierWord.Ringing or CarrierWord.Queued => delivery.State is DeliveryState.Unknown ? DeliveryAction.Send : null,
            // Before its sending is written down it waits there (CatchUp).
            _ when delivery.State is DeliveryState.Pending => null,
            _ when delivery.Tries < Tried.ByDefault && !over && delivery.Said is MessageState.Said => DeliveryAction.Retry,
            // This one did not arrive, and another that was taken may have.
            _ when delivery.InDoubt > 0 => delivery.State is DeliveryState.Sent ? DeliveryAction.Question : null,
            _ => DeliveryAction.Fail,
        };
    }

    private static bool Fails(CarrierWord word) => Failures.Contains(word);

    private static readonly CarrierWord[] Failures = [CarrierWord.Undelivered, CarrierWord.Failed, CarrierWord.Cancelled, CarrierWord.Busy, CarrierWord.NoAnswer];

    private static async Task<(CarrierReport? Report, Refused? Refused)> Read(HttpRequest request, Carriers carriers, CancellationToken ct)
    {
        var form = await Form(request, ct);
        if (!carriers.Signed(request.PathBase + request.Path + request.QueryString, form, request.Headers[CallBack.SignatureHeader]))
        {
            return (null, NotificationProblems.NotSigned.Refuse());
        }

        return CallBack.Read(form) is { } report ? (report, null) : (null, NotificationProblems.NoCallBack.Refuse());
    }

    private static async Task<IReadOnlyList<KeyValuePair<string, string>>> Form(HttpRequest request, CancellationToken ct)
    {
        try
        {
            return request.HasFormContentType
                ? [.. (await request.ReadFormAsync(ct)).SelectMany(field => field.Value.Select(value => KeyValuePair.Create(field.Key, value ?? "")))]
                : [];
        }
        catch (Exception broken) when (broken is InvalidDataException || broken is IOException and not BadHttpRequestException)
        {
            // It ends in the middle: whatever was signed, it was not this.
            return [];
        }
    }

    private static Task<DeliveryRow?> Find(Db db, string reference, Way way, CancellationToken ct) =>
        Guid.TryParseExact(reference, "n", out var id)
            ? db.Find<DeliveryRow>($"{Select} where d.reference = {id} and d.way = {way}", ct)
            : Task.FromResult<DeliveryRow?>(null);

    private static Sql Select => $"""
        select d.id, d.state, d.way, d.tries, d.deadline, m.state as said, d.user_id, c.language,
               (select count(*) from notifications.tries t where t.delivery_id = d.id and coalesce(t.outcome, 'cut_off') in ('cut_off', 'unsure'))
               - (select count(distinct r.provider_id) from notifications.reports r
                  where r.delivery_id = d.id and r.word = any({Failures.Select(Words.Of).ToArray()})
                    and not exists (select from notifications.tries t where t.delivery_id = d.id and t.provider_id = r.provider_id)) as in_doubt
        from notifications.deliveries d
        join notifications.messages m on m.id = d.message_id
        left join people.contacts c on c.user_id = d.user_id
        """;
}
