using Attend.Fleet;
using Attend.People;
using Attend.Platform;
using Attend.Platform.Database;
using Attend.Platform.Web;

namespace Attend.Dispatch;

/// <summary>A person as an assignment sees one, read after the person's lock: on duty and licensed at the time of the assignment.</summary>
internal sealed record CrewCandidate(
    long Id, string Name, string? Certification, string? Role, bool Active, bool Away, bool Lapsed, bool OnDuty,
    HolderKind? HolderKind, long? HolderId, long? RequestId, DateTimeOffset? HeldSince)
{
    public bool Free => HolderId is null;

    public Holder? Holder => HolderKind is { } kind ? new Holder(kind, HolderId!.Value, RequestId!.Value, HeldSince!.Value) : null;
}

/// <summary>
/// A unit and its crew on their way to a call: what <c>dispatch</c>, <c>redirect</c> and a next job have in common. Locks go call,
/// vehicle, people; each fact is read in the statement after its lock.
/// </summary>
internal sealed class Assignment
{
    private readonly Pending<VehicleRow?> unit;
    private readonly Pending<IReadOnlyList<CrewCandidate>> people;
    private readonly Pending<long> newId;
    private readonly IReadOnlyList<long>? named;
    private readonly bool aboard;

    private Assignment(Change change, long unitId, IReadOnlyList<long>? named, DateTimeOffset at, bool aboard = false)
    {
        this.aboard = aboard;
        this.named = named is { Count: > 0 } ? named : null;
        unit = Reservations.LockVehicle(change, unitId);
        var ids = this.named is not null
            ? (Sql)$"select id from unnest({this.named.ToArray()}) as id"
            : $"select user_id as id from fleet.crew where vehicle_id = {unitId}";
        if (this.named is null)
        {
            ChooseIdle(change, unitId, at);
            ids = $"{ids} union all select nullif(current_setting('attend.chosen', true), '')::bigint";
        }

        Reservations.LockPeople(change, ids);
        people = Candidates(change, unitId, ids, at);
        newId = change.NextId("dispatch.responses");
    }

    public VehicleRow? Unit => unit.Value;

    public IReadOnlyList<CrewCandidate> People => people.Value;

    /// <summary>The id of the response to be; drawn early so that its crew and reservations can name it in the same round trip.</summary>
    public long ResponseId => newId.Value;

    /// <summary>Queues the locks and the reading. The call's sheet must have been queued before.</summary>
    public static Assignment Load(Change change, long unitId, IReadOnlyList<long>? crew, DateTimeOffset at) => new(change, unitId, crew, at);

    /// <summary>The same for those who ride already and stay: nobody is chosen unless nobody is aboard.</summary>
    public static Assignment LoadAboard(Change change, long unitId, IReadOnlyList<long> aboard, DateTimeOffset at) =>
        new(change, unitId, aboard, at, aboard: true);

    /// <summary>Queues who is aboard; asked under the call's lock, under which alone a crew changes.</summary>
    public static Pending<IReadOnlyList<long>> Aboard(Change change, long responseId) =>
        change.List<long>($"select member from dispatch.crew where response_id = {responseId} and to_at is null order by member");

    /// <summary>Queues people as they were at a time. Being away is said of the present, so it counts for nothing long past.</summary>
    public static Pending<IReadOnlyList<CrewCandidate>> Candidates(Change change, long unitId, Sql ids, DateTimeOffset at)
    {
        var present = change.Now - at <= Tap.Old;
        return change.List<CrewCandidate>($"""
            select m.id, m.full_name as name, m.certification, s.role, m.active, m.away and {present} as away,
                   coalesce(m.licensed_until <= {at}, false) as lapsed,
                   exists (select 1 from people.duty d where d.user_id = m.id and d.from_at <= {at} and (d.to_at is null or {at} < d.to_at)) as on_duty,
                   h.holder_kind, h.holder_id, h.request_id, h.taken_at as held_since
            from people.members m
            left join fleet.held_people h on h.person_id = m.id
            left join fleet.crew s on s.user_id = m.id and s.vehicle_id = {unitId}
            where m.id in ({ids}) order by m.id
            """);
    }

