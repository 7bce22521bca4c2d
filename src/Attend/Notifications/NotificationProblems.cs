using Attend.Platform.Web;

namespace Attend.Notifications;

/// <summary>What Notifications refuses, in one line each.</summary>
internal static class NotificationProblems
{
    public static readonly Problem AlwaysTold = new("always_told", 409, "What is clinical lies in the inbox whatever its person chose; other ways can be switched off.");
    public static readonly Problem UnknownKind = new("unknown_kind", 404, "There is no such kind of message.");

    public static readonly IReadOnlyList<Problem> All = [AlwaysTold, UnknownKind];
}
