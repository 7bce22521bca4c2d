using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.People;

/// <summary>Sets a person aside from assignment while on duty, or brings them back: themselves, or who dispatches them.</summary>
internal static class SetAvailability
{
    internal sealed record Request(bool Available);

    public static Task<Results<NoContent, Refused>> Handle(long id, Request request, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<NoContent, Refused>>(caller, async change =>
        {
            var away = change.Find<bool?>($"""
                select u.away_since is not null from people.users u
                where u.id = {id} and u.active and {User.Within(caller, Permissions.AvailabilitySet)} for no key update of u
                """);
            await change.Send();
            if (away.Value is null)
            {
                return PlatformProblems.NotFound.Refuse();
            }

            if (away.Value == request.Available)
            {
                var since = request.Available ? (DateTimeOffset?)null : change.Now;
                change.Run($"update people.users set away_since = {since}, version = version + 1 where id = {id}");
                change.Event(PeopleEvents.AvailabilityChanged, $"user:{id}", new { user_id = id, available = request.Available });
            }

            return TypedResults.NoContent();
        }, ct);
}
