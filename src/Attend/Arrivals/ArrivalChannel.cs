using System.Globalization;
using Attend.Dispatch;
using Attend.Fleet;
using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Events;
using Attend.Platform.Live;

namespace Attend.Arrivals;

/// <summary>
/// Who comes to a queue by ambulance, for its staff. A channel of its own beside the queue's: Queues knows nothing of arrivals, and a
/// snapshot and the news after it belong together.
/// </summary>
internal static class ArrivalChannel
{
    /// <summary>By the queue's code, and its site where several of the caller's have such a queue.</summary>
    public static readonly Channel Channel = new("/ws/arrivals/{code}/", Permissions.QueuesRead, Admit, Snapshot);

    public static readonly Projection Projection = new("arrivals", Project);

    public static string Room(long queueId) => Room(queueId.ToString(CultureInfo.InvariantCulture));

    public static string Room(string queueId) => $"arrivals:{queueId}";

    /// <summary>The id behind the colon of a room's name.</summary>
    public static long Queue(string room) => long.Parse(room.AsSpan(room.IndexOf(':', StringComparison.Ordinal) + 1), CultureInfo.InvariantCulture);

    private static async Task<Seat?> Admit(IServiceProvider services, Caller caller, HttpRequest request)
    {
        var code = request.RouteValues["code"]!.ToString()!.ToUpperInvariant();
        long? site = long.TryParse(request.Query["site"], NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? asked : null;
        var sites = caller.SitesFor(Permissions.QueuesRead);
        var found = await services.GetRequiredService<Db>().List<long>($"""
            select id from queues.names where code = {code} {Sql.If(site, $"and site_id = {site}")} {Sql.If(sites, $"and site_id = any({sites ?? []})")}
            order by id limit 2
            """);
        return found is [var queue] ? new Seat(Room(queue)) : null;
    }

    private static async Task<object> Snapshot(IServiceProvider services, Reads reads, string room)
    {
        var queue = Queue(room);
        var arrivals = reads.List<ArrivalView>($"{ArrivalView.Select} where a.queue_id = {queue} and a.state in ('ARRIVING', 'ARRIVED') order by a.id limit 500");
        await reads.Send();
        var (positions, now) = (services.GetRequiredService<Positions>(), services.GetRequiredService<TimeProvider>().Micros());
        return new { queue_id = queue, arrivals = arrivals.Value.Select(arrival => arrival.Now(positions, now).For(ArrivalView.AnyNurse)).ToList() };
    }

    private static async Task<IReadOnlyList<(int Index, News News)>> Project(IServiceProvider services, IReadOnlyList<EventRow> events, CancellationToken ct)
    {
        var heard = events.Index().Where(row => row.Item.Concerns("arrival") || row.Item.Kind is DispatchEvents.PatientChanged).ToList();
        if (heard.Count == 0)
        {
            return [];
        }

        // What is known of a patient changes no arrival, and is shown with it.
        long[] patients = [.. heard.Where(row => !row.Item.Concerns("arrival")).Select(row => row.Item.Number("patient_id")).OfType<long>().Distinct()];
        long[] ids = [.. heard.Where(row => row.Item.Concerns("arrival")).Select(row => row.Item.SubjectId).Distinct()];
        var views = await services.GetRequiredService<Db>().List<ArrivalView>($"""
            {ArrivalView.Select} where a.id = any({ids}) or a.patient_id = any({patients}) and a.state in ('ARRIVING', 'ARRIVED')
            """, ct);
        var (positions, now) = (services.GetRequiredService<Positions>(), services.GetRequiredService<TimeProvider>().Micros());
        var news = new List<(int, News)>();
        foreach (var (index, row) in heard)
        {
            var known = row.Concerns("arrival")
                ? views.FirstOrDefault(one => one.Id == row.SubjectId)
                : views.FirstOrDefault(one => one.PatientId == row.Number("patient_id") && ArrivalLifecycle.Active.Contains(one.State));
            if (known?.Now(positions, now).For(ArrivalView.AnyNurse) is not { } view)
            {
                continue;
            }

            var named = row.Kind[(row.Kind.IndexOf('.', StringComparison.Ordinal) + 1)..].ToUpperInvariant();
            // Where they are not expected any more they are told to be elsewhere, and no more.
            foreach (var left in Queues(row).Where(queue => queue != view.QueueId))
            {
                news.Add((index, new News(Room(left), "arrival_removed", named, new { view.Id, view.Version })));
            }

            news.Add((index, new News(Room(view.QueueId), "arrival_update", named, view)));
        }

        return news;
    }

    /// <summary>The queues that an event names: where they were expected, and where they are.</summary>
    private static IEnumerable<long> Queues(EventRow row) =>
        new[] { row.Number("from_queue_id"), row.Number("queue_id") }.OfType<long>().Distinct();
}
