using Attend.Forecasts;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;

namespace Attend.Queues;

internal enum QueueState { Closed, Open, Paused, Closing }

/// <summary>In which order those who are no emergency are called; see <see cref="OrderKey"/>.</summary>
[LowerWords]
internal enum Scheme
{
    /// <summary>By class, then by arrival.</summary>
    Strict,

    /// <summary>By arrival less the class's credit: nobody is overtaken by a later arrival than the difference of credits.</summary>
    Credits,

    /// <summary>By arrival.</summary>
    Fifo,
}

/// <summary>Whom it is told that a queue opens and closes; by telephone those alone who follow it.</summary>
[LowerWords]
internal enum Tells
{
    /// <summary>Every patient of its site, and whoever follows it.</summary>
    Site,

    /// <summary>Whoever follows it.</summary>
    Followers,
}

/// <summary>A class of a scale, 1 being the most urgent.</summary>
/// <param name="Emergency">Goes before everybody else, whatever the scheme.</param>
/// <param name="ReassessMinutes">How often somebody of it is looked at again while they wait; null: nobody is reminded.</param>
internal sealed record Level(int Place, string Code, string Name, string Colour, int TargetMinutes, bool Emergency, int CreditMinutes, int? ReassessMinutes);

/// <summary>What a decision needs of a queue.</summary>
internal sealed record QueueRow(
    long Id, long SiteId, string Code, QueueState State, long Version, Scheme Scheme, long ScaleId, int? Capacity, int Recalls, int GraceSeconds, int SilentSeconds,
    bool SelfService, bool AsksName, bool OnePerDevice, int ConsiderationMinutes, int? SendHomeMinutes, Tells Tells, string Zone, IReadOnlyList<Level> Levels)
{
    /// <summary>Over <c>queues.queues q</c>; the caller adds the where.</summary>
    public static Sql Select => Sql.Raw("""
        select q.id, q.site_id, q.code, q.state, q.version, q.scheme, q.scale_id, q.capacity, q.recalls, q.grace_seconds, q.silent_seconds, q.self_service,
               q.asks_name, q.one_per_device, q.consideration_minutes, q.send_home_minutes, q.tells, s.zone,
               (select jsonb_agg(queues.level(l) order by l.place) from queues.levels l where l.scale_id = q.scale_id) as levels
        from queues.queues q join people.sites s on s.id = q.site_id
        """);

    /// <summary>The level of those whom nobody has classed: the least urgent one.</summary>
    public Level Least => Levels[^1];

    public Level? LevelOf(int place) => Levels.FirstOrDefault(level => level.Place == place);

    /// <summary>The class of a ticket here: its own where it was classed by this scale, else that of those whom nobody has classed.</summary>
    public Level LevelOf(TicketRow ticket) => (ticket.ScaleId == ScaleId ? LevelOf(ticket.Level) : null) ?? Least;

    /// <summary>Why nobody can be sent here.</summary>
    public Refused? RefuseEntry() => State is QueueState.Closed ? QueueProblems.Closed.Refuse(new { queue_id = Id }) : null;
}

/// <summary>A queue as everybody may see it; times in UTC.</summary>
/// <param name="Waiting">How many wait now.</param>
/// <param name="Desks">How many desks are open for it.</param>
internal sealed record QueueView(
    long Id, long SiteId, string SiteName, string Zone, string Code, string Name, QueueState State, DateTimeOffset StateSince, Scheme Scheme, string Scale,
    IReadOnlyList<Level> Levels, int? Capacity, string DayStartsAt, bool Emergency, int Recalls, int GraceSeconds, int SilentSeconds, bool SelfService,
    bool AsksName, bool OnePerDevice, int ConsiderationMinutes, int? SendHomeMinutes, Tells Tells, bool RotatingCode, long Version, int Waiting, int InService, int Desks)
{
    /// <summary>In the words of the systems that Attend replaces; people read them on the board.</summary>
    public string StatusText => State switch
    {
        QueueState.Open when Waiting >= Capacity => "Queue Full",
        QueueState.Open when Waiting == 0 => "Queue Open - Ready to Join",
        QueueState.Open => $"Queue Open - {Waiting} waiting",
        QueueState.Paused => "Queue Paused",
        QueueState.Closing => "Queue Closing",
        _ => "Queue Closed",
    };

    /// <summary>What the reader may do with it now.</summary>
    public IReadOnlyList<string> Actions { get; init; } = [];

    /// <summary>For somebody who would join now; null when nobody can, and in lists.</summary>
    public WaitForecast? Forecast { get; init; }

    /// <summary>The number of the message that tells patients what was just done; null where they are told nothing of it, and wherever nothing was done.</summary>
    public long? MessageId { get; init; }

    /// <summary>For how many that message is.</summary>
    public NotificationStats? NotificationStats { get; init; }

    public QueueView For(Func<Permission, bool> may) => this with { Actions = QueueLifecycle.Table.Table.Actions(Words.Of(State), may) };

    /// <summary>The view over <c>queues.queues q</c>; the caller adds the where.</summary>
    public static Sql Select => Of(Sql.Raw("(select count(*) from queues.tickets t where t.queue_id = q.id and t.state = 'WAITING')::int"));

    /// <summary>The same for whoever knows how many wait.</summary>
    public static Sql Uncounted => Of(Sql.Raw("0"));

    private static Sql Of(Sql waiting) => $"""
        select q.id, q.site_id, s.name as site_name, s.zone, q.code, q.name, q.state, q.state_since, q.scheme, c.code as scale,
               (select jsonb_agg(queues.level(l) order by l.place) from queues.levels l where l.scale_id = q.scale_id) as levels,
               q.capacity, to_char(q.day_starts_at, 'HH24:MI') as day_starts_at, q.emergency, q.recalls, q.grace_seconds, q.silent_seconds, q.self_service, q.asks_name, q.one_per_device,
               q.consideration_minutes, q.send_home_minutes, q.tells, q.rotating_code, q.version, {waiting} as waiting,
               (select count(*) from queues.tickets t where t.queue_id = q.id and t.state = 'IN_SERVICE')::int as in_service,
               (select count(*) from queues.desk_queues d join queues.desks k on k.id = d.desk_id where d.queue_id = q.id and k.state = 'OPEN')::int as desks
        from queues.queues q join people.sites s on s.id = q.site_id join queues.scales c on c.id = q.scale_id
        """;
}
