using System.ComponentModel.DataAnnotations;
using Attend.Channels;
using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Notifications;

/// <summary>Hours of one's own day, from one local time up to another; over midnight where <c>to</c> comes before <c>from</c>.</summary>
/// <param name="Days">On which days they begin: ISO 8601, 1 is Monday.</param>
internal sealed record QuietHoursRequest(
    [Required, RegularExpression(@"^([01]\d|2[0-3]):[0-5]\d$")] string? From, [Required, RegularExpression(@"^([01]\d|2[0-3]):[0-5]\d$")] string? To,
    [Required, MinLength(1), MaxLength(7)] int[]? Days);

internal sealed record PreferenceRequest([Required] bool? Wanted);

/// <summary>One kind of message, by which ways it goes and whether somebody wants it so.</summary>
/// <param name="Fixed">It cannot be switched off.</param>
internal sealed record PreferenceView(string Kind, string Sentence, Urgency Urgency, Way Way, int AfterSeconds, bool Wanted, bool Fixed);

internal sealed record QuietHoursView(string From, string To, int[] Days);

/// <param name="Ways">Only of kinds that may reach whoever asks.</param>
internal sealed record PreferencesView(string Zone, QuietHoursView? QuietHours, IReadOnlyList<PreferenceView> Ways);

/// <summary>What somebody wants to be told, by which ways and when.</summary>
internal static class Preferences
{
    /// <summary>Whoever was told of a kind among so many of their last messages may choose about it, whatever they are today.</summary>
    private const int Remembered = 200;

    private sealed record Chosen(string Kind, string Way, bool Wanted);

    private sealed record QuietRow(string FromTime, string ToTime, int[] Days);

    public static async Task<Ok<PreferencesView>> Read(Db db, Caller caller, CancellationToken ct)
    {
        var found = await db.Read(reads => (
            Zone: reads.Find<string>($"select zone from people.contacts where user_id = {caller.User}"),
            Roles: reads.List<Role>($"select distinct role from people.roles where user_id = {caller.User}"),
            Told: reads.List<string>($"""
                select distinct m.kind from notifications.messages m where m.id in (
                    select message_id from notifications.deliveries where user_id = {caller.User} and way = 'in_app' order by message_id desc limit {Remembered})
                """),
            Quiet: reads.Find<QuietRow>($"select from_time, to_time, days from notifications.quiet_hours where user_id = {caller.User}"),
            Chosen: reads.List<Chosen>($"select kind, way, wanted from notifications.preferences where user_id = {caller.User}")), ct);
        var rungs = (await Ladders.Held(db, ct)).ToLookup(rung => rung.Kind);
        var chosen = found.Chosen.Value.ToDictionary(one => (one.Kind, one.Way), one => one.Wanted);
        var (roles, known) = (found.Roles.Value, found.Told.Value.Concat(found.Chosen.Value.Select(one => one.Kind)).ToHashSet());
        var ways = from kind in Kind.All
                   where kind != Kind.Test
                   from way in Ways(rungs[kind.Name], roles, known.Contains(kind.Name) ? null : kind.Roles)
                   where way.Key is not Way.Webhook
                   let always = Policy.IsFixed(kind.Urgency, way.Key)
                   select new PreferenceView(kind.Name, kind.Sentence, kind.Urgency, way.Key, way.Value,
                       always || chosen.GetValueOrDefault((kind.Name, Words.Of(way.Key)), true), always);
        var quiet = found.Quiet.Value is { } hours ? new QuietHoursView(hours.FromTime, hours.ToTime, hours.Days) : null;
        return TypedResults.Ok(new PreferencesView(found.Zone.Value ?? "UTC", quiet, [.. ways]));
    }

    /// <summary>The ways by which a kind may reach somebody, with the seconds that each waits at the least.</summary>
    /// <param name="meant">Those whom the kind is for; null: anybody.</param>
    private static IEnumerable<KeyValuePair<Way, int>> Ways(IEnumerable<HeldRung> rungs, IReadOnlyList<Role> roles, Role[]? meant) => rungs
        .Where(rung => (rung.Roles ?? meant) is not { } those || those.Intersect(roles).Any())
        .SelectMany(rung => rung.Ways.Select(way => KeyValuePair.Create(way, rung.AfterSeconds)))
        .GroupBy(one => one.Key).OrderBy(group => group.Key)
        .Select(group => KeyValuePair.Create(group.Key, group.Min(one => one.Value)));

    public static Task<Results<NoContent, Refused>> Set(
        string kind, string way, PreferenceRequest request, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<NoContent, Refused>>(caller, async change =>
        {
            if (Kind.All.FirstOrDefault(one => one.Name == kind && one != Kind.Test) is not { } known || !Words.TryParse<Way>(way, out var by) || by is Way.Webhook)
            {
                return NotificationProblems.UnknownKind.Refuse();
            }

            var wanted = request.Wanted!.Value;
            if (!wanted && Policy.IsFixed(known.Urgency, by))
            {
                return NotificationProblems.AlwaysTold.Refuse();
            }

            change.Run($"""
                insert into notifications.preferences (user_id, kind, way, wanted) values ({caller.User}, {kind}, {way}, {wanted})
                on conflict (user_id, kind, way) do update set wanted = excluded.wanted
                """);
            change.Event(NotificationEvents.PreferenceSet, $"user:{caller.User}", new { kind, way, wanted });
            await change.Send();
            return TypedResults.NoContent();
        }, ct);

    public static Task<Results<NoContent, Refused>> SetQuietHours(QuietHoursRequest request, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<NoContent, Refused>>(caller, async change =>
        {
            int[] days = [.. request.Days!.Distinct().Order()];
            if (days[0] < 1 || days[^1] > 7)
            {
                return PlatformProblems.Invalid.Field("days", "are numbers from 1 (Monday) to 7 (Sunday)");
            }

            change.Run($"""
                insert into notifications.quiet_hours (user_id, from_time, to_time, days) values ({caller.User}, {request.From}, {request.To}, {days})
                on conflict (user_id) do update set from_time = excluded.from_time, to_time = excluded.to_time, days = excluded.days
                """);
            change.Event(NotificationEvents.QuietHoursSet, $"user:{caller.User}", new { request.From, request.To, days });
            await change.Send();
            return TypedResults.NoContent();
        }, ct);

    public static Task<Results<NoContent, Refused>> EndQuietHours(Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<NoContent, Refused>>(caller, async change =>
        {
            var ended = change.Find<long?>($"delete from notifications.quiet_hours where user_id = {caller.User} returning user_id");
            await change.Send();
            if (ended.Value is not null)
            {
                change.Event(NotificationEvents.QuietHoursSet, $"user:{caller.User}", new { });
                await change.Send();
            }

            return TypedResults.NoContent();
        }, ct);
}
