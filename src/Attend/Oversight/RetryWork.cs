using System.ComponentModel.DataAnnotations;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Attend.Platform.Work;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Oversight;

internal sealed record RetryWorkRequest([Required, StringLength(100)] string Kind, [Required, StringLength(100)] string Key);

/// <summary>Has due work that failed tried again at once, instead of when its back-off ends.</summary>
internal static class RetryWork
{
    public static Task<Results<NoContent, Refused>> Handle(RetryWorkRequest request, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<NoContent, Refused>>(caller, async change =>
        {
            var found = change.Find<long?>(DueWork.Retry(request.Kind, request.Key));
            await change.Send();
            if (found.Value is not { } id)
            {
                return PlatformProblems.NotFound.Refuse();
            }

            change.Event(DueWork.Retried, $"work:{id}", new { kind = request.Kind, key = request.Key });
            return TypedResults.NoContent();
        }, ct);
}
