using System.ComponentModel.DataAnnotations;
using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Bookings;

/// <summary>Which bookings to list; every filter narrows.</summary>
/// <param name="Day">On which the slot begins, by the site's clock.</param>
internal sealed record BookingFilter(
    long? QueueId, long? SiteId, DateOnly? Day, long? PatientId, BookingState[]? State, [property: StringLength(20)] string? Reference);

/// <summary>Bookings with names: each look stands in the access log. A patient reads their own.</summary>
internal static class ReadBookings
{
    public static async Task<Ok<Page<BookingView>>> List(
        [AsParameters] BookingFilter filter, [AsParameters] Paging paging, Db db, Caller caller, AccessLog log, CancellationToken ct)
    {
        var states = filter.State is { Length: > 0 } some ? some : null;
        var (from, to) = (filter.Day, filter.Day?.AddDays(1));
        var rows = await db.List<BookingView>($"""
            {BookingView.Select}
            where b.id > {paging.From} {Within(caller)}
              {Sql.If(filter.QueueId, $"and b.queue_id = {filter.QueueId}")} {Sql.If(filter.SiteId, $"and b.site_id = {filter.SiteId}")}
              {Sql.If(from, $"and b.starts_at >= {from}::timestamp at time zone s.zone and b.starts_at < {to}::timestamp at time zone s.zone")}
              {Sql.If(filter.PatientId, $"and b.patient_id = {filter.PatientId}")} {Sql.If(states, $"and b.state = any({states ?? []})")}
              {Sql.If(filter.Reference, $"and b.reference = {filter.Reference?.ToUpperInvariant()}")}
            order by b.id limit {paging.Fetch}
            """, ct);
        await log.Looked(caller, rows.Select(booking => $"booking:{booking.Id}"), "list", ct);
        return TypedResults.Ok(Page<BookingView>.Of([.. rows.Select(booking => booking.For(caller.MayAtAll))], paging, booking => booking.Id));
    }

    public static async Task<Results<Ok<BookingView>, Refused>> One(long id, Db db, Caller caller, AccessLog log, CancellationToken ct)
    {
        var booking = await db.Find<BookingView>($"{BookingView.Select} where b.id = {id} {Within(caller)}", ct);
        if (booking is null)
        {
            return PlatformProblems.NotFound.Refuse();
        }

        await log.Looked(caller, $"booking:{id}", "read", ct);
        return TypedResults.Ok(booking.For(caller.MayAtAll));
    }

    private static Sql? Within(Caller caller)
    {
        var sites = caller.SitesFor(Permissions.BookingsRead);
        return Sql.If(sites, $"and (b.site_id = any({sites ?? []}) or b.patient_id = {caller.UserId})");
    }
}
