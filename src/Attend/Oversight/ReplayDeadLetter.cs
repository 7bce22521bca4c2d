using System.ComponentModel.DataAnnotations;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Events;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Oversight;

internal sealed record ReplayDeadLetterRequest([Required, StringLength(100)] string Subscription, [Required, StringLength(100)] string Subject);

/// <summary>Has a subscription try a parked subject again, from the event it stopped at.</summary>
internal static class ReplayDeadLetter
{
    public static Task<Results<NoContent, Refused>> Handle(ReplayDeadLetterRequest request, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<NoContent, Refused>>(caller, async change =>
        {
            var waiting = ParkedEvents.Replay(change, request.Subscription, request.Subject);
            await change.Send();
            return waiting.Value is null ? PlatformProblems.NotFound.Refuse() : TypedResults.NoContent();
        }, ct);
}
