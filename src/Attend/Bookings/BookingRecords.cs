using System.Text.Json;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Events;

namespace Attend.Bookings;

/// <summary>
/// The personal data that Bookings keeps. A booking belongs to a patient whom People knows (<c>user:5</c>), or to whoever made it
/// (<c>booking:7</c>); slots, stamps and states stay, they name nobody.
/// </summary>
internal static class BookingRecords
{
    private static readonly Sql Said = Sql.Raw("name = null, note = null");

    public static readonly IReadOnlyList<PersonalData> Kinds =
    [
        new("bookings.bookings", "What somebody who booked said they are called, and what was noted for their visit; from the day of their slot on.", 365,
            (reads, subject) => reads.Find<JsonElement>($"""
                select jsonb_agg(jsonb_build_object('reference', b.reference, 'name', b.name, 'note', b.note, 'starts_at', b.starts_at, 'state', b.state) order by b.id)
                from bookings.bookings b where {Of(subject)} having count(*) > 0
                """),
            (change, subject) => change.RunAny($"update bookings.bookings b set {Said} where {Of(subject)}"),
            Expire),
    ];

    private static Sql Of(string subject) => $"(b.id = {Subjects.IdOf(subject, "booking")} or b.patient_id = {Subjects.IdOf(subject, "user")})";

    private static async Task<long> Expire(Change change, DateTimeOffset before, Sql held, int most)
    {
        var gone = change.List<long>($"""
            update bookings.bookings set {Said} where id in (
                select b.id from bookings.bookings b
                where b.ends_at < {before} and (b.name is not null or b.note is not null)
                  and 'booking:' || b.id not in ({held}) and coalesce('user:' || b.patient_id, '') not in ({held})
                order by b.ends_at, b.id limit {most} for update)
            returning id
            """);
        await change.Send();
        return gone.Value.Count;
    }
}
