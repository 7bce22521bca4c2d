using System.Diagnostics;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Events;

namespace Attend.Platform.Live;

/// <summary>
/// Turns the feed into messages, once for all clients: reads the views that a batch needs, writes each message's bytes, and hands them to
/// the rooms in the feed's order. Views are read after the events, so one may be newer than its event, but never older than one sent before.
/// </summary>
internal sealed class Projector(
    IReadOnlyList<Module> modules, IServiceProvider services, Rooms rooms, OpenRooms opened, LiveJson json, Sessions sessions, LiveSockets sockets,
    LiveMeters meters, ILogger<Projector> log)
{
    private readonly Projection[] projections = [.. modules.SelectMany(module => module.Projections)];

    public async Task Hear(FeedBatch batch, CancellationToken ct)
    {
        // Rights first: who lost them is not to hear what follows.
        foreach (var row in batch.Events)
        {
            if (sessions.Hear(row))
            {
                sockets.CheckRights();
            }
        }

        opened.Begin(batch);
        var began = Stopwatch.GetTimestamp();
        using var span = batch.Events.Count > 0 ? Telemetry.Source.StartActivity("project") : null;
        List<(string Room, Message Message)>? messages = null;
        try
        {
            messages = Messages(batch, await Project(batch.Events, ct));
        }
        catch (Exception error) when (Retry.Of(error) is RetryKind.Never && !ct.IsCancellationRequested)
        {
            log.LogError(error, "A bug: a projection failed over the events up to {Place}; going on one by one.", batch.Reached);
        }

        rooms.Append(messages ?? await OneByOne(batch, ct), batch);
        if (batch.Events.Count > 0)
        {
            meters.Told(Stopwatch.GetElapsedTime(began));
        }
    }

    private async Task<List<(int Index, News News)>> Project(IReadOnlyList<EventRow> events, CancellationToken ct)
    {
        var news = new List<(int Index, News News)>();
        if (events.Count > 0)
        {
            foreach (var projection in projections)
            {
                news.AddRange(await projection.Project(services, events, ct));
            }
        }

        return news;
    }

    /// <summary>After a failure: what can be told is; over what cannot everybody gets a gap and looks again.</summary>
    private async Task<List<(string Room, Message Message)>> OneByOne(FeedBatch batch, CancellationToken ct)
    {
        var messages = new List<(string, Message)>();
        foreach (var (index, row) in batch.Events.Index())
        {
            try
            {
                messages.AddRange(Messages(batch, [.. (await Project([row], ct)).Select(one => (index, one.News))]));
            }
            catch (Exception error) when (Retry.Of(error) is RetryKind.Never && !ct.IsCancellationRequested)
            {
                log.LogError(error, "A bug: a projection failed over {Kind} {Place}; the rooms get a gap.", row.Kind, row.Place);
                sockets.Break(row.Place);
            }
        }

        return messages;
    }

    private List<(string Room, Message Message)> Messages(FeedBatch batch, List<(int Index, News News)> news)
    {
        var written = new Dictionary<object, byte[]>(ReferenceEqualityComparer.Instance);
        var left = new Dictionary<(int, string), (int Parts, int Next)>();
        foreach (var (index, one) in news)
        {
            left[(index, one.Room)] = (left.GetValueOrDefault((index, one.Room)).Parts + 1, 1);
        }

        var messages = new List<(string, Message)>(news.Count);
        // Stable: within an event the order is that of the projections.
        foreach (var (index, one) in news.OrderBy(one => one.Index))
        {
            var (parts, part) = left[(index, one.Room)];
            left[(index, one.Room)] = (parts, part + 1);
            messages.Add((one.Room, Message.Of(one, batch.Events[index].Place, part, part == parts, json.Write(one.Data, written))));
        }

        return messages;
    }
}
