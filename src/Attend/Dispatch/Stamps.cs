using Attend.Fleet;
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

    /// <summary>The steps that a response makes again on the way to another hospital; care is handed over at the last.</summary>
    public static readonly IReadOnlyList<string> OfEachLeg = ["transporting_at", "at_hospital_at"];

    private static readonly HashSet<string> Optional = ["staged_at", "at_patient_at"];

    public static Pending<IReadOnlyList<StampRow>> Of(Change change, long responseId) => change.List<StampRow>($"""
        select id, step, leg, at, device_at, received_at, source, entered_by, from_state, to_state, before
        from dispatch.stamps where response_id = {responseId} and undone_at is null order by id
        """);

    public static IEnumerable<string> Columns => Order.Select(step => step.Column);

    public static DateTimeOffset? Value(ResponseRow response, string column) => Order.First(step => step.Column == column).Of(response);

    /// <summary>The response with the stamps of one of its legs.</summary>
    public static ResponseRow OnLeg(ResponseRow response, IReadOnlyList<StampRow> known, int leg)
    {
        DateTimeOffset? At(string step) => known.LastOrDefault(stamp => stamp.Step == step && stamp.Leg == leg)?.At;
        return leg == response.Leg ? response : response with { TransportingAt = At("transporting_at"), AtHospitalAt = At("at_hospital_at") };
    }

    /// <summary>The flags after a stamp of one leg was put right or, with null, taken away.</summary>
    public static string[] Corrected(ResponseRow response, IReadOnlyList<StampRow> known, string column, int leg, DateTimeOffset? at)
    {
        // What is made once is the same on every leg.
        var again = OfEachLeg.Contains(column);
        var legs = Enumerable.Range(1, response.Leg).Select(each => (Each: each, Row: OnLeg(response, known, each)))
            .Select(one => again && one.Each != leg ? one.Row : Step.Stamped(one.Row, column, at)).ToList();
        var (odd, skipped) = ($"out_of_order:{column}", $"skipped:{column}");
        bool Crosses(int place, DateTimeOffset stamp) => legs.Index().Any(other => OfEachLeg.Any(step => Value(other.Item, step) is { } made
            && (other.Index < place ? made > stamp : other.Index > place && made < stamp)));
        bool Odd(int place) => Value(legs[place], column) is { } stamp
            && (Flags(legs[place], column, stamp).Contains(odd) || again && Crosses(place, stamp));
        var flags = (at is { } right ? Flags(legs[leg - 1], column, right) : response.Flags).ToHashSet(StringComparer.Ordinal);
        flags.ExceptWith([odd, skipped]);
        if (Enumerable.Range(0, legs.Count).Any(Odd))
        {
            flags.Add(odd);
        }

        if (at is null || response.Flags.Contains(skipped) && legs.Index().Any(
            row => Value(row.Item, column) is null && (row.Index < legs.Count - 1 || IsPassed(row.Item, column))))
        {
            flags.Add(skipped);
        }

        return [.. flags.Order(StringComparer.Ordinal)];
    }

    /// <summary>The flags after a tap on this leg, the present or the next one; what was passed over on a leg before stays said.</summary>
    public static string[] Tapped(ResponseRow before, IReadOnlyList<StampRow> known, string column, int leg, DateTimeOffset at)
    {
        var (flags, skipped) = (Flags(before, column, at, onward: leg > before.Leg), $"skipped:{column}");
        var lacking = OfEachLeg.Contains(column) && before.Flags.Contains(skipped)
            && Enumerable.Range(1, leg - 1).Any(each => Value(OnLeg(before, known, each), column) is null);
        return lacking ? [.. flags.Append(skipped).Order(StringComparer.Ordinal)] : flags;
    }

    private static bool IsPassed(ResponseRow response, string column) =>
        Order.SkipWhile(step => step.Column != column).Skip(1).Any(later => later.Of(response) is not null);

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
    /// <param name="onward">On to another hospital: the stamps of the leg before are over, not out of order.</param>
    public static string[] Flags(ResponseRow before, string column, DateTimeOffset at, bool onward = false)
    {
        var flags = before.Flags.Where(flag => flag != $"skipped:{column}" && flag != $"out_of_order:{column}").ToHashSet(StringComparer.Ordinal);
        var place = Array.FindIndex(Order, step => step.Column == column);
        if (onward)
        {
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
