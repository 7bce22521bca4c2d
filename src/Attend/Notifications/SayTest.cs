using System.ComponentModel.DataAnnotations;
using Attend.Channels;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Notifications;

/// <param name="Ways">A telephone that is tried instead of the browsers that take pushes: <c>sms</c>, <c>voice</c>. The inbox has it each time.</param>
internal sealed record TestRequest([MaxLength(2)] Way[]? Ways = null);

internal sealed record TestView(long MessageId, DateTimeOffset SaidAt);

/// <summary>Somebody tries whether they can be reached: a message for them alone, by the ways by which they are called.</summary>
internal static class SayTest
{
    /// <summary>Enough to turn up the volume and try again.</summary>
    private const int Most = 6;

    /// <summary>Telephone companies are paid for each.</summary>
    private const int MostByTelephone = 2;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    public static async Task<Results<Ok<TestView>, Refused>> Handle(
        TestRequest request, Db db, Caller caller, RateLimits limits, CancellationToken ct)
    {
        Way[] telephones = [.. (request.Ways ?? []).Distinct()];
        if (telephones.Any(way => way is not (Way.Sms or Way.Voice)))
        {
            return PlatformProblems.Invalid.Field("ways", "are sms and voice");
        }

        if (!limits.Take($"tests of {caller.Actor}", Most, Window, out var wait)
            || (telephones.Length > 0 && !limits.Take($"tests of {caller.Actor} by telephone", MostByTelephone, Window, out wait)))
        {
            return PlatformProblems.TooMany.Refuse(new { retry_after = (int)Math.Ceiling(wait.TotalSeconds) });
        }

        return await db.Write<Results<Ok<TestView>, Refused>>(caller, async change =>
        {
            var id = change.NextMessage();
            await change.Send();
            Way[] ways = telephones.Length > 0 ? telephones : [Way.WebPush];
            Messages.Say(
                change, id.Value, Kind.Test, $"test:{id.Value}", Audience.Person(caller.User), new { }, null, rungs: [Rung.AtOnce([Way.InApp, .. ways])]);
            await change.Send();
            return TypedResults.Ok(new TestView(id.Value, change.Now));
        }, ct);
    }
}
