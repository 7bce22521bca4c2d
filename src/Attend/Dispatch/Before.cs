using Attend.Platform.Database;

namespace Attend.Dispatch;

/// <summary>A patient before and after a tap.</summary>
internal sealed record PatientChange(PatientRow Was, PatientRow Became)
{
    /// <summary>The patient without what the tap did.</summary>
    public PatientRow Back(PatientRow now) => now with
    {
        ResponseId = Before.Back(now.ResponseId, Became.ResponseId, Was.ResponseId),
        DestinationId = Before.Back(now.DestinationId, Became.DestinationId, Was.DestinationId),
        Disposition = Before.Back(now.Disposition, Became.Disposition, Was.Disposition),
        DispositionAt = Before.Back(now.DispositionAt, Became.DispositionAt, Was.DispositionAt),
        HandedTo = Before.Back(now.HandedTo, Became.HandedTo, Was.HandedTo),
    };
}

/// <summary>A pre-alert as an undo needs it.</summary>
internal sealed record PreAlertRow(long Id, PreAlertState State, DateTimeOffset StateSince);

/// <summary>
/// What a tap was about to change, kept with its stamp: an undo puts back exactly that, and what others changed since stays. A member
/// that the document lacks was null.
/// </summary>
/// <param name="StateSince">Since when the response was in the state that it left.</param>
/// <param name="At">The step's stamp before.</param>
/// <param name="ToHospitalId">Where the tap sent the unit.</param>
/// <param name="Added">The flags that the tap added; those that it took away are <paramref name="Removed"/>.</param>
/// <param name="CallBecame">The call's own disposition after the tap; <paramref name="CallWas"/> before it.</param>
/// <param name="PreAlerts">Those that lived, with the state in which they were.</param>
/// <param name="Crew">Who was aboard, when the tap ended the response.</param>
internal sealed record Before(
    DateTimeOffset StateSince, int Leg, DateTimeOffset? At, DateTimeOffset? AtHospitalAt, DateTimeOffset? TransferredCareAt,
    long? HospitalId, long? ToHospitalId, string? Disposition, string? HandedTo, string? ChangePending, string[] Added, string[] Removed,
    IReadOnlyList<PatientChange> Patients, string? CallWas, string? CallBecame, IReadOnlyList<PreAlertRow>? PreAlerts = null,
    long[]? Crew = null)
{
    /// <summary>The value before the tap where the tap's own still stands; else what somebody made of it since.</summary>
    public static T Back<T>(T now, T became, T was) => EqualityComparer<T>.Default.Equals(now, became) ? was : now;

    /// <summary>The document for the stamp of a step from one row to the other; queue it before the step's own writes.</summary>
    public static Sql Of(Step step, string column, ResponseRow was, ResponseRow became)
    {
        var now = step.Patients.ToDictionary(patient => patient.Id);
        var known = new Before(
            was.StateSince, was.Leg, column is "ended_at" ? null : Stamps.Value(was, column), was.AtHospitalAt, was.TransferredCareAt,
            was.HospitalId, became.HospitalId, was.Disposition, was.HandedTo, was.ChangePending,
            [.. became.Flags.Except(was.Flags)], [.. was.Flags.Except(became.Flags)],
            [.. step.Sheet.Patients.Where(patient => now[patient.Id] != patient).Select(patient => new PatientChange(patient, now[patient.Id]))],
            step.Sheet.Call.Disposition, step.CallDisposition);
        Sql ends = became.Active ? Sql.Raw("") : (Sql)$"""
            , 'crew', coalesce((select jsonb_agg(member) from dispatch.crew where response_id = {was.Id} and to_at is null), '[]')
            """;
        return $"""
            jsonb_strip_nulls({Sql.Json(known)} || jsonb_build_object('pre_alerts', coalesce((
                select jsonb_agg(jsonb_build_object('id', id, 'state', state, 'state_since', state_since) order by id)
                from dispatch.pre_alerts where response_id = {was.Id} and state not in ('MOVED', 'ENDED')), '[]'){ends}))
            """;
    }
}
