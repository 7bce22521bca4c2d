using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Events;
using Attend.Platform.Lifecycles;
using Attend.Platform.Live;
using Attend.Platform.Web;
using Attend.Platform.Work;

namespace Attend.Platform;

/// <summary>What the platform itself serves: health, documents, the lifecycles as data.</summary>
internal static class PlatformModule
{
    public static void Add(Module module)
    {
        module.Problems.AddRange(PlatformProblems.All);
        module.Problems.AddRange(LiveProblems.All);
        module.Due.Add(OldCommands.Drop);
        module.Commands.AddRange([.. PlatformCommands.All, Documents.Command]);
        module.Events.Add((ParkedEvents.Replayed, "An administrator had a parked subject tried again by one subscription."));
        module.Events.Add((DueWork.Retried, "An administrator had due work that failed tried again at once."));
        module.Services.Add(services => services.AddSingleton<Pages>());
        module.Services.Add(services => services.AddSingleton<Readiness>());
        module.Routes.Add(Health);
        module.Routes.Add(SelfDescription);
        module.Routes.Add(routes => routes.MapGet("/public/{file}", PublicFiles.Handle).Needs(Permission.Anyone).ExcludeFromDescription());
    }

    private static void Health(IEndpointRouteBuilder routes)
    {
        var health = routes.MapGroup("/health").ExcludeFromDescription();
        health.MapGet("/live", () => TypedResults.Ok(new { status = "live" })).Needs(Permission.Anyone);
        health.MapGet("/ready", Readiness.Handle).Needs(Permission.Anyone);
    }

    private static void SelfDescription(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/openapi.json", async (Pages pages) => TypedResults.Content(await pages.OpenApi(), "application/json; charset=utf-8"))
            .Needs(Permission.Anyone).ExcludeFromDescription();
        routes.MapGet("/docs", async (Pages pages) => TypedResults.Content(await pages.Routes(), "text/html; charset=utf-8"))
            .Needs(Permission.Anyone).ExcludeFromDescription();
        routes.MapGet("/docs/problems", (Pages pages) => TypedResults.Content(pages.Problems(), "text/html; charset=utf-8"))
            .Needs(Permission.Anyone).ExcludeFromDescription();
        routes.Native("/api/lifecycles").MapGet("", (IReadOnlyList<Module> modules) =>
            TypedResults.Ok(modules.SelectMany(module => module.Lifecycles).Select(LifecycleView.Of).ToList())).Needs(Permission.SignedIn).WithTags("lifecycles");
    }
}
