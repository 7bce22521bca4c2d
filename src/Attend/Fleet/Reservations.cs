using Attend.Platform.Database;

namespace Attend.Fleet;

/// <summary>
/// The one way to take, show and release vehicles and people, across dispatch and visits. Each function only queues SQL on the caller's
/// change, so that a reservation and the fact it belongs to are one transaction. Lock first, vehicles before people; the partial unique
/// indexes guard whatever a caller forgets.
/// </summary>
internal static class Reservations
{
    // With the person's id this names the lock of a person: Fleet has no row for one.
    public const long PersonLock = 0x7065_7273L << 32;

    /// <summary>Locks a vehicle, then reads it: in one statement the loser of a race would read what held before it waited.</summary>
    public static Pending<VehicleRow?> LockVehicle(Change change, long id)
    {
        change.Lock($"select from fleet.vehicles where id = {id} for no key update");
        return change.Find<VehicleRow>($"select * from fleet.units where id = {id}");
    }

    /// <summary>The same for the vehicle that a query names.</summary>
    public static Pending<VehicleRow?> LockVehicle(Change change, Sql id)
    {
        change.Lock($"select from fleet.vehicles where id = ({id}) for no key update");
        return change.Find<VehicleRow>($"select * from fleet.units where id = ({id})");
    }

    /// <summary>Locks several vehicles in id order, then reads them in that order.</summary>
    public static Pending<IReadOnlyList<VehicleRow>> LockVehicles(Change change, IEnumerable<long> ids)
    {
        long[] sorted = [.. ids.Distinct().Order()];
        change.Lock($"select from fleet.vehicles where id = any({sorted}) order by id for no key update");
        return change.List<VehicleRow>($"select * from fleet.units where id = any({sorted}) order by id");
    }

    /// <summary>Locks people in id order, then reads where each is signed on and who holds each.</summary>
    public static Pending<IReadOnlyList<PersonRow>> LockPeople(Change change, IEnumerable<long> ids)
    {
        long[] sorted = [.. ids.Distinct().Order()];
        LockPeople(change, (Sql)$"select id from unnest({sorted}) as id");
        return change.List<PersonRow>($"""
            select p.id, s.vehicle_id, v.unit_number, r.holder_kind, r.holder_id, r.request_id, r.taken_at as held_since
            from unnest({sorted}) as p (id)
            left join fleet.sign_ons s on s.user_id = p.id and s.to_at is null
            left join fleet.vehicles v on v.id = s.vehicle_id
            left join fleet.reservations r on r.person_id = p.id and r.released_at is null
            order by p.id
            """);
    }

    /// <summary>Locks the people that a query gives (as <c>id</c>), in id order; read what depends on it in the next statement.</summary>
    public static void LockPeople(Change change, Sql ids) => change.Lock($"""
        select pg_advisory_xact_lock({PersonLock} # id)
        from (select distinct id from ({ids}) as given where id is not null order by id) as people
        """);

    /// <summary>A condition that holds when the person's lock was free and is now ours.</summary>
    public static Sql TryLockPerson(Sql id) => $"pg_try_advisory_xact_lock({PersonLock} # {id})";

    /// <summary>Takes a vehicle for a holder. Held already: <c>one_active_reservation_per_vehicle</c>, which is <c>unit_held</c>.</summary>
    public static void TakeVehicle(
        Change change, long vehicleId, HolderKind holderKind, long holderId, long requestId, Activity activity, DateTimeOffset at) =>
        change.Run($"""
            with taken as (
                insert into fleet.reservations (vehicle_id, holder_kind, holder_id, request_id, activity, taken_at, since)
                values ({vehicleId}, {holderKind}, {holderId}, {requestId}, {activity}, {at}, {at})
            )
            update fleet.vehicles set version = version + 1 where id = {vehicleId}
            """);

    /// <summary>Takes people for a holder. Held already: <c>one_active_reservation_per_person</c>, which is <c>member_held</c>.</summary>
    public static void TakePeople(
        Change change, IReadOnlyCollection<long> personIds, HolderKind holderKind, long holderId, long requestId, Activity activity,
        DateTimeOffset at)
    {
        if (personIds.Count > 0)
        {
            long[] sorted = [.. personIds.Order()];
            change.Run($"""
                insert into fleet.reservations (person_id, holder_kind, holder_id, request_id, activity, taken_at, since)
                select id, {holderKind}, {holderId}, {requestId}, {activity}, {at}, {at} from unnest({sorted}) as id
                """, sorted.Length);
        }
    }

    /// <summary>Shows what the holder does now with all it holds. Nothing happens when it holds nothing (a late entry).</summary>
    public static void Show(Change change, HolderKind holderKind, long holderId, Activity activity, DateTimeOffset at) => change.RunAny($"""
        with shown as (
            update fleet.reservations
            set activity = {activity}, since = case when activity = {activity} then since else {at} end
            where holder_kind = {holderKind} and holder_id = {holderId} and released_at is null
            returning vehicle_id
        )
        update fleet.vehicles v set version = v.version + 1 from shown where v.id = shown.vehicle_id
        """);

    /// <summary>What these holders hold serves another request from now on. Their vehicles are locked before, in id order.</summary>
    public static void Serve(Change change, HolderKind holderKind, IReadOnlyCollection<long> holderIds, long requestId)
    {
        if (holderIds.Count > 0)
        {
            change.RunAny($"""
                with served as (
                    update fleet.reservations set request_id = {requestId}
                    where holder_kind = {holderKind} and holder_id = any({holderIds.ToArray()}) and released_at is null
                    returning vehicle_id
                )
                update fleet.vehicles v set version = v.version + 1 from served where v.id = served.vehicle_id
                """);
        }
    }

    /// <summary>Releases all that the holder holds.</summary>
    public static void Release(Change change, HolderKind holderKind, long holderId, DateTimeOffset at) => change.RunAny($"""
        with released as (
            update fleet.reservations set released_at = greatest(taken_at, {at})
            where holder_kind = {holderKind} and holder_id = {holderId} and released_at is null
            returning vehicle_id, released_at
        )
        update fleet.vehicles v set version = v.version + 1, free_since = released.released_at
        from released where v.id = released.vehicle_id
        """);

    /// <summary>Releases one of the holder's people (a change of crew).</summary>
    public static void ReleasePerson(
        Change change, long personId, HolderKind holderKind, long holderId, DateTimeOffset at) => change.RunAny($"""
        update fleet.reservations set released_at = greatest(taken_at, {at})
        where person_id = {personId} and holder_kind = {holderKind} and holder_id = {holderId} and released_at is null
        """);
}
