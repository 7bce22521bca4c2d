using Attend.Dispatch;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.PublicRequests;

/// <summary>A stranger's program asks for help, with photos or without; from there on it is <see cref="RequestHelp"/>.</summary>
internal static class SubmitRequest
{
    public static async Task<Results<Created<HelpView>, Refused>> Handle(
        HttpRequest request, Db db, Caller caller, RateLimits limits, Settings settings, CancellationToken ct)
    {
        var flood = RequestHelp.DeviceFloods(limits, caller);
        var form = await HelpForm.Read(request, withPhotos: !flood, ct);
        return form.Refused is { } refused ? refused : await RequestHelp.Ask(form.Help!, form.Photos, flood, db, caller, limits, settings, ct);
    }
}
