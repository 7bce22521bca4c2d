using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Web;
using Attend.Queues;

namespace Attend.WalkIns;

/// <summary>The pages of a waiting room, for whoever has not signed in: its table of contents.</summary>
internal static class WalkInsModule
{
    /// <summary>A waiting room shares an address on the network: hundreds of phones, its kiosk and its wall.</summary>
    private const int PerMinute = 1_200;

    /// <summary>Numbers that one address may take, as by the API: when the doors open a whole waiting room does so at once.</summary>
    private const int NumbersPerMinute = 120;

    public static void Add(Module module)
    {
        module.Routes.Add(Joining);
        module.Routes.Add(Numbers);
        module.Routes.Add(Kiosks);
        module.Routes.Add(Shown);
        module.Routes.Add(routes => routes.Native("/api/queues").WithTags("Queues")
            .MapGet("/{id:long}/screens", ReadScreens.Handle).Needs(Permissions.QueuesOpen).Refuses(PlatformProblems.NotFound));
    }

    private static void Joining(IEndpointRouteBuilder routes)
    {
        var pages = Pages(routes);
        pages.MapGet("/join/{code}", JoinPage.Show).Needs(Permission.Anyone).LimitsDevice(PerMinute, TimeSpan.FromMinutes(1));
        pages.MapPost("/join/{code}", JoinPage.Take).Needs(Permission.Anyone).LimitsDevice(NumbersPerMinute, TimeSpan.FromMinutes(1)).Takes(PublicForm.LongestBody);
        // Whoever has chosen a language and loads the page again.
        pages.MapGet("/join/{code}/again", JoinPage.Show).Needs(Permission.Anyone).LimitsDevice(PerMinute, TimeSpan.FromMinutes(1));
        pages.MapPost("/join/{code}/again", JoinPage.Repeat).Needs(Permission.Anyone).LimitsDevice(PerMinute, TimeSpan.FromMinutes(1)).Takes(PublicForm.LongestBody);
    }

    private static void Numbers(IEndpointRouteBuilder routes)
    {
        var pages = Pages(routes).MapGroup("/ticket/{token}").LimitsDevice(PerMinute, TimeSpan.FromMinutes(1));
        pages.MapGet("", TicketPage.Show).Needs(Permission.Anyone);
        pages.MapPost("/cancel", TicketPage.Handle(MyTicket.Cancel)).Needs(Permission.Anyone).Takes(PublicForm.LongestBody);
        pages.MapPost("/late", TicketPage.Handle(MyTicket.ComeLate)).Needs(Permission.Anyone).Takes(PublicForm.LongestBody);
        pages.MapPost("/here", TicketPage.Handle(MyTicket.BeHere)).Needs(Permission.Anyone).Takes(PublicForm.LongestBody);
        pages.MapPost("/worse", TicketPage.Handle(MyTicket.FeelWorse)).Needs(Permission.Anyone).Takes(PublicForm.LongestBody);
        pages.MapGet("/print", SlipPage.Show).Needs(Permission.Anyone);
    }

    private static void Kiosks(IEndpointRouteBuilder routes)
    {
        var pages = Pages(routes).MapGroup("/kiosk");
        pages.MapGet("", KioskPage.ShowSite).Needs(Permission.Anyone).LimitsDevice(PerMinute, TimeSpan.FromMinutes(1));
        pages.MapPost("", KioskPage.TakeAtSite).Needs(Permission.Anyone).LimitsDevice(NumbersPerMinute, TimeSpan.FromMinutes(1)).Takes(PublicForm.LongestBody);
        pages.MapGet("/{code}", KioskPage.ShowQueue).Needs(Permission.Anyone).LimitsDevice(PerMinute, TimeSpan.FromMinutes(1));
        pages.MapPost("/{code}", KioskPage.TakeOfQueue).Needs(Permission.Anyone).LimitsDevice(NumbersPerMinute, TimeSpan.FromMinutes(1)).Takes(PublicForm.LongestBody);
        pages.MapGet("/number/{token}", KioskPage.ShowNumber).Needs(Permission.Anyone).LimitsDevice(PerMinute, TimeSpan.FromMinutes(1));
    }

    /// <summary>What hangs on a wall, by itself or on paper.</summary>
    private static void Shown(IEndpointRouteBuilder routes)
    {
        var pages = Pages(routes);
        pages.MapGet("/wall", WallPage.ShowSeveral).Needs(Permission.Anyone).LimitsDevice(PerMinute, TimeSpan.FromMinutes(1));
        pages.MapGet("/wall/{code}", WallPage.ShowOne).Needs(Permission.Anyone).LimitsDevice(PerMinute, TimeSpan.FromMinutes(1));
        pages.MapGet("/poster/{code}", PosterPage.Show).Needs(Permission.Anyone).LimitsDevice(PerMinute, TimeSpan.FromMinutes(1));
    }

    private static RouteGroupBuilder Pages(IEndpointRouteBuilder routes) =>
        routes.MapGroup("").WithMetadata(new Problems.ErrorForm(ProblemPage.Refuse)).ExcludeFromDescription();
}
