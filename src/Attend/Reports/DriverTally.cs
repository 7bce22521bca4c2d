using Attend.Fleet;
using Attend.People;
using Attend.Platform.Database;
using Attend.Trips;

namespace Attend.Reports;

/// <summary>Who drives, or drove, for a site.</summary>
/// <param name="Here">Whether it is their site now, so that their shifts are its.</param>
internal sealed record ReportedDriver(
    long SiteId, string Site, long DriverId, string Name, bool Here, IReadOnlyList<DayHours>? Weekly, IReadOnlyList<SpecialDay>? SpecialDays, string? Zone);

/// <summary>What a driver's shifts, runs and trips come to, one after the other.</summary>
internal sealed class DriverTally(ReportedDriver? driver = null)
{
    // None lasts longer, so that the index by time serves; one that is begun early is found as well.
    private static readonly TimeSpan LongestRun = TimeSpan.FromDays(7);
    private static readonly TimeSpan Early = TimeSpan.FromDays(1);

    /// <summary>Of so many runs at once the positions are read.</summary>
    private const int Portion = 100;

    private readonly Lengths waits = new();
    private double shift, busy, both;
    private long runs, trips, passengers, noShows, failed;
    private WayDriven way;

    /// <summary>Null: several.</summary>
    public ReportedDriver? Driver => driver;

    public static DriverTally Of(IEnumerable<DriverTally> parts)
    {
        var whole = new DriverTally();
        foreach (var part in parts)
        {
            (whole.shift, whole.busy, whole.both) = (whole.shift + part.shift, whole.busy + part.busy, whole.both + part.both);
            (whole.runs, whole.trips, whole.passengers) = (whole.runs + part.runs, whole.trips + part.trips, whole.passengers + part.passengers);
            (whole.noShows, whole.failed, whole.way) = (whole.noShows + part.noShows, whole.failed + part.failed, whole.way + part.way);
            whole.waits.Take([.. part.waits.Tenths]);
        }

        return whole;
    }

    public DrivingRow Row(ReportedDriver? of)
    {
        waits.Sorted();
        return new DrivingRow(
            of?.SiteId, of?.Site, of?.DriverId, of?.Name, ReportUtilisation.Hundredths(shift), ReportUtilisation.Hundredths(both),
            ReportUtilisation.Hundredths(shift - both), ReportUtilisation.Share(both, shift), ReportUtilisation.Hundredths(busy - both), runs, trips, passengers,
            noShows, failed, waits.Rank(50), waits.Rank(90), Km(way.Loaded), Km(way.Empty), Km(way.ByFixes), way.LeftOut);
    }

