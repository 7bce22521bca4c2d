using Attend.Platform.Access;

namespace Attend.Platform.Web;

/// <summary>What a line in a <c>*Module.cs</c> says of a route, beside its handler and its permission.</summary>
internal static class Routes
{
    /// <summary>
    /// What handlers take as parameters beside what was sent. Of a service nothing has to be made for each route; the framework would compile
    /// a reader of its own for every one that binds itself.
    /// </summary>
    public static IServiceCollection AddHandlerParameters(this IServiceCollection services) => services
        .AddHttpContextAccessor()
        .AddScoped(provider => Caller.Of(Context(provider)))
        .AddScoped(provider => IfMatch.Of(Context(provider)));

    /// <summary>The native routes of a module: snake_case JSON, shape validated before the handler runs.</summary>
    public static RouteGroupBuilder Native(this IEndpointRouteBuilder routes, string prefix)
    {
        var group = routes.MapGroup(prefix);
        group.AddEndpointFilter(Validation.Filter);
        group.WithMetadata(NativeRoute.Instance);
        return group;
    }

    /// <inheritdoc cref="Map"/>
    public static RouteHandlerBuilder MapGet(this RouteGroupBuilder routes, string pattern, Delegate handler) => routes.Map(pattern, handler, HttpMethods.Get);

    /// <inheritdoc cref="Map"/>
    public static RouteHandlerBuilder MapPost(this RouteGroupBuilder routes, string pattern, Delegate handler) => routes.Map(pattern, handler, HttpMethods.Post);

    /// <inheritdoc cref="Map"/>
    public static RouteHandlerBuilder MapPut(this RouteGroupBuilder routes, string pattern, Delegate handler) => routes.Map(pattern, handler, HttpMethods.Put);

    /// <inheritdoc cref="Map"/>
    public static RouteHandlerBuilder MapPatch(this RouteGroupBuilder routes, string pattern, Delegate handler) => routes.Map(pattern, handler, HttpMethods.Patch);

    /// <inheritdoc cref="Map"/>
    public static RouteHandlerBuilder MapDelete(this RouteGroupBuilder routes, string pattern, Delegate handler) => routes.Map(pattern, handler, HttpMethods.Delete);

    private static HttpContext Context(IServiceProvider provider) => provider.GetRequiredService<IHttpContextAccessor>().HttpContext!;

    /// <summary>
    /// As the framework's own of this name, which these stand before in a group; but what binds the parameters and writes the answer is made for
    /// the first request to the route. The framework makes it for all routes before the server listens, which was the greater part of a start.
    /// </summary>
    private static RouteHandlerBuilder Map(this RouteGroupBuilder routes, string pattern, Delegate handler, string method) =>
        RouteHandlerServices.Map(routes, pattern, handler, [method], RequestDelegateFactory.InferMetadata, (bound, options, inferred) =>
        {
            var made = new Lazy<RequestDelegate>(() => RequestDelegateFactory.Create(bound, options, inferred).RequestDelegate);
            return new RequestDelegateResult(context => made.Value(context), inferred!.EndpointMetadata);
        });

    /// <summary>The refusals this route may answer; an undeclared one is a bug that the tests find.</summary>
    public static TBuilder Refuses<TBuilder>(this TBuilder builder, params Problem[] problems) where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new Refusals(problems));

    /// <summary>A larger (or smaller) body than the server's 1 MiB.</summary>
    public static TBuilder Takes<TBuilder>(this TBuilder builder, long bytes) where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new BodyLimit(bytes));

    /// <summary>As the framework's own reader sees it: what only begins like JSON would be taken here and fail there.</summary>
    public static bool IsJson(this HttpRequest request) => request.HasJsonContentType();
}

internal sealed class NativeRoute
{
    public static readonly NativeRoute Instance = new();
}

internal sealed record BodyLimit(long Bytes) : Microsoft.AspNetCore.Http.Metadata.IRequestSizeLimitMetadata
{
    public long? MaxRequestBodySize => Bytes;
}

/// <summary>A page of a list; <c>next</c> is the <c>after</c> of the following one, null at the end.</summary>
internal sealed record Page<T>(IReadOnlyList<T> Items, long? Next)
{
    /// <summary>Makes a page from one row more than was asked for.</summary>
    public static Page<T> Of(IReadOnlyList<T> rows, Paging paging, Func<T, long> id) =>
        rows.Count > paging.Size ? new([.. rows.Take(paging.Size)], id(rows[paging.Size - 1])) : new(rows, null);
}

/// <summary><c>?after=&amp;limit=</c>: rows behind an id, at most 200 at once.</summary>
internal sealed record Paging(
    [property: System.ComponentModel.DataAnnotations.Range(0, long.MaxValue)] long? After,
    [property: System.ComponentModel.DataAnnotations.Range(1, 200)] int? Limit)
{
    public int Size => Limit ?? 50;

    /// <summary>One row more than the page, to know whether another follows.</summary>
    public int Fetch => Size + 1;

    public long From => After ?? 0;
}
