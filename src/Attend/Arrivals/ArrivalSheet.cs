using Attend.Platform.Database;

namespace Attend.Arrivals;

/// <summary>The emergency queue of a hospital.</summary>
/// <param name="Classes">How many its scale has.</param>
internal sealed record EmergencyQueue(long HospitalId, long SiteId, long QueueId, int Classes);

/// <summary>
/// The arrivals of a call under their locks, and what Dispatch says of its units now. A call may have been linked into another one, which
/// took its units along: the entry is found there by its unit, and follows.
/// </summary>
internal sealed class ArrivalSheet
{
    private readonly Pending<IReadOnlyList<ArrivalRow>> entries;
    private readonly Pending<IReadOnlyList<Journey>> journeys;
    private readonly Pending<IReadOnlyList<EmergencyQueue>> queues;
    private readonly Pending<IReadOnlyList<Response>> responses;

    private ArrivalSheet(Change change, long callId)
    {
        // Two indexes, one after the other: an "or" over both would read every arrival that there ever was.
        Sql which = $"""
            a.state <> 'WITHDRAWN' and a.id in (
                select id from arrivals.arrivals where call_id = {callId}
                union select o.id from dispatch.carried c join arrivals.arrivals o on o.response_id = c.response_id where c.call_id = {callId})
            """;
        change.Lock($"select from arrivals.arrivals a where {which} order by a.id for no key update");
        entries = change.List<ArrivalRow>($"{ArrivalRow.Select} where {which} order by a.id");
        journeys = change.List<Journey>($"{Journey.Select} where call_id = {callId} order by response_id, patient_id");
        // A site may have several such queues (children's); the first one is where ambulances are sent.
        queues = change.List<EmergencyQueue>($"""
            select distinct on (h.id) h.id as hospital_id, h.site_id, q.id as queue_id,
                   (select count(*)::int from queues.classes c where c.queue_id = q.id) as classes
            from dispatch.hospital_names h join queues.names q on q.site_id = h.site_id and q.emergency
            where h.id in (select coalesce(left_at, hospital_id) from dispatch.carried where call_id = {callId})
            order by h.id, q.id
            """);
        responses = change.List<Response>($"""
            select r.id, r.call_id from dispatch.measured_responses r
            where r.id in (select a.response_id from arrivals.arrivals a where a.call_id = {callId} and a.state <> 'WITHDRAWN')
            """);
        CallId = callId;
    }

    private sealed record Response(long Id, long CallId);

    public long CallId { get; }

    public IReadOnlyList<ArrivalRow> Entries => entries.Value;

    public IReadOnlyList<Journey> Journeys => journeys.Value;

    public static ArrivalSheet Lock(Change change, long callId) => new(change, callId);

    /// <summary>Null where the hospital has no emergency queue: nothing arrives there.</summary>
    public EmergencyQueue? QueueOf(Journey journey) => queues.Value.FirstOrDefault(queue => queue.HospitalId == journey.To);

    /// <summary>The last entry of whom a unit brings. One that stood for a patient whom nobody had written down is theirs once somebody has.</summary>
    /// <param name="taken">Those that are somebody else's.</param>
    public ArrivalRow? EntryOf(Journey journey, IReadOnlySet<long> taken)
    {
        var own = journey.PatientId is { } patient ? Entries.LastOrDefault(entry => entry.PatientId == patient) : null;
        return own ?? Entries.LastOrDefault(entry => entry.PatientId is null && entry.ResponseId == journey.ResponseId && !taken.Contains(entry.Id));
    }

    /// <summary>The same patient has been brought again since.</summary>
    public bool IsHistory(ArrivalRow entry) => Entries.Any(other => other.Id > entry.Id
        && (entry.PatientId is { } patient ? other.PatientId == patient : other.PatientId is null && other.ResponseId == entry.ResponseId));

    /// <summary>Its unit is on another call now, which looks after it.</summary>
    public bool IsElsewhere(ArrivalRow entry) => responses.Value.FirstOrDefault(response => response.Id == entry.ResponseId) is { } known && known.CallId != CallId;
}
