using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;

namespace Attend.Visits;

/// <summary>What a decision needs of a place, read under the locks of its client and its therapist.</summary>
/// <param name="EvvException">Why one of the six elements is missing or was entered by hand.</param>
/// <param name="FineUntil">As they said when they were there: until then they are not missed.</param>
/// <param name="AwaitsReview">Somebody rejected it, and nobody has reviewed that.</param>
/// <param name="Unanswered">The last who was asked since it was put where it is did not answer.</param>
/// <param name="RefusedBy">The last who did not want it, or did not answer.</param>
/// <param name="Proved">The client's code or signature says that they were there.</param>
internal sealed record PlaceRow(
    long Id, int Number, long? TherapistId, DateTimeOffset StartsAt, DateTimeOffset EndsAt, PlaceState State, DateTimeOffset StateSince, long Version,
    string? OverrideReason, DateTimeOffset? AnswerBy, DateTimeOffset? AskedAt, DateTimeOffset? AcceptedAt, DateTimeOffset? EnRouteAt,
    DateTimeOffset? ArrivedAt, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt, double? StartedLatitude, EvvException? EvvException, string? EvvNote, DateTimeOffset? FineUntil,
    bool AwaitsReview, bool Unanswered, long? RefusedBy, bool Proved)
{
    /// <summary>Whether its therapist's time is taken; as the column of that name.</summary>
    public bool Holds => PlaceLifecycle.Holding.Contains(State);

    public PlaceStanding Standing => new(State, State is PlaceState.Open && AwaitsReview, State is PlaceState.Open && Unanswered);

    /// <summary>
    /// Whether a place is its therapist's, or was when the visit came to nothing: over <c>visits.places p</c> and <c>visits.appointments a</c>. Whoever was
    /// taken off before has no more to do with it.
    /// </summary>
    public static Sql Kept => $"(p.state <> 'RELEASED' or {AppointmentLifecycle.Is(AppointmentLifecycle.Nothing)} and p.state_since = a.state_since)";

    /// <summary>The last of its stamps; nothing that follows can have been before.</summary>
    public DateTimeOffset? LastStamp => StartedAt ?? ArrivedAt ?? EnRouteAt ?? AcceptedAt ?? AskedAt;

    /// <summary>Over <c>visits.places p</c>; the caller adds the where.</summary>
    public static Sql Select => Sql.Raw("""
        select p.id, p.number, p.therapist_id, p.starts_at, p.ends_at, p.state, p.state_since, p.version, p.override_reason, p.answer_by, p.asked_at,
               p.accepted_at, p.en_route_at, p.arrived_at, p.started_at, p.ended_at, p.started_latitude, p.evv_exception, p.evv_note, p.fine_until,
               exists (select from visits.refusals r where r.place_id = p.id and r.how = 'rejected' and r.reviewed_at is null) as awaits_review,
               coalesce((
                   select r.how = 'expired' and r.at > coalesce(a.rescheduled_at, '-infinity')
                   from visits.refusals r where r.place_id = p.id order by r.id desc limit 1), false) as unanswered,
               (select r.therapist_id from visits.refusals r where r.place_id = p.id order by r.id desc limit 1) as refused_by,
               exists (select from visits.proofs f where f.place_id = p.id) as proved
        from visits.places p join visits.appointments a on a.id = p.appointment_id
        """);

    /// <summary>The same of what was read.</summary>
    public static bool IsKept(PlaceState place, DateTimeOffset placeSince, AppointmentState visit, DateTimeOffset visitSince) =>
        place is not PlaceState.Released || AppointmentLifecycle.Nothing.Contains(visit) && placeSince == visitSince;
}

/// <summary>A place as those see it who may see its appointment; times in UTC.</summary>
/// <param name="AnswerBy">Until when whoever is asked has time to answer.</param>
/// <param name="OverrideReason">Why they are asked although something speaks against it.</param>
/// <param name="EvvComplete">Whether the six elements of visit verification stand; null before the end.</param>
/// <param name="Proved">By the client's code or signature; null where nothing proves it.</param>
/// <param name="FineUntil">As they said when they were there: until then they are not missed.</param>
internal sealed record PlaceView(
    long Id, int Number, long? TherapistId, string? TherapistName, PlaceState State, DateTimeOffset StateSince, long Version, DateTimeOffset? AnswerBy,
    DateTimeOffset? AskedAt, DateTimeOffset? AcceptedAt, DateTimeOffset? EnRouteAt, DateTimeOffset? ArrivedAt, DateTimeOffset? StartedAt,
    DateTimeOffset? EndedAt, string? OverrideReason, double? StartedLatitude, double? StartedLongitude, double? StartedAccuracy, double? EndedLatitude,
    double? EndedLongitude, double? EndedAccuracy, EvvException? EvvException, string? EvvNote, bool? EvvComplete, ProofKind? Proved,
    DateTimeOffset? FineUntil)
{
    /// <summary>What the reader may do with it now.</summary>
    public IReadOnlyList<string> Actions { get; init; } = [];

    /// <param name="keeps">
    /// Whether the reader keeps the visits of the site; others press only their own keys, and do not read where a colleague was and what was said of them.
    /// </param>
    public PlaceView For(Caller caller, bool keeps) => keeps || TherapistId == caller.UserId
        ? this with { Actions = PlaceLifecycle.Table.Table.Actions(Words.Of(State), caller.MayAtAll) }
        : this with
        {
            OverrideReason = null,
            StartedLatitude = null,
            StartedLongitude = null,
            StartedAccuracy = null,
            EndedLatitude = null,
            EndedLongitude = null,
            EndedAccuracy = null,
            EvvException = null,
            EvvNote = null,
        };

    /// <summary>The places of <c>visits.appointments a</c>, as one document.</summary>
    public static Sql Of => Sql.Raw("""
        (select jsonb_agg(jsonb_build_object(
                    'id', p.id, 'number', p.number, 'therapist_id', p.therapist_id, 'therapist_name', m.full_name, 'state', p.state, 'state_since', p.state_since,
                    'version', p.version, 'answer_by', case when p.state = 'ASKED' then p.answer_by end, 'asked_at', p.asked_at, 'accepted_at', p.accepted_at,
                    'en_route_at', p.en_route_at, 'arrived_at', p.arrived_at, 'started_at', p.started_at, 'ended_at', p.ended_at,
                    'override_reason', p.override_reason, 'started_latitude', p.started_latitude, 'started_longitude', p.started_longitude,
                    'started_accuracy', p.started_accuracy, 'ended_latitude', p.ended_latitude, 'ended_longitude', p.ended_longitude,
                    'ended_accuracy', p.ended_accuracy, 'evv_exception', p.evv_exception, 'evv_note', p.evv_note,
                    'evv_complete', (select v.complete from visits.verified_visits v where v.place_id = p.id),
                    'proved', (select f.kind from visits.proofs f where f.place_id = p.id), 'fine_until', p.fine_until) order by p.number)
         from visits.places p left join people.members m on m.id = p.therapist_id
         where p.appointment_id = a.id)
        """);
}
