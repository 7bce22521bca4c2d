using System.Text.Json;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Events;

namespace Attend.Visits;

/// <summary>
/// The personal data that Visits keeps. A client is a subject of their own (<c>client:7</c>) and, where they have a login, part of that user's
/// (<c>user:5</c>). Times, states, services and who came stay: they name nobody.
/// </summary>
internal static class VisitRecords
{
    private static readonly Sql Blurred = Sql.Raw("latitude = round(latitude::numeric, 2), longitude = round(longitude::numeric, 2)");

    public static readonly IReadOnlyList<PersonalData> Kinds =
    [
        new("visits.clients", "Name, contact, address and notes of a client, until so long after they were retired; coordinates stay to about a kilometre.", 1095,
            (reads, subject) => reads.Find<JsonElement>($"select jsonb_agg(to_jsonb(k) order by k.id) from visits.clients k where {Of(subject)} having count(*) > 0"),
            (change, subject) => change.RunAny($"update visits.clients k set {Erased(change.Now)} where {Of(subject)}"),
            ExpireClients),
        new("visits.appointments", "Where a visit was, what was noted of it, who signed for it and why somebody did not come, in their words.", 3650,
            (reads, subject) => reads.Find<JsonElement>($"""
                select jsonb_agg(jsonb_build_object('id', a.id, 'starts_at', a.starts_at, 'address', a.address, 'latitude', a.latitude, 'longitude', a.longitude,
                    'notes', a.notes, 'reason', a.reason, 'payment_note', a.payment_note, 'overlap_reason', a.overlap_reason,
                    'places', (select jsonb_agg(jsonb_build_object('evv_note', p.evv_note, 'override_reason', p.override_reason,
                            'started_latitude', p.started_latitude, 'started_longitude', p.started_longitude,
                            'ended_latitude', p.ended_latitude, 'ended_longitude', p.ended_longitude) order by p.number)
                        from visits.places p where p.appointment_id = a.id),
                    'proofs', (select jsonb_agg(jsonb_build_object('signed_by', f.signed_by, 'lines', f.lines))
                        from visits.proofs f join visits.places p on p.id = f.place_id where p.appointment_id = a.id),
                    'refusals', (select jsonb_agg(jsonb_build_object('at', r.at, 'reason', r.reason) order by r.id)
                        from visits.refusals r join visits.places p on p.id = r.place_id where p.appointment_id = a.id),
                    'corrections', (select jsonb_agg(jsonb_build_object('corrected_at', c.corrected_at, 'evv_note', c.evv_note) order by c.id)
                        from visits.corrections c join visits.places p on p.id = c.place_id where p.appointment_id = a.id)) order by a.id)
                from visits.appointments a join visits.clients k on k.id = a.client_id where {Of(subject)} having count(*) > 0
                """),
            (change, subject) => change.One<long>(Forgotten($"select a.id from visits.appointments a join visits.clients k on k.id = a.client_id where {Of(subject)}")),
            ExpireAppointments),
    ];

    private static Sql Of(string subject) => $"(k.id = {Subjects.IdOf(subject, "client")} or k.user_id = {Subjects.IdOf(subject, "user")})";

    private static Sql Erased(DateTimeOffset now) => $"""
        name = '', phone = null, email = null, address = '', {Blurred}, notes = null, shared_reason = null, active = false,
        retired_at = coalesce(retired_at, {now}), version = version + 1
        """;

    /// <summary>Takes out of these appointments what tells of anybody; how many there were.</summary>
    /// <param name="ids">SQL that gives them.</param>
    private static Sql Forgotten(Sql ids) => $"""
        with due as ({ids}),
        places as (
            update visits.places p set evv_note = null, override_reason = case when override_reason is not null then '' end,
                started_latitude = round(started_latitude::numeric, 2), started_longitude = round(started_longitude::numeric, 2),
                ended_latitude = round(ended_latitude::numeric, 2), ended_longitude = round(ended_longitude::numeric, 2)
            from due where p.appointment_id = due.id returning p.id),
        proofs as (update visits.proofs f set signed_by = null, lines = case when lines is not null then '[]'::jsonb end from places where f.place_id = places.id),
        refusals as (update visits.refusals r set reason = null from places where r.place_id = places.id),
        corrections as (update visits.corrections k set evv_note = null from places where k.place_id = places.id),
        gone as (
            update visits.appointments a set address = '', {Blurred}, notes = null, reason = null, payment_note = null,
                overlap_reason = case when overlap_reason is not null then '' end
            from due where a.id = due.id returning a.id)
        select count(*) from gone
        """;

    private static async Task<long> ExpireClients(Change change, DateTimeOffset before, Sql held, int most)
    {
        var gone = change.List<long>($"""
            update visits.clients set {Erased(change.Now)} where id in (
                select k.id from visits.clients k
                where k.retired_at < {before} and k.name <> '' and 'client:' || k.id not in ({held}) and coalesce('user:' || k.user_id, '') not in ({held})
                order by k.id limit {most} for update)
            returning id
            """);
        await change.Send();
        foreach (var id in gone.Value)
        {
            change.Event(VisitEvents.ClientErased, Client.Subject(id), new { client_id = id });
        }

        return gone.Value.Count;
    }

    private static async Task<long> ExpireAppointments(Change change, DateTimeOffset before, Sql held, int most)
    {
        var gone = change.One<long>(Forgotten($"""
            select a.id from visits.appointments a join visits.clients k on k.id = a.client_id
            where a.ends_at < {before} and not a.holds and a.address <> ''
              and 'client:' || k.id not in ({held}) and coalesce('user:' || k.user_id, '') not in ({held})
            order by a.ends_at, a.id limit {most} for update of a
            """));
        await change.Send();
        return gone.Value;
    }
}
