using Attend.Fleet;
using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Lifecycles;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Visits;

/// <summary>
/// One thing done to an appointment or one of its places, as every one is done: client, therapists, appointment and places are locked in this order
/// and read; after the decision the doors, the clocks that run over a place, and the state that follows from the places are seen to together.
/// </summary>
internal sealed class VisitStep
{
    private readonly Change change;
    private readonly Pending<AppointmentRow?> row;
    private readonly Pending<IReadOnlyList<PlaceRow>> read;
    private List<PlaceRow>? places;
    private AppointmentRow? saved;

    private VisitStep(Change change, Sql which, IEnumerable<long> others)
    {
        this.change = change;
        LockClient(change, $"select a.client_id from visits.appointments a where a.id = ({which})");
        // Whoever changes a place has the client's lock, so nobody can come to be asked between this statement and the next.
        Reservations.LockPeople(change, $"select p.therapist_id as id from visits.places p where p.appointment_id = ({which}) union all select unnest({others.ToArray()})");
        change.Lock($"select from visits.appointments a where a.id = ({which}) for no key update");
        change.Lock($"select from visits.places p where p.appointment_id = ({which}) order by p.id for no key update");
        row = change.Find<AppointmentRow>($"{AppointmentRow.Select} where a.id = ({which})");
        read = change.List<PlaceRow>($"{PlaceRow.Select} where p.appointment_id = ({which}) order by p.number");
    }

    public bool Found => row.Value is not null;

    /// <summary>As it is after what has been done to it here.</summary>
    public AppointmentRow Row => saved ?? row.Value!;

    /// <summary>As they are after what has been done to them here.</summary>
    public IReadOnlyList<PlaceRow> Places => places ??= [.. read.Value];

    public DateTimeOffset Now => change.Now;

    /// <summary>The therapists who come, or are asked to.</summary>
    public long[] Therapists => [.. Places.Where(place => place.Holds).Select(place => place.TherapistId!.Value)];

    /// <summary>Queues the locks of an appointment and what is to be known of it.</summary>
    /// <param name="others">Whoever else is locked with its therapists, because they may come to be asked.</param>
    public static VisitStep Load(Change change, long id, params IEnumerable<long> others) => new(change, $"{id}::bigint", others);

    /// <summary>The same for the appointment that a place belongs to.</summary>
    public static VisitStep OfPlace(Change change, long placeId, params IEnumerable<long> others) =>
        new(change, $"select b.appointment_id from visits.places b where b.id = {placeId}", others);

    /// <summary>A key as most are: the appointment is locked, what is to become of it decided, and what became of it shown.</summary>
    /// <param name="decide">Does what is done, or says why not.</param>
    public static Task<Results<Ok<AppointmentView>, Refused>> Press(
        long id, Permission needs, Db db, Caller caller, Func<Change, VisitStep, Task<Refused?>> decide, CancellationToken ct) =>
        Press(change => Load(change, id), step => step.Refuse(needs), db, caller, decide, ct);

    /// <summary>The same for one of its places, which only its own therapist and operators press.</summary>
    public static Task<Results<Ok<AppointmentView>, Refused>> PressPlace(
        long placeId, Db db, Caller caller, Func<Change, VisitStep, PlaceRow, Task<Refused?>> decide, CancellationToken ct) =>
        Press(change => OfPlace(change, placeId), step => step.RefusePlace(placeId), db, caller, (change, step) => decide(change, step, step.Place(placeId)), ct);

    public PlaceRow Place(long id) => Places.First(place => place.Id == id);

    /// <summary>Somebody else's visit is as if it were not there.</summary>
    public Refused? Refuse(Permission needs) =>
        Found && (Plans(needs) || Places.Any(place => IsMine(place, needs))) ? null : PlatformProblems.NotFound.Refuse();

    /// <summary>Whether the caller does it as one who plans the site's visits, and not as one who comes.</summary>
    public bool Plans(Permission permission) => change.Caller.Reaches(permission, Row.SiteId);

    public Refused? RefusePlace(long id)
    {
        var place = Found ? Places.FirstOrDefault(one => one.Id == id) : null;
        return place is not null && (Plans(Permissions.VisitsStep) || IsMine(place, Permissions.VisitsStep)) ? null : PlatformProblems.NotFound.Refuse();
    }

    /// <summary>Ends what is asked for in a state that it is not for, as the door would, before anything else is said of it.</summary>
    /// <exception cref="WrongState">Answered 409 with the state and what is possible in it.</exception>
    public void Expect(AppointmentAction action)
    {
        if (!AppointmentLifecycle.Table.Allows(Row.State, action))
        {
            throw new WrongState(AppointmentLifecycle.Table.Table, Row.Id);
        }
    }

    /// <summary>The same for a place.</summary>
    /// <exception cref="WrongState">Answered 409 with the state and what is possible in it.</exception>
    public static void Expect(PlaceRow place, PlaceAction action)
    {
        if (!PlaceLifecycle.Table.Allows(place.State, action))
        {
            throw new WrongState(PlaceLifecycle.Table.Table, place.Id);
        }
    }

