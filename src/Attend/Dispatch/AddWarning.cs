using System.ComponentModel.DataAnnotations;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Dispatch;

/// <param name="ReviewOn">The day on which somebody looks at it again, at most two years ahead: an old warning does harm too.</param>
internal sealed record AddWarningRequest(
    [Required, StringLength(300, MinimumLength = 3)] string? Address, [Required] WarningKind? Kind,
    [Required, StringLength(2000, MinimumLength = 1)] string? Text, [Required] DateOnly? ReviewOn,
    [Range(-90d, 90d)] double? Latitude = null, [Range(-180d, 180d)] double? Longitude = null);

/// <summary>Puts a warning on an address: violence, access, infection. The open calls there show it at once.</summary>
internal static class AddWarning
{
    public static Task<Results<Created<WarningView>, Refused>> Handle(
        AddWarningRequest request, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Created<WarningView>, Refused>>(caller, async change =>
        {
            if (RefuseReview(request.ReviewOn!.Value, change.Now) is { } refused)
            {
                return refused;
            }

            if (request.Latitude is null != request.Longitude is null)
            {
                return PlatformProblems.Invalid.Field(
                    request.Latitude is null ? "latitude" : "longitude", "is required with the other coordinate");
            }

            var calls = AddressWarning.LockCallsAt(change, $"{request.Address}", $"{request.Latitude}", $"{request.Longitude}");
            var newId = change.NextId("dispatch.address_warnings");
            await change.Send();

            var id = newId.Value;
            change.Run($"""
                insert into dispatch.address_warnings (id, address, latitude, longitude, kind, text, review_on, entered_by, created_at)
                values ({id}, {request.Address}, {request.Latitude}, {request.Longitude}, {request.Kind}, {request.Text},
                    {request.ReviewOn}, {caller.Actor}, {change.Now})
                """);
            change.Later(AddressWarning.Review, id, AddressWarning.DueAt(request.ReviewOn.Value), new { warning_id = id });
            change.Event(DispatchEvents.WarningAdded, AddressWarning.Subject(id), new { warning_id = id, request.Kind, request.ReviewOn });
            AddressWarning.Show(change, calls.Value, id);
            var view = change.One<WarningView>($"{WarningView.Select(change.Now)} where w.id = {id}");
            await change.Send();
            return TypedResults.Created($"/api/warnings/{id}", view.Value.For(caller));
        }, ct);

    public static Refused? RefuseReview(DateOnly reviewOn, DateTimeOffset now)
    {
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        return reviewOn > today && reviewOn <= today.AddYears(2)
            ? null
            : PlatformProblems.Invalid.Field("review_on", "must be a day to come, at most two years ahead");
    }
}
