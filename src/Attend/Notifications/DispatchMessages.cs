using Attend.Dispatch;
using Attend.People;
using Attend.Platform;
using Attend.Platform.Database;
using Attend.Platform.Events;

namespace Attend.Notifications;

/// <summary>
/// What people are told of Dispatch: a crew of its call, a hospital of who comes, whoever an alarm has climbed to. What was answered meanwhile
/// is not told any more.
/// </summary>
internal static class DispatchMessages
{
    private const string Assigned = "dispatch.unit_assigned";
    private const string StoodDown = "dispatch.unit_stood_down";
    private const string Announced = "dispatch.pre_alert_sent";
    private const string Declined = "dispatch.pre_alert_declined";

    private static readonly string[] Rings = ["dispatch.alarm_raised", "dispatch.alarm_climbed"];
    private static readonly string[] Silence = ["dispatch.alarm_acknowledged", "dispatch.alarm_ended"];
    private static readonly string[] Taken = ["dispatch.response_acknowledged", "dispatch.unit_redirected", "dispatch.response_declined"];

    public static readonly Subscription Subscription = new("notifications.dispatch",
        [Assigned, StoodDown, DispatchEvents.CrewTold, Announced, Declined, .. Rings, .. Silence, .. Taken], React);

    private sealed record CrewFacts(string Call, string Unit, Priority Priority, EmergencyType Type);

    private sealed record AlertFacts(string Hospital, long SiteId);

    private static Task React(IServiceProvider services, Change change, EventRow row) => row.Kind switch
    {
        _ when Rings.Contains(row.Kind) => Ring(change, row),
        _ when Silence.Contains(row.Kind) => Done(change, AlarmOf(row), row.Kind is "dispatch.alarm_ended" ? "ended" : "acknowledged"),
        _ when Taken.Contains(row.Kind) => Done(change, ResponseOf(row), "answered"),
        Announced or Declined => TellOfPatient(change, row),
        _ => TellCrew(change, row),
    };

    private static async Task Ring(Change change, EventRow row)
    {
        var found = change.Find<AlarmView>($"{AlarmView.Select} where a.id = {Number(row, "alarm_id")}");
        var id = change.NextId("notifications.messages");
        await change.Send();
        // Who was quicker than the message need not be told.
        if (found.Value is not { State: AlarmState.Raised } alarm)
        {
            return;
        }

        var distress = alarm.Kind is AlarmLifecycle.Distress;
        Messages.Say(change, id.Value, distress ? Kind.Distress : Kind.Alarm, AlarmOf(row), Meant(alarm.MeantFor, alarm.UnitId), new
        {
            alarm = alarm.Kind, alarm_id = alarm.Id, level = alarm.Level, call_id = alarm.CallId, call = alarm.Call, unit_id = alarm.UnitId,
            unit = alarm.UnitNumber, priority = alarm.Priority,
        }, row, alarm.MeantFor is AlarmFor.Crew ? Kind.Loud : null);
        await change.Send();
    }

    private static string Meant(AlarmFor whom, long? unitId) => whom switch
    {
        AlarmFor.Crew when unitId is { } unit => Audience.CrewOf(unit),
        AlarmFor.Supervisor => Audience.OnDuty(Role.Supervisor),
        AlarmFor.Everybody => Audience.OnDuty(Role.Dispatcher, Role.Supervisor, Role.Paramedic),
        _ => Audience.OnDuty(Role.Dispatcher),
    };

    private static async Task TellCrew(Change change, EventRow row)
    {
        var (unitId, responseId) = (Number(row, "unit_id"), Number(row, "response_id"));
        var found = Crew(change, row);
        var id = change.NextId("notifications.messages");
        await change.Send();
        if (row.Kind is StoodDown)
        {
            Messages.Withdraw(change, ResponseOf(row), "ended");
        }

        if (found.Value is { } known)
        {
            var kind = row.Kind switch { Assigned => Kind.CrewAssigned, StoodDown => Kind.CrewStoodDown, _ => Kind.CrewChanged };
            var what = row.Data.TryGetProperty("what", out var said) ? said.ToString() : null;
            Messages.Say(change, id.Value, kind, kind == Kind.CrewStoodDown ? $"{ResponseOf(row)}:end" : ResponseOf(row), Audience.CrewOf(unitId), new
            {
                call_id = row.SubjectId, known.Call, unit_id = unitId, known.Unit, response_id = responseId, known.Priority, known.Type, what,
            }, row);
        }

        await change.Send();
    }

    private static async Task TellOfPatient(Change change, EventRow row)
    {
        var (hospitalId, responseId) = (Number(row, "hospital_id"), Number(row, "response_id"));
        var hospital = change.Find<AlertFacts>($"select name as hospital, site_id from dispatch.hospital_names where id = {hospitalId}");
        var found = Crew(change, row);
        var id = change.NextId("notifications.messages");
        await change.Send();
        if (hospital.Value is not { } where || found.Value is not { } known)
        {
            return;
        }

        var declined = row.Kind is Declined;
        Messages.Say(change, id.Value, declined ? Kind.PreAlertDeclined : Kind.PreAlert, $"pre_alert:{Number(row, "pre_alert_id")}",
            declined ? Audience.OnDuty(Role.Dispatcher) : Audience.OnDutyAt(where.SiteId, Role.Hospital, Role.Nurse, Role.Doctor), new
            {
                hospital_id = hospitalId, where.Hospital, call_id = row.SubjectId, known.Call, known.Unit, response_id = responseId, known.Priority,
            }, row);
        await change.Send();
    }

    private static async Task Done(Change change, string subject, string reason)
    {
        Messages.Withdraw(change, subject, reason);
        await change.Send();
    }

    private static Pending<CrewFacts?> Crew(Change change, EventRow row) => change.Find<CrewFacts>($"""
        select c.call_number as call, u.unit_number as unit, c.priority, c.emergency_type as type
        from dispatch.call_names c
        join dispatch.measured_responses r on r.id = {Number(row, "response_id")}
        join fleet.unit_names u on u.id = r.unit_id
        where c.id = {row.SubjectId}
        """);

    private static string AlarmOf(EventRow row) => $"alarm:{Number(row, "alarm_id")}";

    private static string ResponseOf(EventRow row) => $"response:{Number(row, "response_id")}";

    private static long Number(EventRow row, string member) => row.Data.GetProperty(member).GetInt64();
}
