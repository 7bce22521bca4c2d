using Attend.Arrivals;
using Attend.Bookings;
using Attend.Channels;
using Attend.ClientPages;
using Attend.Compatibility;
using Attend.Demo;
using Attend.Dispatch;
using Attend.Fleet;
using Attend.Forecasts;
using Attend.Notifications;
using Attend.Oversight;
using Attend.People;
using Attend.Platform;
using Attend.PublicRequests;
using Attend.Queues;
using Attend.Reports;
using Attend.Trips;
using Attend.Visits;
using Attend.WalkIns;

namespace Attend;

/// <summary>
/// The product, by name and in the order in which modules may refer to each other: each knows only those before it.
/// </summary>
internal static class Modules
{
    public static IReadOnlyList<Module> All { get; } =
    [
        Made("platform", PlatformModule.Add),
        Made("people", PeopleModule.Add),
        Made("oversight", OversightModule.Add),
        Made("fleet", FleetModule.Add),
        Made("dispatch", DispatchModule.Add),
        Made("visits", VisitsModule.Add),
        Made("trips", TripsModule.Add),
        Made("forecasts", ForecastsModule.Add),
        Made("queues", QueuesModule.Add),
        Made("bookings", BookingsModule.Add),
        Made("arrivals", ArrivalsModule.Add),
        Made("channels", ChannelsModule.Add),
        Made("notifications", NotificationsModule.Add),
        Made("publicrequests", PublicRequestsModule.Add),
        Made("walkins", WalkInsModule.Add),
        Made("clientpages", ClientPagesModule.Add),
        Made("reports", ReportsModule.Add),
        Made("compatibility", CompatibilityModule.Add),
        Made("demo", DemoModule.Add),
    ];

    private static Module Made(string name, Action<Module> add)
    {
        var module = new Module(name);
        add(module);
        return module;
    }
}
