using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Text;
using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Visits;

/// <param name="PlaceId">Whose visit is proved; null: the caller's own.</param>
/// <param name="Code">What the client says at the door, for <c>code</c>.</param>
/// <param name="SignedBy">Who signed, where it was not the client.</param>
/// <param name="Lines">For <c>signature</c>: each line as points <c>[x, y]</c> on a square of 1,000 by 1,000.</param>
internal sealed record ProveVisitRequest(
    [Required] ProofKind? Kind, long? PlaceId = null, [RegularExpression("^[0-9]{6}$")] string? Code = null, [StringLength(200)] string? SignedBy = null,
    [MinLength(1), MaxLength(200)] IReadOnlyList<IReadOnlyList<int[]>>? Lines = null);

/// <summary>The client proves that a therapist was there: by the code that only they have, or by their signature.</summary>
internal static class ProveVisit
{
    private const int Side = 1000;

    private const int MostPoints = 5000;

    /// <summary>A touch is no signature: so long is what was drawn, at least.</summary>
    private const int LeastInk = 100;

    /// <summary>A code of six digits is not to be guessed: so often it may be said in an hour, for one visit.</summary>
    private const int TriesAnHour = 20;

    private static readonly PlaceState[] There = [PlaceState.Arrived, PlaceState.InProgress, PlaceState.Completed];

    public static Task<Results<Ok<AppointmentView>, Refused>> Handle(
        long id, ProveVisitRequest request, RateLimits limits, Db db, Caller caller, CancellationToken ct) =>
        VisitStep.Press(id, Permissions.VisitsStep, db, caller, (change, step) => Task.FromResult(Prove(change, step, request, limits)), ct);

    private static Refused? Prove(Change change, VisitStep step, ProveVisitRequest request, RateLimits limits)
    {
        var place = step.Places.FirstOrDefault(one => request.PlaceId is { } id ? one.Id == id : one.TherapistId == change.Caller.UserId);
        if (place is null || step.RefusePlace(place.Id) is not null)
        {
            return VisitProblems.UnknownPlace.Refuse(new { field = "place_id" });
        }

        if (!There.Contains(place.State))
        {
            return VisitProblems.NobodyThere.Refuse(new { state = place.State });
        }

        // After all that a stranger would be refused for: nobody uses up the tries of those who are there.
        if (request.Kind is ProofKind.Code && !limits.Take($"visit code {step.Row.Id}", TriesAnHour, TimeSpan.FromHours(1), out var wait))
        {
            return PlatformProblems.TooMany.Refuse(new { seconds = Math.Ceiling(wait.TotalSeconds) });
        }

        if ((request.Kind is ProofKind.Code ? RefuseCode(step.Row, request.Code) : RefuseLines(request.Lines)) is { } wrong)
        {
            return wrong;
        }

        var signature = request.Kind is ProofKind.Signature;
        Sql lines = signature ? (Sql)$"{Sql.Json(request.Lines)}" : Sql.Raw("null::jsonb");
        change.Run($"""
            insert into visits.proofs (place_id, kind, signed_by, lines, at)
            values ({place.Id}, {request.Kind}, {(signature ? request.SignedBy?.Trim() : null)}, {lines}, {change.Now})
            on conflict (place_id) do update set kind = excluded.kind, signed_by = excluded.signed_by, lines = excluded.lines, at = excluded.at
            """);
        change.Event(VisitEvents.VisitProved, $"appointment:{step.Row.Id}", new
        {
            appointment_id = step.Row.Id, place_id = place.Id, therapist_id = place.TherapistId, site_id = step.Row.SiteId, kind = request.Kind,
        });
        step.Save();
        return null;
    }

    private static Refused? RefuseCode(AppointmentRow row, string? code) =>
        code is null ? PlatformProblems.Invalid.Field("code", "is required with kind code")
        : CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(code), Encoding.ASCII.GetBytes(row.Code)) ? null
        : VisitProblems.WrongCode.Refuse();

    private static Refused? RefuseLines(IReadOnlyList<IReadOnlyList<int[]>>? lines) =>
        lines is null ? PlatformProblems.Invalid.Field("lines", "is required with kind signature")
        : lines.Sum(line => line.Count) is var points && (points == 0 || points > MostPoints) ? PlatformProblems.Invalid.Field("lines", $"must have 1 to {MostPoints} points")
        : !lines.SelectMany(line => line).All(point => point is [>= 0 and <= Side, >= 0 and <= Side])
            ? PlatformProblems.Invalid.Field("lines", $"must be points [x, y] from 0 to {Side}")
        : lines.Sum(Length) < LeastInk ? PlatformProblems.Invalid.Field("lines", $"must be drawn over at least {LeastInk} of the {Side}: a touch is no signature")
        : null;

    private static double Length(IReadOnlyList<int[]> line) => line.Zip(line.Skip(1), (one, next) => Math.Sqrt(Squared(next[0] - one[0]) + Squared(next[1] - one[1]))).Sum();

    private static double Squared(int length) => (double)length * length;
}
