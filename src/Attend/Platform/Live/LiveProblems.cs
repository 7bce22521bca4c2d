using Attend.Platform.Web;

namespace Attend.Platform.Live;

/// <summary>How a socket may be refused before it opens, beside what any route may answer.</summary>
internal static class LiveProblems
{
    public static readonly Problem UpgradeRequired = new("upgrade_required", 426, "This address speaks WebSocket only.");
    public static readonly Problem WrongVersion = new("wrong_websocket_version", 426, "Speak WebSocket version 13.");
    public static readonly Problem BadHandshake = new("bad_handshake", 400, "The WebSocket handshake is not right.");

    /// <summary>Said on the open socket, which stays open; the status is for nobody.</summary>
    public static readonly Problem UnknownMessage = new("unknown_message", 400, "This socket does not understand that message.");

    public static readonly IReadOnlyList<Problem> All = [UpgradeRequired, WrongVersion, BadHandshake, UnknownMessage];
}
