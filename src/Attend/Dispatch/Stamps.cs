using Attend.Platform;
using Attend.Platform.Database;

namespace Attend.Dispatch;

/// <summary>A stamp that counts today, as <c>undo</c>, <c>correct</c> and a late tap need it.</summary>
internal sealed record StampRow(
    long Id, string Step, int Leg, DateTimeOffset At, DateTimeOffset? DeviceAt, DateTimeOffset ReceivedAt, string Source, string EnteredBy,
    string? FromState, string? ToState, Before? Before);

/// <summary>The record behind the stamps of a response: both clocks, who entered them, what was skipped or out of order.</summary>
internal static class Stamps
{
    /// <summary>The steps whose stamp a KPI needs, in NEMSIS order; staging and patient contact are optional.</summary>
    private static readonly (string Column, Func<ResponseRow, DateTimeOffset?> Of)[] Order =
    [
        ("assigned_at", row => row.AssignedAt),
        ("acknowledged_at", row => row.AcknowledgedAt),
        ("en_route_at", row => row.EnRouteAt),
        ("staged_at", row => row.StagedAt),
        ("on_scene_at", row => row.OnSceneAt),
        ("at_patient_at", row => row.AtPatientAt),
        ("transporting_at", row => row.TransportingAt),
        ("at_hospital_at", row => row.AtHospitalAt),
        ("transferred_care_at", row => row.TransferredCareAt),
        ("cleared_at", row => row.ClearedAt),
        ("back_at_base_at", row => row.BackAtBaseAt),
    ];

    private static readonly HashSet<string> Optional = ["staged_at", "at_patient_at"];

    public static Pending<IReadOnlyList<StampRow>> Of(Change change, long responseId) => change.List<StampRow>($"""
        select id, step, leg, at, device_at, received_at, source, entered_by, from_state, to_state, before
        from dispatch.stamps where response_id = {responseId} and undone_at is null order by id
        """);

    public static IEnumerable<string> Columns => Order.Select(step => step.Column);

    public static DateTimeOffset? Value(ResponseRow response, string column) => Order.First(step => step.Column == column).Of(response);

    /// <summary>Whether a step without a stamp lies before one that has one, and was made no later than that.</summary>
    public static bool Passed(ResponseRow response, string column, DateTimeOffset at)
    {
        var place = Array.FindIndex(Order, step => step.Column == column);
        return Order.Skip(place + 1).Select(later => later.Of(response)).Any(stamp => at <= stamp);
    }

    /// <summary>
    /// The flags after a stamp at <paramref name="column"/>: what was passed over without a tap, and whether this stamp lies before an
    /// earlier step's or after a later one's. Flags say what is odd; nothing is ever repaired.
    /// </summary>
    public static string[] Flags(ResponseRow before, string column, DateTimeOffset at)
    {
        var flags = before.Flags.Where(flag => flag != $"skipped:{column}" && flag != $"out_of_order:{column}").ToHashSet(StringComparer.Ordinal);
        var place = Array.FindIndex(Order, step => step.Column == column);
        if (column is "transporting_at" && before.State is ResponseState.AtHospital)
        {
            // On to a second hospital: the first leg's stamps are over, not out of order.
            before = before with { TransportingAt = null, AtHospitalAt = null, TransferredCareAt = null };
        }

        var transported = before.TransportingAt is not null || before.AtHospitalAt is not null;
        foreach (var (index, (name, of)) in Order.Index())
        {
            if (index < place && of(before) is null && !Optional.Contains(name) && Expected(name, column, transported))
            {
                flags.Add($"skipped:{name}");
            }

            if (name != column && of(before) is { } other && (index < place ? at < other : at > other))
            {
                flags.Add($"out_of_order:{column}");
            }
        }

        return [.. flags.Order(StringComparer.Ordinal)];
    }

    /// <summary>Queues the record of a stamp.</summary>
    /// <param name="before">What the tap changes, for the stamp that can be undone.</param>
    public static void Record(
        Change change, ResponseRow response, string column, Tap tap, ResponseState from, ResponseState to,
        string? source = null, DateTimeOffset? previous = null, string? reason = null, int? leg = null, Sql? before = null) => change.Run($"""
        insert into dispatch.stamps (response_id, step, leg, at, device_at, sent_at, received_at, offset_ms, source, entered_by,
            from_state, to_state, previous_at, reason, before)
        values ({response.Id}, {column}, {leg ?? response.Leg}, {tap.At}, {tap.DeviceAt}, {tap.SentAt}, {change.Now}, {tap.OffsetMs},
            {source ?? tap.Source}, {change.Caller.Actor}, {Words.Of(from)}, {Words.Of(to)}, {previous}, {reason}, {before ?? Sql.Raw("null")})
        """);

    // A unit that clears from the scene has skipped no hospital; one that ends by decline or standing down has skipped nothing.
    private static bool Expected(string name, string column, bool transported) => name switch
    {
        "transporting_at" or "at_hospital_at" or "transferred_care_at" =>
            column is "at_hospital_at" or "transferred_care_at" || transported && column is "cleared_at",
        "cleared_at" => column is "back_at_base_at",
        "acknowledged_at" or "en_route_at" or "on_scene_at" => column is not ("cleared_at" or "back_at_base_at"),
        _ => true,
    };
}
