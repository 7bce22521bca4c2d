using Attend.Dispatch;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Web;
using static Attend.PublicRequests.PublicRequestsProblems;

namespace Attend.PublicRequests;

/// <summary>Strangers ask for help and follow their request: its table of contents.</summary>
internal static class PublicRequestsModule
{
    public static void Add(Module module)
    {
        module.Problems.AddRange(All);
        module.Routes.Add(Requests);
        module.Routes.Add(RequestPages);
    }

    private static void Requests(IEndpointRouteBuilder routes)
    {
        var requests = routes.Native("/api/requests").WithTags("Requests");
        requests.MapPost("", SubmitRequest.Handle).Needs(Permission.Anyone).Takes(HelpForm.LongestBody)
            .Accepts<HelpRequest>("application/json", "multipart/form-data").Refuses(TooManyPhotos, NotAPhoto, PlatformProblems.MalformedForm);
        requests.MapGet("/{token}", TrackRequest.Handle).Needs(Permission.Anyone).LimitsDevice(120, TimeSpan.FromMinutes(1));
    }

    private static void RequestPages(IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("").WithMetadata(new Problems.ErrorForm(RequestPage.Refuse)).ExcludeFromDescription();
        pages.MapGet("/request", RequestPage.Show).Needs(Permission.Anyone);
        pages.MapPost("/request", RequestPage.Take).Needs(Permission.Anyone).Takes(RequestPage.LongestBody);
        pages.MapGet(RequestPage.Again, RequestPage.Show).Needs(Permission.Anyone);
        pages.MapPost(RequestPage.Again, RequestPage.Repeat).Needs(Permission.Anyone).LimitsDevice(60, TimeSpan.FromMinutes(1)).Takes(RequestPage.LongestBody);
        pages.MapGet("/track/{token}", TrackPage.Show).Needs(Permission.Anyone).LimitsDevice(120, TimeSpan.FromMinutes(1));
    }
}
