using System.ComponentModel.DataAnnotations;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Visits;

/// <summary>Why one of the six elements of visit verification is missing or was entered by hand; in the words of the field's exception codes.</summary>
[LowerWords]
internal enum EvvException
{
    DeviceUnavailable, NoSignal, ForgotToStart, ForgotToEnd, ClientUnableToSign, ServiceOutsideHome, LocationDenied, EnteredByHand, Other,
}

/// <param name="Accuracy">How far from there the device may have been, in metres.</param>
/// <param name="EvvException">Asked for where an element is missing, or the proof that a service asks for.</param>
/// <param name="EvvNote">What there is to say of it; asked for with <c>other</c>.</param>
internal sealed record EndVisitRequest(
    DateTimeOffset? OccurredAt = null, DateTimeOffset? MadeAt = null, DateTimeOffset? SentAt = null, [Range(-90.0, 90.0)] double? Latitude = null,
    [Range(-180.0, 180.0)] double? Longitude = null, [Range(0.0, 100_000.0)] double? Accuracy = null, EvvException? EvvException = null,
    [StringLength(500)] string? EvvNote = null);

/// <summary>
/// A therapist is done. Service, recipient, provider, date, place, and both times (42 U.S.C. 1396b(l)) stand in the row from then on, or a code says why
/// not.
/// </summary>
internal static class EndVisit
{
    public static Task<Results<Ok<AppointmentView>, Refused>> Handle(long id, EndVisitRequest request, Db db, Caller caller, CancellationToken ct) =>
        VisitStep.PressPlace(id, db, caller, (change, step, place) =>
        {
            VisitStep.Expect(place, PlaceAction.End);
            var (at, refused) = TapPlace.When(change, place, request.OccurredAt, request.MadeAt, request.SentAt);
            if ((refused ?? TapPlace.RefuseWhere(request.Latitude, request.Longitude) ?? RefuseEvv(place, request) ?? RefuseUnproved(step.Row, place, request)) is { } wrong)
            {
                return Task.FromResult<Refused?>(wrong);
            }

            var exception = request.EvvException ?? place.EvvException ?? (request.OccurredAt is null ? null : EvvException.EnteredByHand);
            step.Move(place, PlaceAction.End, at, $"""
                ended_latitude = {request.Latitude}, ended_longitude = {request.Longitude}, ended_accuracy = {request.Accuracy},
                evv_exception = {exception}, evv_note = {request.EvvNote?.Trim()}
                """, new { evv_exception = exception }, before => before with { EndedAt = at, EvvException = exception });
            step.Save(at);
            return Task.FromResult<Refused?>(null);
        }, ct);

    private static Refused? RefuseUnproved(AppointmentRow row, PlaceRow place, EndVisitRequest request) =>
        row.ProofRequired && !place.Proved && request.EvvException is null ? VisitProblems.ProofRequired.Refuse() : null;

    private static Refused? RefuseEvv(PlaceRow place, EndVisitRequest request)
    {
        string[] missing =
        [
            .. place.StartedAt is null ? ["started_at"] : Array.Empty<string>(), .. place.StartedLatitude is null ? ["started_place"] : Array.Empty<string>(),
            .. request.Latitude is null ? ["ended_place"] : Array.Empty<string>(),
        ];
        return (request.EvvException, missing.Length, string.IsNullOrWhiteSpace(request.EvvNote)) switch
        {
            (null, > 0, _) => VisitProblems.EvvIncomplete.Refuse(new { missing }),
            (EvvException.Other, _, true) => PlatformProblems.Invalid.Field("evv_note", "says what it was, where no code does"),
            _ => null,
        };
    }
}
