using System.Globalization;
using System.Text.Json;
using Attend.Dispatch;
using Attend.Fleet;
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
    private const string AlarmAnswered = "dispatch.alarm_acknowledged";
    private const string AlarmEnded = "dispatch.alarm_ended";

    /// <summary>Why it is not told any more.</summary>
    private const string Over = "ended";

    private const string Accepted = "dispatch.pre_alert_accepted";

    private static readonly string[] Rings = ["dispatch.alarm_raised", "dispatch.alarm_climbed"];

    /// <summary>What a step means for what was said of its response.</summary>
    private static readonly string[] Answers = ["dispatch.response_acknowledged", "dispatch.change_confirmed"];
    private static readonly string[] OnTheWay =
    [
        "dispatch.unit_en_route", "dispatch.unit_staged", "dispatch.unit_on_scene", "dispatch.crew_at_patient", "dispatch.transport_began",
        "dispatch.unit_at_hospital", "dispatch.care_transferred",
    ];
    private const string Undone = "dispatch.step_undone";
    private const string Corrected = "dispatch.stamp_corrected";
    private const string CrewChanged = "dispatch.crew_changed";
    private const string Revived = "dispatch.pre_alert_revived";

    /// <summary>States in which nobody is on the way any more.</summary>
    private static readonly string[] Off = [.. ResponseLifecycle.Ended.Select(Words.Of)];

    private static readonly string[] Ends = ["dispatch.unit_redirected", "dispatch.response_declined", "dispatch.unit_failed", "dispatch.unit_cleared"];

    private static readonly string[] Settled = ["dispatch.pre_alert_moved", "dispatch.patient_arrived", "dispatch.pre_alert_ended"];

    public static readonly Subscription Subscription = new("notifications.dispatch",
        [
            Assigned, StoodDown, DispatchEvents.CrewTold, Announced, Accepted, Declined, AlarmAnswered, AlarmEnded, Undone, Corrected, CrewChanged, Revived,
            .. Rings, .. Answers, .. OnTheWay, .. Ends, .. Settled,
        ], React);

    private sealed record CrewFacts(string Call, string Unit, Priority Priority, EmergencyType Type, bool Active);

    private static Task React(IServiceProvider services, Change change, EventRow row) => row.Kind switch
    {
        _ when Rings.Contains(row.Kind) => Ring(change, row),
        AlarmAnswered => Answer(change, AlarmOf(row), row),
        AlarmEnded => End(change, AlarmOf(row)),
        _ when Answers.Contains(row.Kind) => Answer(change, ResponseOf(row), row),
        _ when OnTheWay.Contains(row.Kind) => End(change, ResponseOf(row), Kind.CrewAssigned),
        _ when Ends.Contains(row.Kind) => End(change, ResponseOf(row)),
        Accepted => Answer(change, PreAlertOf(row), row),
        _ when Settled.Contains(row.Kind) => End(change, PreAlertOf(row)),
        Announced or Declined => TellOfPatient(change, row),
        Revived => row.ToState is "SENT" ? TellOfPatient(change, row) : Task.CompletedTask,
        CrewChanged => TellNewcomers(change, row),
        // Taken back: whoever was told that it is over is on the way again.
        Undone or Corrected => Off.Contains(row.FromState) && !Off.Contains(row.ToState) ? TellCrew(change, row) : Task.CompletedTask,
        _ => TellCrew(change, row),
    };

    private static async Task Ring(Change change, EventRow row)
    {
        var found = change.Find<AlarmView>($"{AlarmView.Select} where a.id = {Number(row, "alarm_id")}");
        var id = change.NextMessage();
        await change.Send();
        // Who was quicker than the message need not be told.
        if (found.Value is not { State: AlarmState.Raised } alarm)
        {
            return;
        }

        // The rung that this event is about: after an outage the alarm itself may stand higher.
        var meant = Words.Parse<AlarmFor>(row.Data.GetProperty("meant_for").GetString()!);
        var kind = alarm.Kind is AlarmLifecycle.Distress ? Kind.Distress : meant is AlarmFor.Crew ? Kind.CrewUnanswered : Kind.Alarm;
        Messages.Say(change, id.Value, kind, AlarmOf(row), Meant(meant, alarm), new
        {
            alarm = alarm.Kind, alarm_id = alarm.Id, level = row.Data.GetProperty("level").GetInt32(), call_id = alarm.CallId, call = alarm.Call,
            unit_id = alarm.UnitId, unit = alarm.UnitNumber, response_id = alarm.ResponseId, priority = alarm.Priority,
        }, row, alarm.Priority is { } priority ? Words.Of(priority) : null);
        await change.Send();
    }

    /// <summary>A telephone that rings in the pocket of whoever is in danger gives them away.</summary>
    private static string Meant(AlarmFor whom, AlarmView alarm) => (whom, alarm.UnitId) switch
    {
        (AlarmFor.Crew, _) when alarm.ResponseId is { } response => Audience.Aboard(response),
        (AlarmFor.Crew, { } unit) => Audience.CrewOf(unit),
        (AlarmFor.Supervisor, _) => Audience.OnDuty(Role.Supervisor),
        (AlarmFor.Everybody, { } unit) => Audience.But(Audience.OnDuty(Kind.Distress.Roles!), unit),
        _ => Audience.OnDuty(Role.Dispatcher),
    };

    private static async Task TellCrew(Change change, EventRow row)
    {
        var (unitId, responseId) = (Number(row, "unit_id"), Number(row, "response_id"));
        var found = Crew(change, row);
        var id = change.NextMessage();
        await change.Send();
        if (row.Kind is StoodDown)
        {
            Messages.Withdraw(change, ResponseOf(row), Over);
        }

        if (found.Value is { } known && !IsOld(row) && (known.Active || row.Kind is StoodDown))
        {
            var kind = row.Kind switch { Assigned or Undone or Corrected => Kind.CrewAssigned, StoodDown => Kind.CrewStoodDown, _ => Kind.CrewChanged };
            var what = row.Data.TryGetProperty("what", out var said) ? said.ToString() : null;
            Messages.Say(change, id.Value, kind, kind == Kind.CrewStoodDown ? $"{ResponseOf(row)}:end" : ResponseOf(row), Audience.Aboard(responseId), new
            {
                call_id = row.SubjectId, known.Call, unit_id = unitId, known.Unit, response_id = responseId, known.Priority, known.Type, what,
            }, row, Words.Of(known.Priority));
        }

        await change.Send();
    }

    /// <summary>Who comes aboard on the way hears of the call as those did who were sent.</summary>
    private static async Task TellNewcomers(Change change, EventRow row)
    {
        long[] came = row.Data.TryGetProperty("came", out var ids) ? [.. ids.EnumerateArray().Select(id => id.GetInt64())] : [];
        var found = Crew(change, row);
        var id = change.NextMessage();
        await change.Send();
        if (came.Length > 0 && found.Value is { Active: true } known && !IsOld(row))
        {
            Messages.Say(change, id.Value, Kind.CrewAssigned, ResponseOf(row), Audience.Person(came), new
            {
                call_id = row.SubjectId, known.Call, unit_id = Number(row, "unit_id"), known.Unit, response_id = Number(row, "response_id"), known.Priority, known.Type,
            }, row, Words.Of(known.Priority));
            await change.Send();
        }
    }

    private static async Task TellOfPatient(Change change, EventRow row)
    {
        var (hospitalId, responseId) = (Number(row, "hospital_id"), Number(row, "response_id"));
        var site = change.Find<long?>($"select site_id from dispatch.hospital_names where id = {hospitalId}");
        var found = Crew(change, row);
        var id = change.NextMessage();
        await change.Send();
        if (site.Value is not { } where || found.Value is not { Active: true } known || IsOld(row))
        {
            return;
        }

        var declined = row.Kind is Declined;
        if (declined)
        {
            Messages.Withdraw(change, PreAlertOf(row), "answered");
        }

        Messages.Say(change, id.Value, declined ? Kind.PreAlertDeclined : Kind.PreAlert, PreAlertOf(row),
            declined ? Audience.OnDuty(Kind.PreAlertDeclined.Roles!) : Audience.OnDutyAt(where, Kind.PreAlert.Roles!), new
            {
                hospital_id = hospitalId, call_id = row.SubjectId, known.Call, known.Unit, response_id = responseId, known.Priority,
                minutes = Minutes(row, change.Now),
            }, row, Words.Of(known.Priority));
        await change.Send();
    }

    private static async Task Answer(Change change, string subject, EventRow row)
    {
        Messages.Acknowledge(change, subject, row.Actor.StartsWith("user:", StringComparison.Ordinal) ? Number(row.Actor) : null, "acknowledged");
        await change.Send();
    }

    private static async Task End(Change change, string subject, params Kind[] only)
    {
        Messages.Withdraw(change, subject, Over, only);
        await change.Send();
    }

    private static Pending<CrewFacts?> Crew(Change change, EventRow row) => change.Find<CrewFacts>($"""
        select c.call_number as call, u.unit_number as unit, c.priority, c.emergency_type as type, r.ended_at is null as active
        from dispatch.call_names c
        join dispatch.measured_responses r on r.id = {Number(row, "response_id")}
        join fleet.unit_names u on u.id = r.unit_id
        where c.id = {row.SubjectId}
        """);

    /// <summary>A step that was entered long after it was made is nobody's news: whoever made it was there.</summary>
    private static bool IsOld(EventRow row) =>
        row.Data.TryGetProperty("stamp", out var stamp) && stamp.ValueKind is JsonValueKind.String && stamp.TryGetDateTimeOffset(out var at) && row.At - at > Tap.Old;

    /// <summary>Until the patient arrives; null where nobody knows.</summary>
    private static int? Minutes(EventRow row, DateTimeOffset now) =>
        row.Data.TryGetProperty("eta", out var eta) && eta.ValueKind is JsonValueKind.String ? Math.Max(0, (int)Math.Ceiling((eta.GetDateTimeOffset() - now).TotalMinutes)) : null;

    private static string AlarmOf(EventRow row) => $"alarm:{Number(row, "alarm_id")}";

    private static string PreAlertOf(EventRow row) => $"pre_alert:{Number(row, "pre_alert_id")}";

    private static string ResponseOf(EventRow row) => $"response:{Number(row, "response_id")}";

    private static long Number(string actor) => long.Parse(actor.AsSpan("user:".Length), CultureInfo.InvariantCulture);

    private static long Number(EventRow row, string member) => row.Data.GetProperty(member).GetInt64();
}
