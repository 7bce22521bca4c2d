using Attend.People;
using Attend.Platform.Database;
using Attend.Platform.Web;

namespace Attend.Fleet;

/// <summary>When something happened: now, or a person's word for the past (radio, paper, replay), which needs its own permission.</summary>
internal static class OccurredAt
{
    // A person's clock may run a little ahead of the server's.
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(1);

    public static (DateTimeOffset At, Refused? Refused) Of(Change change, DateTimeOffset? occurredAt) => occurredAt switch
    {
        null => (change.Now, null),
        { } at when !change.Caller.MayAtAll(Permissions.CallsBackdate) =>
            (at, PlatformProblems.Forbidden.Refuse(new { field = "occurred_at", permission = Permissions.CallsBackdate.Name })),
        { } at when at > change.Now + Ahead => (at, PlatformProblems.Invalid.Field("occurred_at", "lies in the future")),
        { } at => (at, null),
    };
}
