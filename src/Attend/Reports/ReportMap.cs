using Attend.Dispatch;
using Attend.Fleet;
using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Reports;

/// <summary>The calls of one square of the ground, in seconds.</summary>
/// <param name="Latitude">Of its centre; degrees (WGS 84), as its edges.</param>
/// <param name="Count">How many of its calls have a response time. With fewer than <c>fewest</c> this is all that is said.</param>
/// <param name="InTarget">The share, 0 to 1, that did not exceed the target of its own priority; null where too few have one.</param>
/// <param name="OfTarget">
/// P90 of what each call took of the target of its own priority: at most 1 where nine of ten are in target, 1.5 where the ninth took half as
/// long again. Calls of different priorities have it in common.
/// </param>
internal sealed record MapCell(
    double Latitude, double Longitude, double South, double West, double North, double East, long Count, double? P50, double? P90, double? InTarget,
    double? OfTarget);

/// <param name="Cell">The side of a square, in metres.</param>
/// <param name="LeftOut">Calls on the ground without a response time: nobody arrived, or before being sent.</param>
/// <param name="WithoutPlace">Calls that nobody gave coordinates.</param>
/// <param name="Targets">What a response should not exceed, where somebody said so.</param>
/// <param name="Items">The worst first; those of which nothing is said last.</param>
internal sealed record MapReport(
    DateTimeOffset From, DateTimeOffset To, int Cell, int Fewest, long LeftOut, long WithoutPlace, IReadOnlyList<TargetView> Targets,
    IReadOnlyList<MapCell> Items);

/// <summary>
/// Where help comes late: calls by when they were received, from the first assignment to whoever was on scene first, as
/// <see cref="ReportIntervals"/> has it, on a grid that does not depend on the calls, so that no edge of it tells where one was.
/// </summary>
internal static class ReportMap
{
    /// <summary>Below it a figure would be the figure of one household.</summary>
    public const int Fewest = 3;

    private const Interval Measured = Interval.ResponseFirstUnit;
    private const int Smallest = 500;
    private const int Largest = 50_000;

    // As many as an eye takes in when nobody said how large they should be, and as many as a browser draws and lists.
    private const int Usual = 400;
    private const int Most = 1_000;

    private static readonly int[] Sizes = [Smallest, 1_000, 2_000, 5_000, 10_000, 20_000, Largest];

    public static async Task<Results<Ok<MapReport>, FileContentHttpResult, Refused>> Handle(
        DateTimeOffset? from, DateTimeOffset? to, Priority? priority, int? cell, HttpRequest request, Db db, Caller caller, TimeProvider clock,
        CancellationToken ct)
    {
        if (caller.SitesFor(Permissions.ReportsRead) is not null)
        {
            // A call belongs to no site.
            return PlatformProblems.Forbidden.Refuse(new { permission = Permissions.ReportsRead.Name });
        }

        var (span, refused) = ReportSpan.Of(from, to, clock);
        if (span is null)
        {
            return refused!;
        }

        if (cell is < Smallest or > Largest)
        {
            return PlatformProblems.Invalid.Field("cell", $"lies between {Smallest} and {Largest} metres");
        }

        var targets = await db.List<TargetView>($"{TargetView.Select} where interval = {Measured} {Sql.If(priority, $"and priority = {priority}")}", ct);
        var (area, grid, squares) = await db.Snapshot(reads => Read(reads, span, priority, cell, targets), ct);
        var items = squares.Where(square => square.Value.Lengths.Tenths.Count > 0).Select(square => square.Value.Row(grid, square.Key))
            .OrderByDescending(row => row.OfTarget ?? -1).ThenByDescending(row => row.P90 ?? -1).ThenByDescending(row => row.Count)
            .ThenByDescending(row => row.Latitude).ThenBy(row => row.Longitude).ToList();
        if (items.Count > Most)
        {
            return PlatformProblems.Invalid.Field("cell", $"at most {Most} squares at once; ask for larger ones");
        }

        return Csv.Wanted(request)
            ? Csv.Of(items, "response-map")
            : TypedResults.Ok(new MapReport(span.From, span.To, grid.Metres, Fewest, squares.Values.Sum(square => square.Lengths.LeftOut), area.WithoutPlace,
                [.. targets.OrderBy(target => target.Priority)], items));
    }

