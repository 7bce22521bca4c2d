using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Web;
using static Attend.Platform.Web.PlatformProblems;

namespace Attend.Reports;

/// <summary>How long things took and how busy units were: its table of contents.</summary>
internal static class ReportsModule
{
    public static void Add(Module module)
    {
        module.Pages.Add("/reports");
        module.Routes.Add(Routes);
    }

    private static void Routes(IEndpointRouteBuilder routes)
    {
        var reports = routes.Native("/api/reports").WithTags("Reports");
        reports.MapGet("/intervals", ReportIntervals.Handle).Needs(Permissions.ReportsRead).Refuses(Invalid, Forbidden);
        reports.MapGet("/trend", ReportTrend.Handle).Needs(Permissions.ReportsRead).Refuses(Invalid, Forbidden);
        reports.MapGet("/map", ReportMap.Handle).Needs(Permissions.ReportsRead).Refuses(Invalid, Forbidden);
        reports.MapGet("/handover", ReportHandover.Handle).Needs(Permissions.ReportsRead).Refuses(Invalid);
        reports.MapGet("/deliveries", ReportDeliveries.Handle).Needs(Permissions.ReportsRead).Refuses(Invalid, Forbidden);
        reports.MapGet("/utilisation", ReportUtilisation.Handle).Needs(Permissions.ReportsRead).Refuses(Invalid);
        reports.MapGet("/utilisation/hours", ReportUtilisationHours.Handle).Needs(Permissions.ReportsRead).Refuses(Invalid);
        reports.MapGet("/punctuality", ReportPunctuality.Handle).Needs(Permissions.VisitReportsRead).Refuses(Invalid);
        reports.MapGet("/drivers", ReportDrivers.Handle).Needs(Permissions.VisitReportsRead).Refuses(Invalid);
        reports.MapGet("/verification", ReportVerification.Handle).Needs(Permissions.VisitReportsRead).Refuses(Invalid);
        // Whoever works there may know how it went there: counts and lengths, nobody's name.
        routes.Native("/api/queues").WithTags("Reports").MapGet("/{id:long}/statistics", QueueStatistics.Handle).Needs(Permissions.QueuesRead).Refuses(NotFound, Invalid);
    }
}