    /// <summary>Only a supervisor may give a reason to pass the checks.</summary>
    public static Refused? RefuseOverride(Change change, string? overrideReason) =>
        overrideReason is not null && !change.Caller.MayAtAll(Permissions.StaffingOverride) ? FleetProblems.OverrideForbidden.Refuse() : null;

    /// <summary>Why it cannot be, or null. <paramref name="heldByOurselves"/> is the response that a redirect or clearing releases.</summary>
    /// <param name="staying">Who is out already and stays when others are relieved: the end of their shift does not hold the relief up.</param>
    public Refused? Refuse(string? overrideReason, long? heldByOurselves = null, IReadOnlyList<long>? staying = null)
    {
        if (Unit is not { RetiredAt: null } vehicle)
        {
            return DispatchProblems.UnknownUnit.Refuse(new { field = "unit_id" });
        }

        if (vehicle.Holder is { } holder && holder.Id != heldByOurselves)
        {
            return FleetProblems.UnitHeld.Refuse(new { unit_id = vehicle.Id, holder = holder.Facts });
        }

        if (vehicle.Holder is null && !vehicle.Free)
        {
            return DispatchProblems.UnitNotUsable.Refuse(new { unit_id = vehicle.Id, state = vehicle.Status, vehicle.HoldReason, vehicle.HoldUntil });
        }

        // Chosen as the longest idle, and taken by somebody else between the choice and the lock: the next one is chosen.
        if (named is null && vehicle.Crew.Count == 0 && people.Value.Any(member => !member.Free && member.HolderId != heldByOurselves))
        {
            throw new LostRace($"The member chosen for unit {vehicle.Id} was taken meanwhile.");
        }

        // Its own crew goes as it signed on, on duty or not (flagged); whoever is named must be on duty.
        foreach (var id in named ?? [.. Going(heldByOurselves).Select(member => member.Id)])
        {
            var member = people.Value.FirstOrDefault(person => person.Id == id);
            if (member is null || !member.Active && named is not null && !aboard)
            {
                return FleetProblems.MemberUnknown.Refuse(new { member = id });
            }

            if (!member.Free && member.HolderId != heldByOurselves)
            {
                return FleetProblems.MemberHeld.Refuse(new { member = id, holder = member.Holder!.Facts });
            }

            var own = named is null || aboard && member.Role is not null || staying?.Contains(id) == true;
            if (overrideReason is null && RefuseStaffing(member, own) is { } unfit)
            {
                return unfit;
            }
        }

        return null;
    }

    /// <summary>What a supervisor may override: away, duty, licence.</summary>
    /// <param name="own">Of the unit's own crew: who works on past the end of the shift is flagged, not refused.</param>
    public static Refused? RefuseStaffing(CrewCandidate member, bool own = false) => member switch
    {
        { Away: true } => DispatchProblems.MemberAway.Refuse(new { member = member.Id }),
        { OnDuty: false } when !own => FleetProblems.MemberOffDuty.Refuse(new { member = member.Id }),
        { Lapsed: true } => DispatchProblems.MemberUnlicensed.Refuse(new { member = member.Id }),
        _ => null,
    };

    private IEnumerable<CrewCandidate> Going(long? heldByOurselves) =>
        people.Value.Where(member => member.Free || member.HolderId == heldByOurselves);