    /// <summary>Queues a step of a place and what runs by the clock from then on; <see cref="Save"/> follows when all places have made theirs.</summary>
    /// <param name="also">What else it makes of the place, as <paramref name="set"/> says it to the database.</param>
    public PlaceRow Move(
        PlaceRow place, PlaceAction action, DateTimeOffset? at = null, Sql? set = null, object? data = null, Func<PlaceRow, PlaceRow>? also = null)
    {
        Expect(place, action);
        var to = PlaceLifecycle.Table.Step(action).To!.Value;
        change.Move(PlaceLifecycle.Table, place.Id, action, at, set: set, data: data);
        var after = (also?.Invoke(place) ?? place) with { State = to, StateSince = to == place.State ? place.StateSince : at ?? change.Now, Version = place.Version + 1 };
        Replace(after);
        PlaceClocks.Watch(change, place, after);
        return after;
    }

    /// <summary>Queues other times of the appointment and of all its places; what runs by the clock over them runs by the new ones.</summary>
    public void Shift(DateTimeOffset startsAt, DateTimeOffset endsAt)
    {
        change.Run($"""
            update visits.places set starts_at = {startsAt}, ends_at = {endsAt}, version = version + 1 where appointment_id = {Row.Id}
            """, Places.Count);
        foreach (var place in Places.ToList())
        {
            var after = place with { StartsAt = startsAt, EndsAt = endsAt, Version = place.Version + 1 };
            Replace(after);
            PlaceClocks.Watch(change, place, after);
        }
    }

    /// <summary>Queues what became of a place beside its state.</summary>
    public void Replace(PlaceRow after) => places = [.. Places.Select(place => place.Id == after.Id ? after : place)];

    /// <summary>Queues where the appointment stands after what was done to its places; where that is where it stood, a new version only.</summary>
    /// <param name="action">The key, where one of the appointment itself was pressed.</param>
    public void Save(DateTimeOffset? at = null, AppointmentAction? action = null, Sql? set = null, object? data = null)
    {
        if (AppointmentProgress.IsOver([.. Places.Select(place => place.Standing)]))
        {
            foreach (var place in Places.Where(place => place.State is PlaceState.Open or PlaceState.Asked).ToList())
            {
                // Whoever was still asked hears that nobody waits for them any more.
                Move(place, PlaceAction.Release, data: place.TherapistId is null ? null : new { former_therapist_id = place.TherapistId });
            }
        }

        var to = AppointmentProgress.Of(Row.State, Places.Select(place => place.Standing));
        if (action is { } key)
        {
            Expect(key);
            to = AppointmentLifecycle.Table.Step(key).To ?? to;
            change.Move(AppointmentLifecycle.Table, Row.Id, key, at, to, set, data);
        }
        else if (to != Row.State)
        {
            change.Move(AppointmentLifecycle.Table, Row.Id, AppointmentProgress.To(to), at, set: set, data: data ?? new { therapist_ids = Therapists });
        }
        else
        {
            Sql more = set is null ? Sql.Raw("") : $", {set}";
            change.Run($"update visits.appointments set version = version + 1{more} where id = {Row.Id}");
        }

        saved = Row with { State = to, Version = Row.Version + 1 };
    }

    /// <summary>What somebody is asked whether they can.</summary>
    public FitVisit Visit() => new(
        Row.SiteId, Row.StartsAt, Row.EndsAt, new GeoPoint(Row.Latitude, Row.Longitude), Row.Skills, Row.ClientId, Row.Id);

    /// <summary>Queues what a reader sees of it now.</summary>
    public Pending<AppointmentView> View() => change.One<AppointmentView>($"{AppointmentView.Select} where a.id = {Row.Id}");

    /// <summary>Queues a lock: of two visits that a client gets at once, each would wait for the other to be refused.</summary>
    /// <param name="client">SQL that gives their id.</param>
    public static void LockClient(Change change, Sql client) => change.Lock($"""
        select pg_advisory_xact_lock(hashtextextended('visited ' || c.id, 0)) from ({client}) as c (id)
        """);

    private static Task<Results<Ok<AppointmentView>, Refused>> Press(
        Func<Change, VisitStep> load, Func<VisitStep, Refused?> refuse, Db db, Caller caller, Func<Change, VisitStep, Task<Refused?>> decide, CancellationToken ct) =>
        db.Write<Results<Ok<AppointmentView>, Refused>>(caller, async change =>
        {
            var step = load(change);
            await change.Send();
            if ((refuse(step) ?? await decide(change, step)) is { } refused)
            {
                return refused;
            }

            var view = step.View();
            await change.Send();
            return TypedResults.Ok(view.Value.For(caller));
        }, ct);

    private bool IsMine(PlaceRow place, Permission needs) =>
        place.TherapistId is { } therapist && therapist == change.Caller.UserId && change.Caller.May(needs) is not null
        && PlaceRow.IsKept(place.State, place.StateSince, Row.State, Row.StateSince);
}