    /// <summary>By the name of the site and of the driver.</summary>
    /// <param name="span">Ends no later than now.</param>
    /// <param name="sites">Null: all.</param>
    public static async Task<IReadOnlyList<DriverTally>> Read(Reads reads, ReportSpan span, long[]? sites)
    {
        Sql within = $"""
            r.starts_at >= {span.From - LongestRun} and r.starts_at < {span.To + Early} and r.started_at < {span.To} and (r.ended_at is null or r.ended_at > {span.From})
            """;
        Sql of = $"select s.id, s.name from people.sites s where true {Sql.If(sites, $"and s.id = any({sites ?? []})")}";
        var drivers = reads.List<ReportedDriver>($"""
            select s.id as site_id, s.name as site, d.user_id as driver_id, m.full_name as name, d.site_id = s.id as here, h.weekly, h.special_days, h.zone
            from ({of}) s
            join trips.measured_drivers d on d.site_id = s.id and d.active or exists (
                select from trips.measured_runs r where r.site_id = s.id and r.driver_id = d.user_id and {within})
            join people.members m on m.id = d.user_id
            left join people.working_hours h on h.user_id = d.user_id
            order by s.name, s.id, m.full_name, d.user_id
            """);
        var duty = reads.List<OnDuty>($"""
            select w.user_id, greatest(w.from_at, {span.From}) as from_at, least(coalesce(w.to_at, {span.To}), {span.To}) as to_at
            from people.duty w join trips.measured_drivers d on d.user_id = w.user_id where w.from_at < {span.To} and (w.to_at is null or w.to_at > {span.From})
            """);
        var ran = reads.List<DrivenRun>($"""
            select r.id, r.site_id, r.driver_id, r.started_at, r.ended_at, u.home_latitude, u.home_longitude
            from ({of}) s join trips.measured_runs r on r.site_id = s.id left join fleet.units u on u.id = r.vehicle_id where {within} order by r.started_at, r.id
            """);
        var rode = reads.List<DrivenTrip>($"""
            select t.run_id, t.state, t.passengers, t.waits_since, t.at_pickup_at, t.on_board_at, t.dropped_off_at, t.ended_at, t.from_latitude, t.from_longitude,
                   t.to_latitude, t.to_longitude
            from ({of}) s join trips.measured_runs r on r.site_id = s.id join trips.measured_trips t on t.run_id = r.id
            where {within} and r.started_at >= {span.From} order by t.id
            """);
        await reads.Send();
        var begun = ran.Value.Where(run => run.StartedAt >= span.From).ToList();
        var fixes = new Dictionary<long, IReadOnlyList<WayFix>>();
        foreach (var portion in begun.Chunk(Portion))
        {
            await Fixes(reads, [.. portion.Select(run => run.Id)], span.To, fixes);
        }

        var shifts = duty.Value.ToLookup(one => one.UserId, one => (one.FromAt, one.ToAt));
        var driven = ran.Value.ToLookup(run => (run.SiteId, run.DriverId));
        var rides = rode.Value.ToLookup(trip => trip.RunId);
        return [.. drivers.Value.Select(one => Tally(one, span, [.. shifts[one.DriverId]], [.. driven[(one.SiteId, one.DriverId)]], rides, fixes))];
    }

    /// <summary>What was sent up to two days late is found; a run is looked at from a little before it began.</summary>
    private static async Task Fixes(Reads reads, long[] ids, DateTimeOffset end, Dictionary<long, IReadOnlyList<WayFix>> fixes)
    {
        var seen = reads.List<SeenRun>($"""
            select r.id, array_agg(p.at order by p.at) as at, array_agg(p.latitude order by p.at) as latitude, array_agg(p.longitude order by p.at) as longitude
            from trips.measured_runs r
            join fleet.tracks p on p.vehicle_id = r.vehicle_id and p.at >= r.started_at - interval '2 minutes' and p.at <= coalesce(r.ended_at, {end})
                and p.received_at >= r.started_at - interval '2 minutes' and p.received_at < coalesce(r.ended_at, {end}) + interval '2 days'
            where r.id = any({ids}) and (p.accuracy is null or p.accuracy <= 100)
            group by r.id
            """);
        await reads.Send();
        foreach (var run in seen.Value)
        {
            fixes[run.Id] = [.. run.At.Select((at, i) => new WayFix(at, new GeoPoint(run.Latitude[i], run.Longitude[i])))];
        }
    }

    private static DriverTally Tally(
        ReportedDriver driver, ReportSpan span, IEnumerable<(DateTimeOffset, DateTimeOffset)> duty, IReadOnlyList<DrivenRun> runs, ILookup<long, DrivenTrip> rides,
        Dictionary<long, IReadOnlyList<WayFix>> fixes)
    {
        var planned = driver is { Here: true, Weekly: { } weekly, Zone: { } zone } ? new WeekPlan(weekly, driver.SpecialDays ?? [], zone).Between(span.From, span.To) : [];
        var onShift = driver.Here ? Stretches.Joined([.. duty, .. planned]) : [];
        var underWay = Stretches.Joined(runs.Select(run => (run.StartedAt > span.From ? run.StartedAt : span.From, run.EndedAt < span.To ? run.EndedAt.Value : span.To)));
        var tally = new DriverTally(driver) { shift = Stretches.Hours(onShift), busy = Stretches.Hours(underWay), both = Stretches.Common(onShift, underWay) };
        foreach (var run in runs.Where(run => run.StartedAt >= span.From))
        {
            tally.Take(run, [.. rides[run.Id]], fixes.GetValueOrDefault(run.Id) ?? []);
        }

        return tally;
    }

