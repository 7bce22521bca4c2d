namespace Attend.Notifications;

/// <summary>A message of each kind with made-up facts: readable numbers, words of enumerations, times; never a person.</summary>
/// <param name="Facts">Every fact that the texts of the kind name.</param>
/// <param name="Optional">Those that may be missing.</param>
internal sealed record Sample(string Kind, IReadOnlyDictionary<string, object?> Facts, IReadOnlyList<string> Optional)
{
    private static readonly DateTimeOffset Morning = new(2026, 11, 23, 6, 30, 0, TimeSpan.Zero);

    public static readonly IReadOnlyList<Sample> All =
    [
        Of("crew_assigned", [], ("call", "CALL-9E3779B1"), ("unit", "RTW-12"), ("priority", "CRITICAL"), ("type", "CARDIAC")),
        Of("crew_changed", [], ("call", "CALL-9E3779B1"), ("unit", "RTW-12"), ("what", "priority")),
        Of("crew_unanswered", [], ("call", "CALL-9E3779B1"), ("unit", "RTW-12")),
        Of("crew_stood_down", [], ("call", "CALL-9E3779B1"), ("unit", "RTW-12")),
        Of("distress", ["call"], ("unit", "RTW-12"), ("call", "CALL-9E3779B1")),
        Of("alarm", ["unit", "call", "priority"],
            ("alarm", "not_acknowledged"), ("unit", "RTW-12"), ("call", "CALL-9E3779B1"), ("level", 1), ("priority", "CRITICAL")),
        Of("pre_alert", ["minutes"],
            ("hospital", "St Mary's Hospital"), ("unit", "RTW-12"), ("call", "CALL-9E3779B1"), ("priority", "CRITICAL"), ("minutes", 12)),
        Of("pre_alert_declined", [], ("hospital", "St Mary's Hospital"), ("unit", "RTW-12"), ("call", "CALL-9E3779B1")),
        Of("shift_begins", [], ("site", "Station North"), ("at", Morning)),
        Of("licence_expires", ["licence"], ("licence", "Paramedic"), ("on", new DateOnly(2026, 12, 23)), ("days", 30)),
        Of("work_failed", [], ("what", "dispatch.watch_response"), ("count", 3)),
        Of("queue_opened", [], ("department", "Radiology"), ("site", "St Mary's Hospital")),
        Of("queue_closed", [], ("department", "Radiology"), ("site", "St Mary's Hospital")),
        Of("ticket_next", [], ("ticket", "A-042"), ("department", "Radiology")),
        Of("ticket_delayed", [], ("ticket", "A-042"), ("department", "Radiology"), ("minutes", 40)),
        Of("ticket_called", [], ("ticket", "A-042"), ("desk", "Room 3")),
        Of("ticket_return", ["what"], ("ticket", "A-042"), ("department", "Radiology"), ("what", "passed_over")),
        Of("patient_worse", [], ("ticket", "A-042"), ("department", "Radiology")),
        Of("patient_unattended", ["what"], ("ticket", "A-042"), ("department", "Radiology"), ("what", "call_lapsed")),
        Of("reassessment_due", [], ("ticket", "A-042"), ("department", "Radiology")),
        Of("visit_asked", [], ("at", Morning), ("by", Morning.AddHours(-12)), ("what", "asked")),
        Of("visit_changed", ["minutes"], ("at", Morning), ("minutes", 15), ("what", "moved")),
        Of("visit_review", [], ("at", Morning), ("what", "rejected")),
        Of("visit_unended", [], ("at", Morning)),
        Of("visit_news", ["minutes"], ("at", Morning), ("minutes", 15), ("what", "confirmed")),
        Of("trip_offered", [], ("urgency", "urgent"), ("what", "offered")),
        Of("trip_changed", [], ("what", "redirected")),
        Of("trip_news", ["minutes"], ("minutes", 8), ("what", "on_the_way")),
        Of("trip_unserved", [], ("urgency", "urgent"), ("what", "nobody")),
        Of("test", []),
        Of("digest", [], ("count", 5), ("kind", "shift_begins")),
    ];

    private static Sample Of(string kind, IReadOnlyList<string> optional, params (string Name, object? Value)[] facts) =>
        new(kind, facts.ToDictionary(fact => fact.Name, fact => fact.Value, StringComparer.Ordinal), optional);
}
