using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Attend.Queues;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Bookings;

/// <param name="PatientId">Somebody whom People knows.</param>
/// <param name="Name">Of somebody whom People does not know.</param>
/// <param name="Level">Of the queue's scale, 1 being the most urgent.</param>
internal sealed record BookingFacts(long? PatientId = null, [StringLength(200)] string? Name = null, [Range(1, 99)] int? Level = null, [StringLength(500)] string? Note = null);

/// <summary>Says whom a booking is for and what is noted of it, as a merge patch over the version that the client has seen. The slot has a key of its own.</summary>
internal static class EditBooking
{
    public static Task<Results<Ok<BookingView>, Refused>> Handle(long id, JsonObject patch, IfMatch version, Db db, Caller caller, CancellationToken ct) =>
        BookingStep.Press(id, Permissions.BookingsKeep, db, caller, change => async step =>
        {
            var row = step.Row;
            if (version.Refuse(row.Version) is { } stale)
            {
                return stale;
            }

            var (facts, refused) = MergePatch.Apply(new BookingFacts(row.PatientId, row.Name, row.Level, row.Note), patch);
            if (facts is null)
            {
                return refused;
            }

            if (row.TicketId is { } ticket && (facts.PatientId, facts.Level) != (row.PatientId, row.Level))
            {
                return BookingProblems.HasTicket.Refuse(new { ticket_id = ticket });
            }

            var known = change.One<bool>($"select exists (select from people.members where id = {facts.PatientId ?? 0} and active)");
            await change.Send();
            if (BookSlot.RefuseWhom(step.Queue, facts, facts.PatientId == row.PatientId || known.Value) is { } nobody)
            {
                return nobody;
            }

            change.Run($"""
                update bookings.bookings set patient_id = {facts.PatientId}, name = {facts.Name?.Trim()}, level = {facts.Level}, note = {facts.Note?.Trim()},
                    version = version + 1
                where id = {id}
                """);
            change.Event(BookingEvents.BookingChanged, $"booking:{id}", new { booking_id = id, queue_id = row.QueueId, patient_id = facts.PatientId, version = row.Version + 1 });
            return null;
        }, ct);
}
