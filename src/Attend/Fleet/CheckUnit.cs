using System.ComponentModel.DataAnnotations;
using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Fleet;

/// <param name="Code">The point's code.</param>
/// <param name="Note">What is wrong with it.</param>
internal sealed record CheckAnswer(
    [Required, StringLength(40, MinimumLength = 1)] string? Code, [Required] bool? Ok, [StringLength(500, MinimumLength = 1)] string? Note = null);

/// <param name="Points">An answer for every point of the vehicle's list.</param>
/// <param name="Version">Of the list that was gone through: a check made without a network answers the one that the phone had.</param>
/// <param name="Mileage">Kilometres on the clock.</param>
/// <param name="Fuel">Per cent of the tank.</param>
internal sealed record CheckRequest(
    [Required, MinLength(1), MaxLength(200)] IReadOnlyList<CheckAnswer>? Points, [Required] long? Version,
    [Range(0, 5_000_000)] int? Mileage = null, [Range(0, 100)] int? Fuel = null,
    DateTimeOffset? OccurredAt = null, DateTimeOffset? MadeAt = null, DateTimeOffset? SentAt = null);

/// <summary>A crew looked over its vehicle. What was found is kept; whether a defect sets the unit aside is the crew's next decision.</summary>
internal static class CheckUnit
{
    public static Task<Results<Created<CheckView>, Refused>> Handle(
        long id, CheckRequest request, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Created<CheckView>, Refused>>(caller, async change =>
        {
            var (tap, refused) = Tap.Of(change, request.OccurredAt, request.MadeAt, request.SentAt);
            if (refused is not null)
            {
                return refused;
            }

            // A person's clock may run a little ahead; what is recorded has been seen.
            var at = Clocks.Earlier(tap!.At, change.Now);
            var found = Reservations.LockVehicle(change, id);
            var asked = change.Find<KindChecklistView>(Checklist.Of(id, request.Version));
            var newId = change.NextId("fleet.checks");
            await change.Send();

            if (Reach.Refuse(caller, Permissions.UnitsCrew, found.Value) is { } unable)
            {
                return unable;
            }

            if (asked.Value is not { } list)
            {
                return PlatformProblems.Invalid.Field("version", "is no list of this kind of vehicle");
            }

            if (Refuse(list.Points, request.Points!) is { } incomplete)
            {
                return incomplete;
            }

            var answers = request.Points!.ToDictionary(answer => answer.Code!, StringComparer.Ordinal);
            var points = list.Points
                .Select(point => new CheckedPoint(point.Code, point.Name, answers[point.Code].Ok!.Value, answers[point.Code].Note)).ToList();
            change.Run($"""
                insert into fleet.checks (id, vehicle_id, user_id, at, recorded_at, mileage, fuel, list_kind, list_version, points)
                values ({newId.Value}, {id}, {caller.User}, {at}, {change.Now}, {request.Mileage}, {request.Fuel},
                    {list.Kind}, {list.Version}, {Sql.Json(points)})
                """);
            change.Event(FleetEvents.Checked, FleetEvents.Subject(id), new
            {
                unit_id = id, check_id = newId.Value, list.Version, stamp = at, defects = points.Count(point => !point.Ok),
            });
            var view = change.One<CheckView>($"{CheckView.Select} where k.id = {newId.Value}");
            await change.Send();
            return TypedResults.Created($"/api/units/{id}/checks", view.Value);
        }, ct);

    private static Refused? Refuse(IReadOnlyList<CheckPoint> asked, IReadOnlyList<CheckAnswer> answers)
    {
        var codes = answers.Select(answer => answer.Code!).ToList();
        string[] missing = [.. asked.Select(point => point.Code).Except(codes, StringComparer.Ordinal)];
        string[] unknown = [.. codes.Except(asked.Select(point => point.Code), StringComparer.Ordinal)];
        string[] twice = [.. codes.CountBy(code => code, StringComparer.Ordinal).Where(count => count.Value > 1).Select(count => count.Key)];
        return missing.Length + unknown.Length + twice.Length == 0 ? null : FleetProblems.CheckIncomplete.Refuse(new { missing, unknown, twice });
    }
}
