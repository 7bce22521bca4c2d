using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Web;

namespace Attend.ClientPages;

/// <summary>The page on which a client, without an account, follows a visit: its table of contents.</summary>
internal static class ClientPagesModule
{
    private const int PerMinute = 120;

    public static void Add(Module module)
    {
        module.Channels.Add(ClientNews.Holder);
        module.Projections.Add(ClientNews.Projection);
        module.Services.Add(services =>
        {
            services.AddSingleton<ClientNews>();
            services.AddHostedService(provider => provider.GetRequiredService<ClientNews>());
        });
        module.Routes.Add(Links);
        module.Routes.Add(Pages);
    }

    private static void Links(IEndpointRouteBuilder routes) => routes.Native("/api/appointments").WithTags("Visits")
        .MapPost("/{id:long}/link", GiveLink.Handle).Needs(Permissions.VisitsPlan).Refuses(PlatformProblems.NotFound, PlatformProblems.WrongState);

    private static void Pages(IEndpointRouteBuilder routes) => routes.MapGroup("").WithMetadata(new Problems.ErrorForm(VisitPage.Refuse)).ExcludeFromDescription()
        .MapGet("/visit/{token}", VisitPage.Show).Needs(Permission.Anyone).LimitsDevice(PerMinute, TimeSpan.FromMinutes(1));
}
