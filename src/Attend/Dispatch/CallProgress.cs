using Attend.Platform.Database;

namespace Attend.Dispatch;

/// <summary>Where a call stands, derived from its units and patients. Pure: what goes in decides what comes out.</summary>
/// <param name="NeedsUnit">Why somebody must send a unit, or null.</param>
/// <param name="Finished">Every patient (or, without patients, the call) has a disposition and no unit is on it.</param>
internal sealed record CallProgress(CallState State, string? NeedsUnit, bool Finished)
{
    private IReadOnlyList<ResponseRow> Responses { get; init; } = [];

    /// <param name="takenBack">An undo or a correction: the state may fall to what the stamps now say.</param>
    public static CallProgress Of(
        CallRow call, IReadOnlyList<ResponseRow> responses, IReadOnlyList<PatientRow> patients, string? disposition, bool takenBack = false)
    {
        List<ResponseRow> current = [.. responses.Where(response => response.Active || !(response.Id <= call.ReopenedAfter))];
        return Derive(call, current, patients, disposition, takenBack) with { Responses = responses };
    }

    /// <param name="responses">Of a call that somebody opened again, those that were sent since: it is not ended by how it ended before.</param>
    private static CallProgress Derive(
        CallRow call, IReadOnlyList<ResponseRow> responses, IReadOnlyList<PatientRow> patients, string? disposition, bool takenBack)
    {
        var active = responses.Any(response => response.Active);
        var furthest = responses.Select(Reached).DefaultIfEmpty(CallState.Received).Max();
        if (active)
        {
            var state = takenBack || call.State is CallState.Received ? furthest : (CallState)Math.Max((int)furthest, (int)call.State);
            return new(state, Unsettled(patients) ? Unreplaced(responses) : null, false);
        }

        var settled = patients.Count > 0 ? patients.All(patient => patient.Disposition is not null) : disposition is not null;
        if (settled && !StandsAsReopened(call, responses, patients))
        {
            return new(call.State, null, true);
        }

        // Nobody came, or everybody was taken away before arriving: the call is as if no unit had been sent.
        var arrived = responses.Any(response => response.Arrived);
        var reason = (responses.Count == 0 ? null : responses[^1]) is not { } last ? "no_unit"
            : last.State switch
            {
                ResponseState.Failed => "unit_failed",
                ResponseState.Declined => "declined",
                ResponseState.StoodDown => "taken_away",
                _ => "no_disposition",
            };
        var fell = !arrived && responses.All(response => response.State is not ResponseState.Cleared);
        return new(fell ? CallState.Received : takenBack ? furthest : (CallState)Math.Max((int)furthest, (int)call.State), reason, false);
    }

    /// <summary>
    /// Queues what changed: through the door when the state or the need for a unit changed, else a new version only, because the call's
    /// view shows its units.
    /// </summary>
    public void Save(Change change, CallSheet sheet, DateTimeOffset at, Sql? set = null)
    {
        var call = sheet.Call;
        Sql more = $", updated_at = {change.Now}, {Stamps(Responses)}{With(set)}";
        if (Finished)
        {
            change.Move(CallLifecycle.Table, call.Id, CallAction.Finish, at,
                set: $"needs_unit_since = null, needs_unit_reason = null, closed_recorded_at = {change.Now}{more}");
            Watches.Stop(change, call.Id);
            return;
        }

        if (State == call.State && NeedsUnit is not null == call.NeedsUnitSince is not null)
        {
            Bump(change, call.Id, $"{Stamps(Responses)}{With(set)}");
            return;
        }

        var since = NeedsUnit is null ? null : call.NeedsUnitSince ?? (DateTimeOffset?)at;
        change.Move(CallLifecycle.Table, call.Id, CallAction.Progress, at, State,
            $"needs_unit_since = {since}, needs_unit_reason = {NeedsUnit}{more}",
            new { needs_unit = NeedsUnit });
        if (NeedsUnit is not null)
        {
            Watches.NeedsUnit(change, call, at);
        }
    }

