using System.Globalization;
using Attend.Platform.Web;

namespace Attend.Platform.Access;

/// <summary>
/// What every request passes before its body is read: who asks, whether a browser was sent by a foreign page, whether the caller's
/// roles hold the route's permission, and how often a stranger's device may ask.
/// </summary>
internal static class Gate
{
    public const string Cookie = "attend_session";

    public static void AddGate(this IServiceCollection services)
    {
        services.AddSingleton<Sessions>();
        services.AddSingleton<Sources>();
        services.AddSingleton<RateLimits>();
        services.AddSingleton<Throttle>();
        services.AddSingleton<AccessLog>();
        services.AddHostedService(provider => provider.GetRequiredService<AccessLog>());
    }

    /// <summary>Stands after routing (it reads the route's permission) and before anything that reads the caller.</summary>
    public static void UseGate(this WebApplication app)
    {
        var sessions = app.Services.GetRequiredService<Sessions>();
        var sources = app.Services.GetRequiredService<Sources>();
        var limits = app.Services.GetRequiredService<RateLimits>();
        app.Use(next =>
        {
            // Runs when the server starts, after every route was mapped.
            Check(app.Services);
            return next;
        });
        app.Use(async (context, next) =>
        {
            // No route (static files, 404) or the framework's own answer (405): nothing of ours is behind it.
            if (context.GetEndpoint() is not RouteEndpoint route)
            {
                await next(context);
                return;
            }

            var permission = route.Metadata.GetMetadata<Permission>() ?? throw Unnamed(route);
            if (await Admit(context, route, permission, sessions, sources, limits) is { } refused)
            {
                await Problems.Write(context, refused);
                return;
            }

            await next(context);
        });
    }

    /// <exception cref="InvalidOperationException">A route names no permission; the server does not start.</exception>
    private static void Check(IServiceProvider services)
    {
        foreach (var route in services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
        {
            _ = route.Metadata.GetMetadata<Permission>() ?? throw Unnamed(route);
        }
    }

    private static InvalidOperationException Unnamed(RouteEndpoint route) => new($"The route {route.RoutePattern.RawText} names no permission.");

    private static async Task<Refused?> Admit(
        HttpContext context, RouteEndpoint route, Permission permission, Sessions sessions, Sources sources, RateLimits limits)
    {
        var request = context.Request;
        var (token, byCookie) = Credential(request);
        var session = token is null ? null : await sessions.Find(token, context.RequestAborted);
        var writes = !(HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method));
        var upgrades = request.Headers.Upgrade.Count > 0;
        if (session is not null && byCookie ? (writes || upgrades) && !Origins.Own(request) : session is null && writes && Origins.Foreign(request))
        {
            return PlatformProblems.ForeignOrigin.Refuse();
        }

        var limit = route.Metadata.GetMetadata<DeviceLimit>();
        var caller = session?.Caller ?? Caller.Anonymous;
        if (permission == Permission.Anyone && (writes || limit is not null))
        {
            caller = caller with { Source = await sources.Of(context) };
        }

        context.Features.Set(caller);
        if (permission != Permission.Anyone && caller.UserId is null)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            return PlatformProblems.Unauthenticated.Refuse();
        }

        if (!caller.MayAtAll(permission) || route.Metadata.GetMetadata<AllSites>() is not null && caller.SitesFor(permission) is not null)
        {
            return PlatformProblems.Forbidden.Refuse(new { permission = permission.Name });
        }

        if (limit is not null && caller.UserId is null
            && !limits.Take($"{route.RoutePattern.RawText} {caller.Source}", limit.Requests, limit.Per, out var wait))
        {
            context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            return PlatformProblems.TooMany.Refuse();
        }

        return null;
    }

    /// <summary>A bearer goes before the cookie: who sends one means it, and no page can make a browser add it.</summary>
    private static (string? Token, bool ByCookie) Credential(HttpRequest request)
    {
        const string Scheme = "Bearer ";
        return request.Headers.Authorization.ToString() is { Length: > 0 } header
            ? (header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : null, false)
            : (request.Cookies[Cookie], true);
    }
}