    private void Take(DrivenRun run, IReadOnlyList<DrivenTrip> some, IReadOnlyList<WayFix> fixes)
    {
        runs++;
        foreach (var trip in some)
        {
            (trips, noShows, failed) = trip.State switch
            {
                TripState.DroppedOff => (trips + 1, noShows, failed),
                TripState.PassengerNoShow => (trips, noShows + 1, failed),
                TripState.Failed => (trips, noShows, failed + 1),
                _ => (trips, noShows, failed),
            };
            passengers += trip.State is TripState.DroppedOff ? trip.Passengers : 0;
            if (trip.OnBoardAt is { } boarded)
            {
                waits.Take([(int)Math.Clamp((boarded - trip.WaitsSince).TotalSeconds * 10, 0, int.MaxValue)]);
            }
        }

        way += RunWay.Of(Points(run, some), fixes);
    }

    /// <summary>From the base, where Trips reckons a run from, to the stops and the end.</summary>
    private static IReadOnlyList<WayPoint> Points(DrivenRun run, IReadOnlyList<DrivenTrip> some)
    {
        var stops = some.SelectMany(trip => new (DateTimeOffset? At, GeoPoint? Place)[]
        {
            (trip.AtPickupAt, trip.From), (trip.OnBoardAt, trip.From), (trip.DroppedOffAt, trip.To), (trip.WaitedInVain, trip.From),
        });
        return
        [
            .. new (DateTimeOffset? At, GeoPoint? Place)[] { (run.StartedAt, GeoPoint.Of(run.HomeLatitude, run.HomeLongitude)) }
                .Concat(stops.Where(stop => stop.At >= run.StartedAt).OrderBy(stop => stop.At)).Append((run.EndedAt, null)).Where(stop => stop.At is not null)
                .Select(stop => new WayPoint(stop.At!.Value, stop.Place, some.Where(trip => trip.Rides(stop.At.Value)).Sum(trip => trip.Passengers))),
        ];
    }

    private static double Km(double metres) => Math.Round(metres / 1000, 2);

    private sealed record OnDuty(long UserId, DateTimeOffset FromAt, DateTimeOffset ToAt);

    private sealed record DrivenRun(
        long Id, long SiteId, long DriverId, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, double? HomeLatitude, double? HomeLongitude);

    private sealed record SeenRun(long Id, DateTimeOffset[] At, double[] Latitude, double[] Longitude);

    private sealed record DrivenTrip(
        long RunId, TripState State, long Passengers, DateTimeOffset WaitsSince, DateTimeOffset? AtPickupAt, DateTimeOffset? OnBoardAt, DateTimeOffset? DroppedOffAt,
        DateTimeOffset? EndedAt, double? FromLatitude, double? FromLongitude, double? ToLatitude, double? ToLongitude)
    {
        public GeoPoint? From => GeoPoint.Of(FromLatitude, FromLongitude);

        public GeoPoint? To => GeoPoint.Of(ToLatitude, ToLongitude);

        /// <summary>Until when the car stood where nobody came.</summary>
        public DateTimeOffset? WaitedInVain => State is TripState.PassengerNoShow ? EndedAt : null;

        /// <summary>Whether its passengers sat in the car right after a moment.</summary>
        public bool Rides(DateTimeOffset at) => OnBoardAt <= at && !((DroppedOffAt ?? EndedAt) <= at);
    }
}
