using System.Text.Json;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Lifecycles;
using Attend.Platform.Live;
using Attend.Platform.Web;

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
        module.Routes.Add(Health);
        module.Routes.Add(Pages);
    }

    private static void Health(IEndpointRouteBuilder routes)
    {
        var health = routes.MapGroup("/health").ExcludeFromDescription();
        health.MapGet("/live", () => TypedResults.Ok(new { status = "live" })).Needs(Permission.Anyone);
        health.MapGet("/ready", async (Db db, CancellationToken ct) =>
        {
            await db.One<int>($"select 1", ct);
            return TypedResults.Ok(new { status = "ready" });
        }).Needs(Permission.Anyone);
    }

    private static void Pages(IEndpointRouteBuilder routes)
    {
        // Not MapOpenApi: from the address it takes the document's name, which this one has not in it.
        routes.MapGet("/openapi.json", async (IServiceProvider services, CancellationToken ct) =>
            TypedResults.Content(await OpenApi.Text(services, ct), "application/json; charset=utf-8")).Needs(Permission.Anyone).ExcludeFromDescription();
        routes.MapGet("/docs", async (IServiceProvider services, CancellationToken ct) =>
        {
            using var document = JsonDocument.Parse(await OpenApi.Text(services, ct));
            return TypedResults.Content(OpenApi.Page(document.RootElement), "text/html; charset=utf-8");
        }).Needs(Permission.Anyone).ExcludeFromDescription();
        routes.Native("/api/lifecycles").MapGet("", (IReadOnlyList<Module> modules) =>
            TypedResults.Ok(modules.SelectMany(module => module.Lifecycles).Select(LifecycleView.Of).ToList())).Needs(Permission.SignedIn).WithTags("lifecycles");
    }
}