    /// <summary>
    /// Queues what other patients, or other facts about them, mean for the call. One that is planned or over only gets a new version.
    /// </summary>
    public static void Follow(Change change, CallSheet sheet, IReadOnlyList<PatientRow> patients, DateTimeOffset at)
    {
        if (sheet.Call is { Working: true } call)
        {
            Of(call, sheet.Responses, patients, call.Disposition).Save(change, sheet, at);
        }
        else
        {
            Bump(change, sheet.Call.Id);
        }
    }

    /// <summary>Queues a new version of the call: what its view shows has changed, its state has not.</summary>
    public static void Bump(Change change, long callId, Sql? set = null) =>
        change.Run($"update dispatch.calls set version = version + 1, updated_at = {change.Now}{With(set)} where id = {callId}");

    /// <summary>
    /// The call's own stamps, always the earliest of its units': one that is corrected, undone or late corrects the call's. Who was taken
    /// away before arriving has been sent, and no more.
    /// </summary>
    public static Sql Stamps(IReadOnlyList<ResponseRow> responses)
    {
        var served = responses.Where(response => Reached(response) > CallState.Received).ToList();
        return $"""
            dispatched_at = {responses.Min(response => (DateTimeOffset?)response.AssignedAt)},
            en_route_at = {served.Min(response => response.EnRouteAt)},
            on_scene_at = {served.Min(response => response.OnSceneAt)},
            transporting_at = {served.Min(response => response.FirstTransportingAt ?? response.TransportingAt)},
            at_hospital_at = {served.Min(response => response.FirstAtHospitalAt ?? response.AtHospitalAt)}
            """;
    }

    private static Sql? With(Sql? set) => set is null ? null : (Sql)$", {set}";

    /// <summary>
    /// Why a unit is missing although others are there: one failed, or was taken away for another call, and nobody was sent since. One
    /// that was sent and ended before it came does not count.
    /// </summary>
    private static string? Unreplaced(IReadOnlyList<ResponseRow> responses) =>
        responses.Where(response => response.State is ResponseState.Failed || response.Redirected).MaxBy(response => response.EndedAt) is { } lost
        && !responses.Any(later => later.Id > lost.Id && later.AssignedAt >= lost.EndedAt
            && later.State is not (ResponseState.Declined or ResponseState.StoodDown))
            ? lost.Redirected ? "taken_away" : "unit_failed"
            : null;

    /// <summary>Opened again, and since then nobody has come to an end there and nobody has said how it ended.</summary>
    private static bool StandsAsReopened(CallRow call, IReadOnlyList<ResponseRow> responses, IReadOnlyList<PatientRow> patients) =>
        call.ReopenedAfter is not null && patients.Count > 0 && responses.All(response => response.State is not ResponseState.Cleared)
        && patients.All(patient => patient.DispositionAt < call.ReopenedAt);

    private static bool Unsettled(IReadOnlyList<PatientRow> patients) =>
        patients.Count == 0 || patients.Any(patient => patient.Disposition is null);

    /// <summary>The furthest a unit has come. One that ended before it arrived counts for nothing.</summary>
    private static CallState Reached(ResponseRow response) => response.State switch
    {
        ResponseState.Assigned or ResponseState.Acknowledged => CallState.Dispatched,
        ResponseState.EnRoute or ResponseState.Staged => CallState.EnRoute,
        ResponseState.OnScene => CallState.OnScene,
        ResponseState.Transporting => CallState.Transporting,
        ResponseState.AtHospital or ResponseState.TransferredCare => CallState.AtHospital,
        _ when response.AtHospitalAt is not null => CallState.AtHospital,
        _ when response.TransportingAt is not null => CallState.Transporting,
        _ when response.Arrived => CallState.OnScene,
        ResponseState.Cleared => response.EnRouteAt is not null ? CallState.EnRoute : CallState.Dispatched,
        _ => CallState.Received,
    };
}
