using System.ComponentModel.DataAnnotations;
using Attend.Fleet;
using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Lifecycles;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Trips;

internal sealed record DeclineOfferRequest(
    [StringLength(500)] string? Reason = null, DateTimeOffset? OccurredAt = null, DateTimeOffset? MadeAt = null, DateTimeOffset? SentAt = null);

/// <summary>
/// The driver takes a trip, or does not. Whoever takes it first has it: the offers to others end in the same transaction. Of an answer and the end of
/// its time in one moment one happens, whichever comes first.
/// </summary>
internal static class AnswerOffer
{
    public static Task<Results<Ok<TripView>, Refused>> Accept(
        long id, TripTapRequest request, Db db, Caller caller, Positions positions, CancellationToken ct) =>
        Act(id, request, db, caller, positions, (step, offer, tap) =>
        {
            if (!offer.Binding && step.RefuseDriver() is { } unable)
            {
                return unable;
            }

            Taken(step, offer, tap.At);
            return offer.Binding ? null : GiveTrip.Alone(step, tap.At);
        }, ct);

    public static Task<Results<Ok<TripView>, Refused>> Decline(
        long id, DeclineOfferRequest request, Db db, Caller caller, Positions positions, CancellationToken ct) =>
        Act(id, new TripTapRequest(request.OccurredAt, request.MadeAt, request.SentAt), db, caller, positions, (step, offer, tap) =>
        {
            step.Answer(offer, OfferAction.Decline, tap.At, $"reason = {request.Reason}");
            LapseOffer.Lost(step, offer, TripAction.Refuse);
            return null;
        }, ct);

    /// <summary>Queues that the driver knows of the trip and has it.</summary>
    public static void Taken(TripStep step, OfferRow offer, DateTimeOffset at)
    {
        step.Answer(offer, OfferAction.Accept, at);
        step.Change.Run($"update trips.drivers set accepted = accepted + 1, version = version + 1 where user_id = {offer.DriverId}");
    }

    private static Task<Results<Ok<TripView>, Refused>> Act(
        long id, TripTapRequest request, Db db, Caller caller, Positions positions, Func<TripStep, OfferRow, Tap, Refused?> decide, CancellationToken ct) =>
        db.Write<Results<Ok<TripView>, Refused>>(caller, async change =>
        {
            var (tap, wrong) = Tap.Of(change, Permissions.TripsStep, Permissions.TripsAssign, request.OccurredAt, request.MadeAt, request.SentAt);
            if (tap is null)
            {
                return wrong!;
            }

            var found = change.Find<OfferRow>($"{OfferRow.Select} where o.id = {id}");
            await change.Send();
            if (found.Value is not { } asked)
            {
                return PlatformProblems.NotFound.Refuse();
            }

            var step = TripStep.Load(change, positions, asked.TripId, asked.DriverId);
            await change.Send();
            if (!step.Found() || !caller.Reaches(Permissions.TripsStep, step.Trip.SiteId) && asked.DriverId != caller.UserId)
            {
                return PlatformProblems.NotFound.Refuse();
            }

            if (step.Offers.FirstOrDefault(one => one.Id == id) is not { State: OfferState.Open } offer)
            {
                throw new WrongState(OfferLifecycle.Table.Table, id);
            }

            if (decide(step, offer, tap) is { } refused)
            {
                return refused;
            }

            return await step.Shown();
        }, ct);
}
