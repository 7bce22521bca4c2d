using System.Text.Json;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Events;

namespace Attend.Trips;

/// <summary>
/// The personal data that Trips keeps: who rode from where to where. A trip belongs to those of its passengers who have a login (<c>user:5</c>), to the
/// client at whose visit it begins or ends (<c>client:9</c>), or to itself (<c>trip:7</c>) for those who only had a name; states and stamps stay, they name nobody.
/// What a driver said who did not take it is theirs as well.
/// </summary>
internal static class TripRecords
{
    private static readonly Sql Over = TripLifecycle.Is(TripLifecycle.Over);

    // A tenth of a degree is a town, not a door.
    private static readonly Sql Said = Sql.Raw("""
        from_address = null, from_word = 'erased', to_address = null, to_word = 'erased', note = null, reason = null, from_latitude = round(from_latitude::numeric, 1), from_longitude = round(from_longitude::numeric, 1),
        to_latitude = round(to_latitude::numeric, 1), to_longitude = round(to_longitude::numeric, 1)
        """);

    public static readonly IReadOnlyList<PersonalData> Kinds =
    [
        new("trips.trips", "Who was driven from where to where, what was noted for it, and why it was cancelled.", 365,
            (reads, subject) => reads.Find<JsonElement>($"""
                select jsonb_agg(jsonb_build_object(
                    'from', coalesce(t.from_address, t.from_word), 'to', coalesce(t.to_address, t.to_word), 'note', t.note, 'requested_at', t.requested_at, 'state', t.state,
                    'names', (select jsonb_agg(p.name order by p.number) from trips.passengers p where p.trip_id = t.id and p.name is not null)) order by t.id)
                from trips.trips t where {Of(subject)} having count(*) > 0
                """),
            (change, subject) => Erase(change, $"select t.id from trips.trips t where {Over} and {Of(subject)}"),
            Expire),
        new("trips.offers", "Why a driver did not take a trip, in their words.", 365,
            (reads, subject) => reads.Find<JsonElement>($"""
                select jsonb_agg(jsonb_build_object('trip_id', o.trip_id, 'state', o.state, 'answered_at', o.answered_at, 'reason', o.reason) order by o.id)
                from trips.offers o join trips.trips t on t.id = o.trip_id where {Declined(subject)} having count(*) > 0
                """),
            (change, subject) => change.RunAny($"""
                update trips.offers set reason = null
                where id in (select o.id from trips.offers o join trips.trips t on t.id = o.trip_id where {Declined(subject)})
                """),
            ExpireOffers),
    ];

    private static Sql Of(string subject) => $"""
        (t.id = {Subjects.IdOf(subject, "trip")}
         or exists (select from trips.passengers p where p.trip_id = t.id and p.user_id = {Subjects.IdOf(subject, "user")})
         or t.appointment_id in (select j.appointment_id from visits.journeys j where j.client_id = {Subjects.IdOf(subject, "client")})
         or t.appointment_id in (select f.id from visits.visit_facts f where f.client_user_id = {Subjects.IdOf(subject, "user")}))
        """;

    private static Sql Declined(string subject) => $"o.reason is not null and (o.driver_id = {Subjects.IdOf(subject, "user")} or {Of(subject)})";

    /// <summary>Over <c>trips.trips t</c>: nobody of those to whom it belongs is under a legal hold.</summary>
    private static Sql Free(Sql held) => $"""
        'trip:' || t.id not in ({held})
        and not exists (select from trips.passengers p where p.trip_id = t.id and 'user:' || p.user_id in ({held}))
        and not exists (select from visits.journeys j where j.appointment_id = t.appointment_id and 'client:' || j.client_id in ({held}))
        and not exists (select from visits.visit_facts f where f.id = t.appointment_id and 'user:' || f.client_user_id in ({held}))
        """;

    private static void Erase(Change change, Sql which)
    {
        change.RunAny($"update trips.passengers set name = null where name is not null and trip_id in ({which})");
        change.RunAny($"update trips.stops s set latitude = round(s.latitude::numeric, 1), longitude = round(s.longitude::numeric, 1) where s.trip_id in ({which})");
        change.RunAny($"update trips.trips set {Said} where id in ({which})");
    }

    private static async Task<long> Expire(Change change, DateTimeOffset before, Sql held, int most)
    {
        var old = change.List<long>($"""
            select t.id from trips.trips t
            where {Over} and t.state_since < {before} and t.from_word is distinct from 'erased' and {Free(held)}
            order by t.id limit {most} for update of t
            """);
        await change.Send();
        long[] ids = [.. old.Value];
        Erase(change, $"select id from unnest({ids}) as id");
        await change.Send();
        return ids.Length;
    }

    private static async Task<long> ExpireOffers(Change change, DateTimeOffset before, Sql held, int most)
    {
        var gone = change.List<long>($"""
            update trips.offers set reason = null where id in (
                select o.id from trips.offers o join trips.trips t on t.id = o.trip_id
                where o.reason is not null and o.state_since < {before} and 'user:' || o.driver_id not in ({held}) and {Free(held)}
                order by o.id limit {most} for update of o)
            returning id
            """);
        await change.Send();
        return gone.Value.Count;
    }
}
