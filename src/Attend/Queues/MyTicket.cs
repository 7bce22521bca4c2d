using System.Text.Json.Serialization;
using Attend.Forecasts;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Queues;

/// <summary>A number as whoever holds it sees it: nobody's name stands in it.</summary>
/// <param name="Position">The rank, from 1; null when they do not wait.</param>
/// <param name="Level">The place of their class in the queue's scale: 1 is the most urgent.</param>
/// <param name="Key">The place of this number as a word that sorts as the line does; the server reckons with it and keeps it to itself.</param>
/// <param name="Late">They said that they would be; what staff write of a hold is not theirs to read.</param>
internal sealed record HeldTicketView(
    long Id, string Number, long QueueId, string QueueCode, string QueueName, string SiteName, string Zone, QueueState QueueState, TicketState State,
    DateTimeOffset StateSince, long Version, int? Position, int Waiting, int Level, DateTimeOffset JoinedAt, DateTimeOffset? CalledAt, int Recalls,
    string? DeskName, bool Late, DateTimeOffset? WorseAt, [property: JsonIgnore] string Key)
{
    /// <inheritdoc cref="Platform.Live.Seat.Place"/>
    [JsonIgnore]
    public string? Place => State is TicketState.Waiting ? Key : null;

    /// <summary>How long they will wait yet; null when they do not.</summary>
    public WaitForecast? Forecast { get; init; }

    /// <summary>How many are before them.</summary>
    public int? Ahead => Position - 1;

    /// <summary>What the holder may do now.</summary>
    public IReadOnlyList<string> Actions => State switch
    {
        TicketState.Waiting => ["cancel", "late", "worse"],
        TicketState.Called => ["cancel"],
        TicketState.OnHold when Late => ["cancel", "here", "worse"],
        TicketState.OnHold => ["cancel", "worse"],
        _ => [],
    };

    /// <summary>The view over <c>queues.tickets t</c>; the caller adds the where.</summary>
    public static Sql Select => Of(TicketView.Rank, Sql.Raw("(select count(*) from queues.tickets o where o.queue_id = t.queue_id and o.state = 'WAITING')::int"));

    /// <summary>The same for whoever knows the ranks.</summary>
    public static Sql Unranked => Of(Sql.Raw("null::int"), Sql.Raw("0"));

    private static Sql Of(Sql position, Sql waiting) => $"""
        select t.id, t.number, t.queue_id, q.code as queue_code, q.name as queue_name, s.name as site_name, s.zone, q.state as queue_state, t.state, t.state_since,
               t.version, {position} as position, {waiting} as waiting, t.level, t.joined_at, t.called_at, t.recalls, d.name as desk_name, t.late, t.worse_at,
               queues.key(t.band, t.class, t.order_key, t.id) as key
        from queues.tickets t
        join queues.queues q on q.id = t.queue_id
        join people.sites s on s.id = q.site_id
        left join queues.desks d on d.id = t.desk_id
        """;
}

/// <summary>
/// What the holder of a number sees and does: the token is the right to. A day after the visit is over it opens nothing any more.
/// </summary>
internal static class MyTicket
{
    private static readonly TimeSpan After = TimeSpan.FromHours(24);

    public static async Task<Results<Ok<HeldTicketView>, Refused>> Show(
        string token, HttpResponse response, Db db, Lines lines, TimeProvider clock, CancellationToken ct)
    {
        response.Headers.CacheControl = "no-store";
        return await Find(token, db, clock, ct) is { } ticket
            ? TypedResults.Ok(ticket with { Forecast = await Wait(ticket, db, lines, clock, ct) })
            : PlatformProblems.NotFound.Refuse();
    }

    /// <summary>A number by its token; null where that opens nothing, or nothing any more.</summary>
    public static async Task<HeldTicketView?> Find(string token, Db db, TimeProvider clock, CancellationToken ct) =>
        Token.LooksShort(token) ? await db.Find<HeldTicketView>($"{HeldTicketView.Select} where {Held(token, clock.Micros())}", ct) : null;

    /// <summary>How long whoever waits will wait yet; null where nothing can be said.</summary>
    public static async Task<WaitForecast?> Wait(HeldTicketView ticket, Db db, Lines lines, TimeProvider clock, CancellationToken ct) => ticket.Ahead is { } ahead
        ? (await Forecast.Read(db, [ticket.QueueId], lines, clock.Micros(), ct)).GetValueOrDefault(ticket.QueueId)?.At(ticket.Level, ahead)
        : null;

    /// <summary>They give up their place.</summary>
    public static Task<Results<Ok<HeldTicketView>, Refused>> Cancel(string token, Db db, Caller caller, CancellationToken ct) =>
        Act(token, TicketAction.Cancel, row => row with { State = TicketState.Cancelled }, db, caller, ct, "cancelled");

    /// <summary>They will be late: they keep their place and are passed over until they say that they are here.</summary>
    public static Task<Results<Ok<HeldTicketView>, Refused>> ComeLate(string token, Db db, Caller caller, CancellationToken ct) =>
        Act(token, TicketAction.Hold, row => row.State is TicketState.Waiting ? row with { State = TicketState.OnHold, Late = true, BackAt = null } : null, db, caller, ct);

    public static Task<Results<Ok<HeldTicketView>, Refused>> BeHere(string token, Db db, Caller caller, CancellationToken ct) =>
        Act(token, TicketAction.Return, row => row.Late ? row.InLine() : null, db, caller, ct);

    /// <summary>They feel worse: their place stays, and a nurse is told to look at them now.</summary>
    public static Task<Results<Ok<HeldTicketView>, Refused>> FeelWorse(string token, Db db, Caller caller, CancellationToken ct) =>
        Act(token, TicketAction.FeelWorse, row => row, db, caller, ct);

    public static Sql Held(string token, DateTimeOffset now) =>
        $"t.token = {Token.Hash(token)} and {Opens(now)}";

    /// <summary>SQL over <c>queues.tickets t</c>: its token opens it still.</summary>
    public static Sql Opens(DateTimeOffset now) => $"(t.state in ('WAITING', 'CALLED', 'IN_SERVICE', 'ON_HOLD') or t.state_since > {now - After})";

    private static Task<Results<Ok<HeldTicketView>, Refused>> Act(
        string token, TicketAction action, Func<TicketRow, TicketRow?> become, Db db, Caller caller, CancellationToken ct, string? ended = null) =>
        db.Write<Results<Ok<HeldTicketView>, Refused>>(caller, async change =>
        {
            if (!Token.LooksShort(token))
            {
                return PlatformProblems.NotFound.Refuse();
            }

            var step = TicketStep.Load(change, Held(token, change.Now));
            await change.Send();
            if (!step.Found)
            {
                return PlatformProblems.NotFound.Refuse();
            }

            if (!TicketLifecycle.Table.Allows(step.Row.State, action) || become(step.Row) is not { } after)
            {
                return PlatformProblems.WrongState.Refuse(new { state = step.Row.State });
            }

            step.Save(action, after, ended);
            var view = change.One<HeldTicketView>($"{HeldTicketView.Select} where t.id = {step.Row.Id}");
            await change.Send();
            return TypedResults.Ok(view.Value);
        }, ct);
}
