using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Reports;

/// <summary>What one driver did at one site, or all of them. A run counts when it began in the time; its hours count as far as they lie in it.</summary>
/// <param name="SiteId">Null, as are the names: all of them.</param>
/// <param name="ShiftHours">By the shifts that were planned, and by the plan of the week as it is now; none at a site where they are a driver no more.</param>
/// <param name="BusyHours">Of these, under way with a run; two runs at one time count once.</param>
/// <param name="IdleHours">Of the same, without one.</param>
/// <param name="Utilisation">The share of the shift hours that was busy, 0 to 1; null without a shift.</param>
/// <param name="BusyOffShiftHours">Under way with a run, and not on shift.</param>
/// <param name="Trips">Driven to their end; of the runs' other trips, those to which nobody came and those that a breakdown ended stand beside them.</param>
/// <param name="Passengers">Of the trips that were driven to their end.</param>
/// <param name="WaitP50">
/// Nearest-rank, in seconds: from when a trip was asked for, or wanted where that is later, until its passengers got in. A car that was there before
/// they wanted it was not waited for.
/// </param>
/// <param name="LoadedKm">With passengers.</param>
/// <param name="EmptyKm">Without, from the beginning of a run to its end; the ways between runs belong to none.</param>
/// <param name="SeenKm">Of both, as the car's positions saw it, which are kept for a month. The rest is estimated from stop to stop: the straight line times 1.3.</param>
/// <param name="LeftOut">Parts of ways of which neither is known.</param>
internal sealed record DrivingRow(
    long? SiteId, string? Site, long? DriverId, string? Name, double ShiftHours, double BusyHours, double IdleHours, double? Utilisation, double BusyOffShiftHours,
    long Runs, long Trips, long Passengers, long NoShows, long Failed, double? WaitP50, double? WaitP90, double LoadedKm, double EmptyKm, double SeenKm, long LeftOut);

internal sealed record DriversReport(DateTimeOffset From, DateTimeOffset To, DrivingRow All, IReadOnlyList<DrivingRow> Items);

/// <summary>How busy drivers were, how long passengers waited for them, and how far they drove. What lies ahead does not count.</summary>
internal static class ReportDrivers
{
    private static readonly TimeSpan Most = TimeSpan.FromDays(366);

    public static async Task<Results<Ok<DriversReport>, FileContentHttpResult, Refused>> Handle(
        DateTimeOffset? from, DateTimeOffset? to, HttpRequest request, Db db, Caller caller, TimeProvider clock, CancellationToken ct)
    {
        var (span, refused) = ReportSpan.Of(from, to, clock, Most);
        if (span is null)
        {
            return refused!;
        }

        var end = Clocks.Earlier(span.To, clock.Micros());
        var tallies = await db.Snapshot(reads => DriverTally.Read(reads, span with { To = end > span.From ? end : span.From }, caller.SitesFor(Permissions.VisitReportsRead)), ct);
        var items = tallies.Select(one => one.Row(one.Driver)).ToList();
        return Csv.Wanted(request)
            ? Csv.Of(items, "drivers")
            : TypedResults.Ok(new DriversReport(span.From, span.To, DriverTally.Of(tallies).Row(null), items));
    }
}
