using Attend.Platform.Web;

namespace Attend.Notifications;

/// <summary>What Notifications refuses, in one line each.</summary>
internal static class NotificationProblems
{
    public static readonly Problem AlwaysTold = new("always_told", 409, "What is clinical lies in the inbox whatever its person chose; other ways can be switched off.");
    public static readonly Problem UnknownKind = new("unknown_kind", 404, "There is no such kind of message.");

    public static readonly Problem AlreadyAcknowledged = new("already_acknowledged", 409, "Somebody has answered for it already.");
    public static readonly Problem NothingToAnswer = new("nothing_to_answer", 409, "It is over, or wants no answer.");
    public static readonly Problem TooManyDevices = new("too_many_devices", 409, "So many browsers take pushes for you that one has to be removed first.");
    public static readonly Problem NotSigned = new("not_signed", 403, "The call-back does not bear its company's signature.");
    public static readonly Problem NoCallBack = new("no_call_back", 400, "The form names no message and no call.");

    public static readonly IReadOnlyList<Problem> All = [AlwaysTold, UnknownKind, AlreadyAcknowledged, NothingToAnswer, TooManyDevices, NotSigned, NoCallBack];
}
