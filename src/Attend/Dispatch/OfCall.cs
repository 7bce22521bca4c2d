using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;

namespace Attend.Dispatch;

/// <summary>What writing on a call asks first: is it there, may this caller speak for it, and is it still itself.</summary>
internal static class OfCall
{
    /// <summary>Queues the question by which response the caller is or was on the call; the newest when there are several.</summary>
    public static Pending<long?> Aboard(Change change, long callId) => change.Find<long?>($"""
        select max(r.id) from dispatch.responses r join dispatch.crew w on w.response_id = r.id
        where r.call_id = {callId} and w.member = {change.Caller.UserId ?? 0}
        """);

    /// <summary>The same for the call that a patient belongs to.</summary>
    public static Pending<long?> AboardWith(Change change, long patientId) => change.Find<long?>($"""
        select max(r.id) from dispatch.responses r join dispatch.crew w on w.response_id = r.id
        where r.call_id = (select call_id from dispatch.patients where id = {patientId}) and w.member = {change.Caller.UserId ?? 0}
        """);

    /// <summary>Not there, or somebody else's; or emptied by a link, so that what is written would be lost from sight.</summary>
    public static Refused? Refuse(CallSheet sheet, Pending<long?> aboard, Permission permission, Change change) => sheet.Found switch
    {
        null => PlatformProblems.NotFound.Refuse(),
        _ when change.Caller.May(permission) is { Scope: Scope.Assigned } && aboard.Value is null => PlatformProblems.NotFound.Refuse(),
        { MergedInto: { } into } => DispatchProblems.CallMerged.Refuse(new { merged_into = into }),
        _ => null,
    };
}
