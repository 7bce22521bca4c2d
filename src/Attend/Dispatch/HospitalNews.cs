using Attend.Platform.Events;
using Attend.Platform.Live;

namespace Attend.Dispatch;

/// <summary>A unit that comes to a hospital, or stands there, as the hospital's room shows it: no name of anybody.</summary>
internal sealed record ArrivingUnit(
    long ResponseId, long CallId, string UnitNumber, ResponseState State, long Version, DateTimeOffset? TransportingAt, DateTimeOffset? AtHospitalAt,
    DateTimeOffset? TransferredCareAt)
{
    /// <summary>What the hospital's staff may do with it now.</summary>
    public IReadOnlyList<string> Actions { get; init; } = [];

    public static ArrivingUnit Of(ResponseView response, DateTimeOffset now) => new(
        response.Id, response.CallId, response.UnitNumber, response.State, response.Version, response.TransportingAt, response.AtHospitalAt,
        response.TransferredCareAt)
    {
        Actions = response.For(DispatchNews.AnyNurse, now).Actions,
    };
}

/// <summary>What a hospital's room hears: who comes, who comes no more, and what was announced of the patients.</summary>
internal static class HospitalNews
{
    public static void OfResponse(EventRow row, string @event, ResponseView response, bool its, DateTimeOffset now, Action<News> tell)
    {
        var comes = response is { HospitalId: not null, EndedAt: null, TransportingAt: not null };
        if (comes)
        {
            tell(new News(DispatchNews.HospitalRoom(response.HospitalId!.Value), "arrival_update", @event, ArrivingUnit.Of(response, now)));
        }

        if (!its)
        {
            return;
        }

        // Taken back before it set out, or over: whoever waited for it waits no more.
        if (!comes && response.HospitalId is { } hospital && (response.TransportingAt is not null || Undone(row)))
        {
            tell(Gone(hospital, @event, response));
        }

        if (row.Number("from_hospital_id") is { } left && left != response.HospitalId)
        {
            tell(Gone(left, @event, response));
        }
    }

    /// <summary>
    /// Whether an event of a call changes what its announcements say, though it moves none of them: the hospital hears each of them again.
    /// </summary>
    public static bool Changes(EventRow row) => row.Kind is DispatchEvents.PatientAdded or DispatchEvents.PatientChanged
        or DispatchEvents.DispositionGiven or DispatchEvents.CallEdited or DispatchEvents.CallErased or "dispatch.call_reprioritised";

    public static void OfPreAlert(EventRow row, string @event, PreAlertView alert, ResponseView? response, Action<News> tell)
    {
        tell(new News(DispatchNews.HospitalRoom(alert.HospitalId), "pre_alert_update", @event, alert));
        if (row.ToState == "MOVED" && response is not null && response.HospitalId != alert.HospitalId)
        {
            tell(Gone(alert.HospitalId, @event, response));
        }
    }

    private static bool Undone(EventRow row) => row.Kind is "dispatch.step_undone" or "dispatch.stamp_corrected";

    private static News Gone(long hospital, string @event, ResponseView response) => new(
        DispatchNews.HospitalRoom(hospital), "arrival_removed", @event,
        new { response_id = response.Id, response.CallId, response.UnitNumber, response.Version });
}
