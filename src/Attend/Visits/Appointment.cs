using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;

namespace Attend.Visits;

/// <summary>What a visit costs has been settled, as somebody recorded it; nothing is paid here.</summary>
[LowerWords]
internal enum Payment { Unpaid, Paid, Insured, Waived }

/// <summary>How it was proved that a therapist was there.</summary>
[LowerWords]
internal enum ProofKind { Code, Signature }

/// <summary>What a decision needs of an appointment, read under its lock.</summary>
/// <param name="Skills">What each of its therapists must be able to do.</param>
/// <param name="ProofRequired">Something of what is done there asks for the client's code or signature.</param>
internal sealed record AppointmentRow(
    long Id, long SiteId, long ClientId, DateTimeOffset StartsAt, DateTimeOffset EndsAt, string Address, double Latitude, double Longitude, string? Notes,
    AppointmentState State, DateTimeOffset StateSince, long Version, string? OverlapReason, int? LateMinutes, Payment Payment, string? PaymentNote, string Code, string[] Skills,
    bool ProofRequired)
{
    /// <summary>Over <c>visits.appointments a</c>; the caller adds the where.</summary>
    public static Sql Select => Sql.Raw("""
        select a.id, a.site_id, a.client_id, a.starts_at, a.ends_at, a.address, a.latitude, a.longitude, a.notes, a.state, a.state_since, a.version,
               a.overlap_reason, a.late_minutes, a.payment, a.payment_note, a.code,
               coalesce((select array_agg(distinct k) from visits.appointment_services v cross join unnest(v.skills) as k where v.appointment_id = a.id), '{}') as skills,
               exists (select from visits.appointment_services v where v.appointment_id = a.id and v.proof_required) as proof_required
        from visits.appointments a
        """);
}

/// <summary>One thing that is done at a visit, as it was agreed.</summary>
/// <param name="ProofRequired">Nobody ends the visit without the client's code or signature, unless they say why.</param>
internal sealed record AgreedServiceView(int Number, long ServiceId, string Name, int Minutes, decimal? Price, string? Currency, bool ProofRequired);

/// <summary>An appointment with its places and services as operators, and those who come, see it; times in UTC.</summary>
/// <param name="Zone">By whose clock it is meant.</param>
/// <param name="Occurrence">Of a series: when it would begin by the rule and the clock of the site, whatever became of it; by this the series knows it.</param>
/// <param name="LateMinutes">So late are they who come, as they said last.</param>
/// <param name="ReasonCode">Of cancelling it, or of a client who was not there.</param>
/// <param name="OverlapReason">Why the client may have another visit at the same time.</param>
/// <param name="AwaitsReview">Somebody rejected a place, and an operator is to say what becomes of it.</param>
/// <param name="Code">What the client says at the door to prove that somebody came; only operators read it.</param>
internal sealed record AppointmentView(
    long Id, long SiteId, string Zone, long ClientId, string ClientName, long? SeriesId, string? Occurrence, DateTimeOffset StartsAt, DateTimeOffset EndsAt, string Address,
    double Latitude, double Longitude, string? Notes, AppointmentState State, DateTimeOffset StateSince, long Version, int? LateMinutes, string? ReasonCode,
    string? Reason, string? OverlapReason, Payment Payment, string? PaymentNote, string? Code, bool AwaitsReview, IReadOnlyList<AgreedServiceView> Services,
    IReadOnlyList<PlaceView> Places, long? BookedBy, DateTimeOffset? BookedAt, DateTimeOffset? RescheduledAt, DateTimeOffset? ConfirmedAt,
    DateTimeOffset? RejectedAt, DateTimeOffset? EnRouteAt, DateTimeOffset? ArrivedAt, DateTimeOffset? StartedAt, DateTimeOffset? CompletedAt,
    DateTimeOffset? CancelledAt, DateTimeOffset? NoShowAt, DateTimeOffset? ExpiredAt)
{
    /// <summary>What the reader may do with it now.</summary>
    public IReadOnlyList<string> Actions { get; init; } = [];

    /// <summary>The ways for which a car may still be asked, whether or not one is.</summary>
    public IReadOnlyList<VisitWay> Ways => Visits.Ways.Of(State);

    /// <summary>The view with the reader's keys. Whoever is to prove that they were there does not read the proof.</summary>
    public AppointmentView For(Caller caller)
    {
        var keeps = caller.Reaches(Permissions.VisitsPlan, SiteId);
        return this with
        {
            Code = keeps ? Code : null,
            Places = [.. Places.Select(place => place.For(caller, keeps))],
            Actions =
            [
                .. AppointmentLifecycle.Table.Table.Actions(Words.Of(State), caller.MayAtAll).Where(action => action is not "deny" || AwaitsReview),
            ],
        };
    }

    /// <summary>The view over <c>visits.appointments a</c>; the caller adds the where.</summary>
    public static Sql Select => $"""
        select a.id, a.site_id, s.zone, a.client_id, c.name as client_name, a.series_id,
               to_char(a.occurrence, 'YYYY-MM-DD"T"HH24:MI') as occurrence, a.starts_at, a.ends_at, a.address, a.latitude, a.longitude, a.notes,
               a.state, a.state_since, a.version, a.late_minutes, a.reason_code, a.reason, a.overlap_reason, a.payment, a.payment_note, a.code,
               exists (select from visits.places p join visits.refusals r on r.place_id = p.id
                       where p.appointment_id = a.id and p.state = 'OPEN' and r.how = 'rejected' and r.reviewed_at is null) as awaits_review,
               coalesce((select jsonb_agg(jsonb_build_object('number', v.number, 'service_id', v.service_id, 'name', v.name, 'minutes', v.minutes,
                             'price', v.price, 'currency', v.currency, 'proof_required', v.proof_required) order by v.number)
                         from visits.appointment_services v where v.appointment_id = a.id), '[]') as services,
               {PlaceView.Of} as places,
               a.booked_by, a.booked_at, a.rescheduled_at, a.confirmed_at, a.rejected_at, a.en_route_at, a.arrived_at, a.started_at, a.completed_at,
               a.cancelled_at, a.no_show_at, a.expired_at
        from visits.appointments a
        join visits.clients c on c.id = a.client_id
        join people.sites s on s.id = a.site_id
        """;
}