    private static async Task<(Area Area, Grid Grid, Dictionary<(int Row, int Column), Square> Squares)> Read(
        Reads reads, ReportSpan span, Priority? priority, int? cell, IReadOnlyList<TargetView> targets)
    {
        Sql Received(ReportSpan slice) =>
            $"c.received_at >= {slice.From} and c.received_at < {slice.To} {Sql.If(priority, $"and c.priority = {priority}")}";

        // Without the hundredth at either end: one slip of a finger lies in another ocean.
        var known = reads.One<Area>($"""
            select coalesce(percentile_disc(0.01) within group (order by c.latitude), 0) as south,
                   coalesce(percentile_disc(0.5) within group (order by c.latitude), 0) as middle,
                   coalesce(percentile_disc(0.99) within group (order by c.latitude), 0) as north,
                   coalesce(percentile_disc(0.01) within group (order by c.longitude), 0) as west,
                   coalesce(percentile_disc(0.99) within group (order by c.longitude), 0) as east,
                   count(*) filter (where c.latitude is null or c.longitude is null) as without_place
            from dispatch.measured_calls c where {Received(span)}
            """);
        await reads.Send();
        var area = known.Value;
        var grids = (cell is { } asked ? [asked] : Sizes).Select(size => Grid.Of(size, area.Middle)).ToList();
        var grid = grids.Find(grid => grid.Squares(area) <= Usual) ?? grids[^1];
        var seconds = targets.ToDictionary(target => target.Priority, target => target.Seconds);
        var squares = new Dictionary<(int, int), Square>();
        await IntervalLengths.Slices(reads, span, "dispatch.measured_calls", "received_at", async slice =>
        {
            var rows = reads.List<OfSquare>($"""
                select floor(m.latitude / {grid.Height})::integer as row, floor(m.longitude / {grid.Width})::integer as "column", m.priority,
                       array_agg({IntervalLengths.Length("m.assigned", "m.first")}) as lengths
                from (
                    select c.priority, c.latitude, c.longitude, min(r.assigned_at) as assigned, min(r.on_scene_at) as first
                    from dispatch.measured_calls c left join dispatch.measured_responses r on r.call_id = c.id
                    where {Received(slice)} and c.latitude is not null and c.longitude is not null
                    group by c.id, c.priority, c.latitude, c.longitude
                ) m
                group by 1, 2, 3
                """);
            await reads.Send();
            foreach (var row in rows.Value)
            {
                if (!squares.TryGetValue((row.Row, row.Column), out var square))
                {
                    squares[(row.Row, row.Column)] = square = new Square();
                }

                square.Take(row.Lengths, seconds.TryGetValue(row.Priority, out var target) ? target : null);
            }
        });
        return (area, grid, squares);
    }

    /// <summary>What is known of one square while it is read.</summary>
    private sealed class Square
    {
        private readonly List<double> ofTarget = [];

        public Lengths Lengths { get; } = new();

        public void Take(int[] lengths, int? target)
        {
            Lengths.Take(lengths);
            if (target is { } seconds)
            {
                ofTarget.AddRange(lengths.Where(length => length >= 0).Select(length => length / (seconds * 10d)));
            }
        }

        public MapCell Row(Grid grid, (int Row, int Column) at)
        {
            Lengths.Sorted();
            ofTarget.Sort();
            var told = Lengths.Tenths.Count >= Fewest;
            var aimed = ofTarget.Count >= Fewest;
            return new MapCell(
                Degrees((at.Row + 0.5) * grid.Height), Degrees((at.Column + 0.5) * grid.Width), Degrees(at.Row * grid.Height), Degrees(at.Column * grid.Width),
                Degrees((at.Row + 1) * grid.Height), Degrees((at.Column + 1) * grid.Width), Lengths.Tenths.Count,
                told ? Lengths.Rank(50) : null, told ? Lengths.Rank(90) : null,
                aimed ? Math.Round((double)ofTarget.Count(share => share <= 1) / ofTarget.Count, 4) : null,
                aimed ? Math.Round(ofTarget[Lengths.Place(ofTarget.Count, 90)], 6) : null);
        }

        private static double Degrees(double value) => Math.Round(value, 6);
    }

    /// <summary>Squares from the equator and the first meridian on, so that the same ones come back in every report.</summary>
    /// <param name="Height">In degrees of latitude.</param>
    /// <param name="Width">In degrees of longitude.</param>
    private sealed record Grid(int Metres, double Height, double Width)
    {
        private static readonly double Degree = new GeoPoint(0, 0).MetresTo(new GeoPoint(1, 0));

        /// <summary>Square at this latitude, to the degree: calls that move the middle of a town do not move its squares.</summary>
        public static Grid Of(int metres, double latitude)
        {
            var height = metres / Degree;
            return new Grid(metres, height, height / Math.Cos(double.DegreesToRadians(Math.Clamp(Math.Round(latitude), -85, 85))));
        }

        public double Squares(Area area) => ((area.North - area.South) / Height + 1) * ((area.East - area.West) / Width + 1);
    }

    private sealed record Area(double South, double Middle, double North, double West, double East, long WithoutPlace);

    private sealed record OfSquare(int Row, int Column, Priority Priority, int[] Lengths);
}