    /// <summary>Queues the response, its crew, the reservations, the stamp, and the call's move; gives the response's view.</summary>
    public Pending<ResponseView> Save(
        Change change, CallRow call, Tap tap, long? hospitalId, string? mode, string? overrideReason, long? heldByOurselves = null,
        string? overriddenBy = null)
    {
        var crew = Going(heldByOurselves).ToList();
        string[] flags =
        [
            .. crew.Count == 0 ? ["crew_missing"] : Array.Empty<string>(),
            .. overrideReason is null ? Array.Empty<string>() : ["staffing_override"],
            .. overrideReason is null && crew.Any(member => !member.OnDuty) ? ["crew_off_duty"] : Array.Empty<string>(),
        ];
        var response = new ResponseRow(ResponseId, call.Id, Unit!.Id, ResponseState.Assigned, 1, hospitalId, 1, tap.At,
            null, null, null, null, null, null, null, null, null, null, null, null, flags, null);
        change.Add(ResponseLifecycle.Table, ResponseId, ResponseAction.Assign,
        [
            ("call_id", call.Id), ("unit_id", Unit.Id), ("hospital_id", hospitalId), ("mode", mode),
            ("assigned_by", change.Caller.UserId), ("flags", flags),
        ], tap.At, data: new { crew = crew.Select(member => member.Id) });
        TakeCrew(change, ResponseId, crew, tap.At);
        Reservations.TakeVehicle(change, Unit.Id, HolderKind.Response, ResponseId, call.Id, Activity.Dispatched, tap.At);
        Reservations.TakePeople(change, [.. crew.Select(member => member.Id)], HolderKind.Response, ResponseId, call.Id, Activity.Dispatched, tap.At);
        Stamps.Record(change, response, "assigned_at", tap, ResponseState.Assigned, ResponseState.Assigned);
        NoteOverride(change, call.Id, ResponseId, Unit.Id, overrideReason, overriddenBy);

        change.Move(CallLifecycle.Table, call.Id, CallAction.Dispatch, tap.At, call.State is CallState.Received ? CallState.Dispatched : call.State,
            $"dispatched_at = coalesce(dispatched_at, {tap.At}), needs_unit_since = null, needs_unit_reason = null, updated_at = {change.Now}",
            new { unit_id = Unit.Id, response_id = ResponseId });
        Watches.UnitFound(change, call);
        Watches.Follow(change, response, ResponseState.Assigned, call.Priority, tap);
        return change.One<ResponseView>($"{ResponseView.Select} where r.id = {ResponseId}");
    }

    /// <summary>Queues why a check was passed; nothing when none was.</summary>
    public static void NoteOverride(Change change, long callId, long responseId, long unitId, string? reason, string? by = null)
    {
        if (reason is not null)
        {
            change.Run($"""
                insert into dispatch.notes (call_id, response_id, kind, text, at, entered_by)
                values ({callId}, {responseId}, 'system', {"Staffing check overridden: " + reason}, {change.Now}, {by ?? change.Caller.Actor})
                """);
            change.Event(FleetEvents.StaffingOverridden, FleetEvents.Subject(unitId),
                new { unit_id = unitId, call_id = callId, response_id = responseId, by = by ?? change.Caller.Actor });
        }
    }

    /// <summary>Queues the crew's entries; who left and comes back at the same moment never left.</summary>
    public static void TakeCrew(Change change, long responseId, IReadOnlyList<CrewCandidate> crew, DateTimeOffset at)
    {
        if (crew.Count > 0)
        {
            change.Run($"""
                insert into dispatch.crew (response_id, member, name, certification, role, from_at)
                select {responseId}, * , {at} from unnest({crew.Select(member => member.Id).ToArray()},
                    {crew.Select(member => member.Name).ToArray()}, {crew.Select(member => member.Certification).ToArray()},
                    {crew.Select(member => member.Role).ToArray()})
                on conflict (response_id, member, from_at) do update set to_at = null
                """, crew.Count);
        }
    }

    /// <summary>A condition on <c>people.members m</c>: nothing but duty could keep the person from being sent at that time.</summary>
    public static Sql Sendable(DateTimeOffset at) => $"""
        m.active and not m.away and coalesce(m.licensed_until > {at}, true)
        and not exists (select 1 from fleet.held_people where person_id = m.id)
        """;

    /// <summary>
    /// A unit without a crew of its own gets the member on shift at its site who has been idle longest. The choice is locked without
    /// waiting, so that two dispatches at once choose two people, and is remembered for the next statement.
    /// </summary>
    private static void ChooseIdle(Change change, long unitId, DateTimeOffset at) => change.Lock($"""
        select set_config('attend.chosen', coalesce((
            select id::text from (
                select d.user_id as id
                from people.duty d
                join people.members m on m.id = d.user_id and {Sendable(at)}
                join people.roles o on o.user_id = m.id and o.role = 'paramedic'
                where d.site_id = (select home_site_id from fleet.units where id = {unitId})
                  and d.from_at <= {at} and (d.to_at is null or {at} < d.to_at)
                  and not exists (select 1 from fleet.crew where vehicle_id = {unitId})
                  and not exists (select 1 from fleet.crew where user_id = m.id)
                order by fleet.idle_since(m.id) nulls first, m.id
                offset 0
            ) idle
            where {Reservations.TryLockPerson((Sql)$"idle.id")}
            limit 1), ''), true)
        """);
}
