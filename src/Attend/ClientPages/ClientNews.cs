using System.Collections.Concurrent;
using System.Globalization;
using Attend.Fleet;
using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Events;
using Attend.Platform.Live;

namespace Attend.ClientPages;

/// <summary>
/// What the page of a visit hears: how it stands, as soon as that is another, and its car while that moves. For visits that nobody follows now nothing
/// is read.
/// </summary>
internal sealed class ClientNews(Db db, Positions positions, Rooms rooms, TimeProvider clock, ILogger<ClientNews> log) : BackgroundService
{
    public static readonly Projection Projection = new("clientpages", Project);

    /// <summary>The token is the right to; with another link one begins anew.</summary>
    public static readonly Channel Holder = new("/ws/visit/{token}/", Permission.Anyone, Admit, Snapshot, Ends: true, WhileOpen: true);

    private const string Prefix = "visit:";

    private const string Update = "visit_update";

    /// <summary>In the rhythm in which phones in cars say where they are.</summary>
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<long, bool> moved = new();

    /// <summary>Of a visit and of its link: whoever holds the one before hears nothing any more.</summary>
    /// <param name="token">The digest.</param>
    public static string Room(long id, byte[] token) => $"{Prefix}{id}:{Convert.ToHexStringLower(token.AsSpan(0, 8))}";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        positions.Moved += Note;
        await Beat.Keep(Step, "Cars on the pages of visits", Show, log, stoppingToken);
        positions.Moved -= Note;
    }

    /// <summary>Shows when those will be there whose cars moved since the last time.</summary>
    public async Task Show(CancellationToken ct)
    {
        long[] cars = [.. moved.Keys.Where(car => moved.TryRemove(car, out _))];
        long[] ids = Visits(rooms.Watched(Prefix));
        if (cars.Length == 0 || ids.Length == 0)
        {
            return;
        }

        Sql which = $"""
            f.id in (select r.appointment_id from trips.rides r where r.appointment_id = any({ids}) and r.vehicle_id = any({cars}) and r.state = 'ON_BOARD')
            """;
        var now = clock.Micros();
        var visits = await db.Snapshot(reads => FollowVisit.Read(reads, which, positions, now), ct);
        rooms.Show([.. visits.Select(one => new News(one.Room, Update, "ETA_UPDATE", new { visit = one.Visit }, $"visit:{one.Id}"))]);
    }

    private static async Task<Seat?> Admit(IServiceProvider services, Caller caller, HttpRequest request) =>
        await FollowVisit.Room(
            request.RouteValues["token"]!.ToString()!, services.GetRequiredService<Db>(), services.GetRequiredService<TimeProvider>(), CancellationToken.None) is { } room
            ? new Seat(room)
            : null;

    private static async Task<object> Snapshot(IServiceProvider services, Reads reads, string room)
    {
        var visits = await FollowVisit.Read(
            reads, $"f.id = {Visits([room])[0]}", services.GetRequiredService<Positions>(), services.GetRequiredService<TimeProvider>().Micros());
        return new { visit = visits.Where(one => one.Room == room).Select(one => one.Visit).FirstOrDefault() };
    }

    private static async Task<IReadOnlyList<(int Index, News News)>> Project(IServiceProvider services, IReadOnlyList<EventRow> events, CancellationToken ct)
    {
        long[] open = Visits(services.GetRequiredService<OpenRooms>().Named(Prefix));
        var heard = events.Index().Select(row => (row.Index, Visit: VisitOf(row.Item))).Where(row => open.Contains(row.Visit)).ToList();
        if (heard.Count == 0)
        {
            return [];
        }

        long[] ids = [.. heard.Select(row => row.Visit).Distinct()];
        var (positions, now) = (services.GetRequiredService<Positions>(), services.GetRequiredService<TimeProvider>().Micros());
        var visits = (await services.GetRequiredService<Db>().Snapshot(reads => FollowVisit.Read(reads, $"f.id = any({ids})", positions, now), ct)).ToDictionary(one => one.Id);
        // The event's own name would tell what goes on behind it.
        return [.. heard.Where(row => visits.ContainsKey(row.Visit)).Select(row =>
            (row.Index, new News(visits[row.Visit].Room, Update, "STATUS_UPDATE", new { visit = visits[row.Visit].Visit })))];
    }

    /// <summary>Whose page says something else after it; 0 where there is none.</summary>
    private static long VisitOf(EventRow row) => row.Concerns("appointment") ? row.SubjectId : row.Concerns("trip") ? row.Number("appointment_id") ?? 0 : 0;

    private static long[] Visits(IReadOnlyList<string> rooms) =>
        [.. rooms.Select(room => long.Parse(room.AsSpan(Prefix.Length, room.IndexOf(':', Prefix.Length) - Prefix.Length), CultureInfo.InvariantCulture)).Distinct()];

    private void Note(IReadOnlyList<Located> all)
    {
        foreach (var located in all)
        {
            moved[located.UnitId] = true;
        }
    }
}
