using Attend.People;
using Attend.Platform.Database;
using Attend.Platform.Events;
using Attend.Platform.Live;

namespace Attend.Queues;

/// <summary>How many patients are told, as they were when it was committed; nothing that was not sent yet can have failed.</summary>
internal sealed record NotificationStats(int TotalPatientsNotified, int NotificationFailures);

/// <summary>
/// How many hear that a queue opens or closes. To count a hundred thousand takes longer than to open it, so that a large number is remembered, in
/// this node's memory, until the feed brings something that may change it.
/// </summary>
internal sealed class Audiences
{
    /// <summary>From so many on, to be a moment behind is worth not counting.</summary>
    public const int Many = 2_000;

    public static readonly Projection Projection = new("queue audiences", Project);

    private static readonly HashSet<string> Changing =
    [
        PeopleEvents.UserCreated, PeopleEvents.RolesChanged, PeopleEvents.UserDeactivated, PeopleEvents.UserReactivated, PeopleEvents.UserErased,
        QueueEvents.QueueFollowed, QueueEvents.QueueUnfollowed,
    ];

    private readonly Lock gate = new();
    private readonly Dictionary<(long QueueId, Tells Tells), int> many = [];
    private long turn;

    /// <summary>Queues the count, of the same people whom Notifications will find: <see cref="Tells"/>.</summary>
    /// <returns>The count once what is queued was sent.</returns>
    public Func<int> Count(Change change, QueueRow queue)
    {
        var (known, at) = Known(queue.Id, queue.Tells);
        if (known is { } remembered)
        {
            return () => remembered;
        }

        Sql patients = $"select user_id from people.roles where role = 'patient' and (site_id = {queue.SiteId} or site_id is null) union";
        var counted = change.One<int>($"""
            select count(*)::int from people.contacts where user_id in (
                {Sql.If(queue.Tells is Tells.Site ? queue : null, patients)} select user_id from queues.followers where queue_id = {queue.Id})
            """);
        return () =>
        {
            Keep(queue.Id, queue.Tells, counted.Value, at);
            return counted.Value;
        };
    }

    /// <summary>What is remembered, and the turn in which it was asked.</summary>
    public (int? Count, long Turn) Known(long queueId, Tells tells)
    {
        lock (gate)
        {
            return (many.TryGetValue((queueId, tells), out var count) ? count : null, turn);
        }
    }

    /// <summary>Remembers a large number, unless something was heard since it was asked for: then it may have been counted without that.</summary>
    public void Keep(long queueId, Tells tells, int count, long asked)
    {
        lock (gate)
        {
            if (count >= Many && asked == turn)
            {
                many[(queueId, tells)] = count;
            }
        }
    }

    /// <summary>Takes in what happened, by its kind.</summary>
    public void Hear(string kind)
    {
        if (Changing.Contains(kind))
        {
            lock (gate)
            {
                many.Clear();
                turn++;
            }
        }
    }

    private static Task<IReadOnlyList<(int Index, News News)>> Project(IServiceProvider services, IReadOnlyList<EventRow> events, CancellationToken ct)
    {
        var audiences = services.GetRequiredService<Audiences>();
        foreach (var row in events)
        {
            audiences.Hear(row.Kind);
        }

        return Task.FromResult<IReadOnlyList<(int, News)>>([]);
    }
}
