using System.Globalization;
using Attend.Channels;
using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Attend.Queues;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.WalkIns;

/// <summary>Where a queue's pages are that need no sign-in.</summary>
/// <param name="Poster">Null where the code changes: it cannot be printed.</param>
/// <param name="Kiosk">Where the code changes, whoever has this address, or the wall's, may take a number: it belongs into a screen at the place.</param>
internal sealed record ScreensView(string Join, string? Poster, string Kiosk, string Wall);

/// <summary>The addresses for whoever sets up a queue's kiosk and wall, and prints its poster.</summary>
internal static class ReadScreens
{
    public static async Task<Results<Ok<ScreensView>, Refused>> Handle(long id, HttpRequest request, Db db, Caller caller, ChannelSettings channels, CancellationToken ct)
    {
        var read = await db.Read(reads => (Queue: reads.Find<QueueView>($"{QueueView.Select} where q.id = {id}"), Secret: reads.Find<byte[]>(JoinCode.Secret(id))), ct);
        if (read.Queue.Value is not { } queue || !caller.Reaches(Permissions.QueuesOpen, queue.SiteId))
        {
            return PlatformProblems.NotFound.Refuse();
        }

        var screen = read.Secret.Value is { } secret ? JoinCode.Screen(secret) : null;
        return TypedResults.Ok(new ScreensView(At("join"), queue.RotatingCode ? null : At("poster"), At("kiosk", screen), At("wall", screen)));

        string At(string page, string? screen = null) => PhoneAddress.Of(request, channels,
            PublicWords.Address($"/{page}/{queue.Code}", ("site", queue.SiteId.ToString(CultureInfo.InvariantCulture)), (ShownCode.Screen, screen)));
    }
}
