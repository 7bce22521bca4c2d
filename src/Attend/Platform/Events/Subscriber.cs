using System.Diagnostics;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;

namespace Attend.Platform.Events;

internal enum PassResult
{
    /// <summary>Nothing is left to react to.</summary>
    Done,

    /// <summary>There may be more.</summary>
    More,

    /// <summary>Another node is at it.</summary>
    Elsewhere,

    /// <summary>The database is away or too busy; nothing was counted against the event.</summary>
    Outage,
}

/// <summary>
/// Carries one subscription. Everything happens in one transaction that holds the lock on its row: reading what comes next, reacting,
/// and moving the place. Whatever it is cut off from, the place says exactly what was reacted to.
/// </summary>
internal sealed class Subscriber(
    Subscription subscription, IServiceProvider services, Db db, Epoch epoch, TimeProvider clock, ILogger log)
{
    /// <summary>A long transaction would hold the horizon of the whole feed, so a pass ends after this time.</summary>
    private static readonly TimeSpan LongestPass = TimeSpan.FromMilliseconds(20);

    private const int Batch = 32;

    /// <summary>Waits after each failure; when they are used up the subject stays parked.</summary>
    private static readonly TimeSpan[] Waits =
        [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(25), TimeSpan.FromMinutes(2)];

    private readonly string name = subscription.Name;
    private readonly string[] kinds = [.. subscription.Kinds];
    private int most = Batch;

    /// <summary>Puts a new subscription at the present end of the feed: what happened before it was thought of is not its concern.</summary>
    public Task Register(CancellationToken ct) => db.Run($"""
        insert into platform.subscriptions (name, epoch, tx, id)
        values ({name}, {epoch.Current}, pg_snapshot_xmin(pg_current_snapshot()), 0) on conflict (name) do nothing
        """, ct);

    /// <summary>Whether some subject was parked when last looked at.</summary>
    public bool HasParked { get; private set; }

    public bool Wants(string kind) => kinds.Contains(kind);

    /// <summary>Reacts to the next few events.</summary>
    public async Task<PassResult> Pass(CancellationToken ct)
    {
        var state = default(Progress);
        try
        {
            var answer = await db.Write<IResult>(Caller.System, async change =>
            {
                state = await Advance(change);
                return TypedResults.NoContent();
            }, ct);
            if (Refused.In(answer) is { } refused)
            {
                return await Failed(state, Describe(refused), refused.StatusCode == 503, ct);
            }

            most = Batch;
            return state!.From is null ? PassResult.Elsewhere : state.All ? PassResult.Done : PassResult.More;
        }
        catch (Exception error) when (!ct.IsCancellationRequested)
        {
            return await Failed(state, Describe(error), Retry.Of(error) is not RetryKind.Never, ct);
        }

        async Task<Progress> Advance(Change change)
        {
            state = null;
            var place = change.Find<PlaceRow>(
                $"select epoch, tx, id from platform.subscriptions where name = {name} for no key update skip locked");
            var horizon = change.One<ulong>($"select pg_snapshot_xmin(pg_current_snapshot())");
            var rows = change.List<EventRow>(Next());
            var parked = change.List<string>($"select distinct subject from platform.parked_events where subscription = {name}");
            await change.Send();
            var progress = state = new Progress(place.Value?.Place, rows.Value, new Place(epoch.Current, horizon.Value, 0), most);
            if (progress.From is null)
            {
                return progress;
            }

            await using var scope = services.CreateAsyncScope();
            var began = Stopwatch.GetTimestamp();
            var queues = parked.Value.ToHashSet(StringComparer.Ordinal);
            HasParked = queues.Count > 0;
            foreach (var row in progress.Rows)
            {
                progress.Current = row;
                if (queues.Contains(row.Subject))
                {
                    change.Run(Park(row, 0, null, null, change.Now));
                }
                else
                {
                    using var span = Telemetry.Source.StartActivity($"subscription {name}");
                    await subscription.React(scope.ServiceProvider, change, row);
                    await change.Send();
                }

                progress.Done++;
                if (Stopwatch.GetElapsedTime(began) > LongestPass)
                {
                    break;
                }
            }

            progress.Current = null;
            change.Run(MoveTo(progress.Reached));
            return progress;
        }
    }

    /// <summary>Tries the first event of a parked subject again, when its time has come.</summary>
    public async Task<PassResult> PassParked(CancellationToken ct)
    {
        var tried = default(ParkedRow);
        try
        {
            var free = true;
            var answer = await db.Write<IResult>(Caller.System, async change =>
            {
                var place = change.Find<PlaceRow>(
                    $"select epoch, tx, id from platform.subscriptions where name = {name} for no key update skip locked");
                var head = change.Find<ParkedRow>($"""
                    select e.epoch, e.tx, e.id, e.at, e.actor, e.kind, e.subject, e.from_state, e.to_state, e.data, p.attempts
                    from platform.parked_events p join platform.events e using (epoch, tx, id)
                    where p.subscription = {name} and p.next_at <= {change.Now}
                    order by p.next_at limit 1
                    """);
                await change.Send();
                free = place.Value is not null;
                tried = free ? head.Value : null;
                if (tried is not null)
                {
                    await using var scope = services.CreateAsyncScope();
                    await subscription.React(scope.ServiceProvider, change, tried.Row);
                    await change.Send();
                    change.Run($"""
                        delete from platform.parked_events
                        where subscription = {name} and subject = {tried.Subject} and (epoch, tx, id) = ({tried.Epoch}, {tried.Tx}, {tried.Id})
                        """);
                    change.RunAny(ParkedEvents.Awaken(name, tried.Subject, change.Now));
                }

                return TypedResults.NoContent();
            }, ct);
            return Refused.In(answer) is not { } refused ? !free ? PassResult.Elsewhere : tried is null ? PassResult.Done : PassResult.More
                : await FailedAgain(tried, Describe(refused), refused.StatusCode == 503, ct);
        }
        catch (Exception error) when (!ct.IsCancellationRequested)
        {
            return await FailedAgain(tried, Describe(error), Retry.Of(error) is not RetryKind.Never, ct);
        }
    }

    /// <summary>When the next parked subject is to be tried, or null.</summary>
    public Task<DateTimeOffset?> NextTry(CancellationToken ct) =>
        db.One<DateTimeOffset?>($"select min(next_at) from platform.parked_events where subscription = {name}", ct);

    /// <summary>
    /// The whole pass was rolled back. What stood before the failing event is done again without it; standing first itself, it is parked
    /// with its subject, and the others go on. When the commit failed, going one by one finds out over which.
    /// </summary>
    private async Task<PassResult> Failed(Progress? progress, string error, bool outage, CancellationToken ct)
    {
        if (outage || progress is null || progress.Rows.Count == 0)
        {
            log.LogWarning("The subscription {Name} waits: {Error}", name, error);
            return PassResult.Outage;
        }

        var before = progress.Current is not null ? progress.Done : progress.Done > 1 ? 1 : 0;
        if (before > 0)
        {
            most = before;
            return PassResult.More;
        }

        most = Batch;
        HasParked = true;
        var failing = progress.Rows[0];
        log.LogError("The subscription {Name} failed over {Kind} {Place}: {Error}", name, failing.Kind, failing.Place, error);
        var from = progress.From!.Value;
        var answer = await db.Write<IResult>(Caller.System, async change =>
        {
            var place = change.Find<PlaceRow>($"select epoch, tx, id from platform.subscriptions where name = {name} for no key update");
            await change.Send();
            if (place.Value?.Place == from)
            {
                change.Run(Park(failing, 1, change.Now + Waits[0], error, change.Now));
                change.Run(MoveTo(failing.Place));
            }

            return TypedResults.NoContent();
        }, ct);
        return Refused.In(answer) is null ? PassResult.More : PassResult.Outage;
    }

    private async Task<PassResult> FailedAgain(ParkedRow? tried, string error, bool outage, CancellationToken ct)
    {
        if (outage || tried is null)
        {
            log.LogWarning("The subscription {Name} waits: {Error}", name, error);
            return PassResult.Outage;
        }

        var attempts = tried.Attempts + 1;
        DateTimeOffset? next = attempts <= Waits.Length ? clock.Micros() + Waits[attempts - 1] : null;
        if (next is null)
        {
            log.LogError("The subscription {Name} has given up {Kind} {Place}; its subject is parked: {Error}", name, tried.Kind, tried.Row.Place, error);
        }

        await db.Run($"""
            update platform.parked_events set attempts = {attempts}, next_at = {next}, error = {error}
            where subscription = {name} and subject = {tried.Subject} and (epoch, tx, id) = ({tried.Epoch}, {tried.Tx}, {tried.Id})
              and attempts = {tried.Attempts}
            """, ct);
        return PassResult.More;
    }

    // The place as three scalars and not by a join, which the planner answers by reading the log from its beginning.
    private Sql Next() => $"""
        select e.epoch, e.tx, e.id, e.at, e.actor, e.kind, e.subject, e.from_state, e.to_state, e.data
        from platform.events e
        where (e.epoch, e.tx, e.id) > (
                (select epoch from platform.subscriptions where name = {name}),
                (select tx from platform.subscriptions where name = {name}),
                (select id from platform.subscriptions where name = {name}))
          and e.kind = any({kinds}) and {FeedReader.Settled(epoch.Current)}
        order by e.epoch, e.tx, e.id limit {most}
        """;

    private Sql Park(EventRow row, int attempts, DateTimeOffset? nextAt, string? error, DateTimeOffset now) => $"""
        insert into platform.parked_events (subscription, subject, epoch, tx, id, attempts, next_at, error, parked_at)
        values ({name}, {row.Subject}, {row.Epoch}, {row.Tx}, {row.Id}, {attempts}, {nextAt}, {error}, {now})
        """;

    private Sql MoveTo(Place place) =>
        $"update platform.subscriptions set epoch = {place.Epoch}, tx = {place.Tx}, id = {place.Id} where name = {name}";

    // A message may quote what it failed over, but ids and values only, as events carry nothing else; its length is the reader's patience.
    private static string Describe(Exception error)
    {
        var text = $"{error.GetType().Name}: {error.Message}";
        return text.Length > 500 ? text[..500] : text;
    }

    private static string Describe(Refused refused) => $"refused: {refused.Problem.Code}";

    private sealed class Progress(Place? from, IReadOnlyList<EventRow> rows, Place horizon, int most)
    {
        /// <summary>Where the subscription stood; null when another node holds it.</summary>
        public Place? From => from;

        public IReadOnlyList<EventRow> Rows => rows;

        public int Done { get; set; }

        public EventRow? Current { get; set; }

        /// <summary>Whether nothing of interest is left before the horizon.</summary>
        public bool All => Done == rows.Count && rows.Count < most;

        /// <summary>The next pass begins at the horizon then, and need not wade again through events of other kinds.</summary>
        public Place Reached => All && (rows.Count == 0 || horizon > rows[^1].Place) ? Latest(horizon) : rows[Done - 1].Place;

        private Place Latest(Place place) => from is { } start && start > place ? start : place;
    }

    private sealed record PlaceRow(int Epoch, ulong Tx, long Id)
    {
        public Place Place => new(Epoch, Tx, Id);
    }

    private sealed record ParkedRow(
        int Epoch, ulong Tx, long Id, DateTimeOffset At, string Actor, string Kind, string Subject, string? FromState, string? ToState,
        System.Text.Json.JsonElement Data, int Attempts)
    {
        public EventRow Row => new(Epoch, Tx, Id, At, Actor, Kind, Subject, FromState, ToState, Data);
    }
}
