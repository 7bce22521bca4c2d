using System.Runtime.InteropServices;
using Attend.Dispatch;
using Attend.Fleet;
using Attend.Platform.Database;

namespace Attend.Reports;

/// <summary>How long one interval of one priority took, in tenths of a second, and how many had no length.</summary>
internal sealed class Lengths
{
    public List<int> Tenths { get; } = [];

    public long LeftOut { get; private set; }

    public void Take(int[] lengths)
    {
        foreach (var length in lengths)
        {
            if (length >= 0)
            {
                Tenths.Add(length);
            }
            else
            {
                LeftOut++;
            }
        }
    }

    /// <summary>In order of length, as the questions below need them.</summary>
    public Lengths Sorted()
    {
        Tenths.Sort();
        return this;
    }

    public double? Mean => Tenths.Count == 0 ? null : Math.Round(Tenths.Average() / 10, 1);

    /// <summary>Nearest-rank: the smallest value, in seconds, that at least this many of a hundred do not exceed.</summary>
    public double? Rank(int percent) => Tenths.Count == 0 ? null : Tenths[Place(Tenths.Count, percent)] / 10d;

    /// <summary>Where that value stands among so many.</summary>
    public static int Place(int count, int percent) => (int)(((long)count * percent + 99) / 100) - 1;

    /// <summary>The share, 0 to 1, that took no longer than this; null where nothing was measured.</summary>
    public double? Within(int seconds)
    {
        // The first that is longer, found by halving: equal ones before it are in.
        var within = ~CollectionsMarshal.AsSpan(Tenths).BinarySearch(new After(seconds * 10L));
        return Tenths.Count == 0 ? null : Math.Round((double)within / Tenths.Count, 4);
    }

    private readonly record struct After(long Tenths) : IComparable<int>
    {
        public int CompareTo(int other) => Tenths < other ? -1 : 1;
    }
}

/// <summary>
/// The lengths of all intervals in a time. The database reckons each and answers arrays, a slice of the time after the other: no
/// statement grows with the length of the report, so a million responses come as surely as a thousand.
/// </summary>
internal sealed class IntervalLengths
{
    private const int Slice = 100_000;

    private readonly Dictionary<(Interval, Priority), Lengths> lengths = [];

    public static async Task<IntervalLengths> Read(Reads reads, ReportSpan span, Priority? priority)
    {
        var all = new IntervalLengths();
        await Slices(reads, span, "dispatch.measured_responses", "assigned_at", slice => all.ReadResponses(reads, slice, priority));
        await Slices(reads, span, "dispatch.measured_calls", "received_at", slice => all.ReadCalls(reads, slice, priority));
        return all;
    }

    public Lengths Of(Interval interval, Priority priority) =>
        lengths.TryGetValue((interval, priority), out var known) ? known : lengths[(interval, priority)] = new Lengths();

    /// <summary>
    /// Turnout .05 - .03, travel .06 - .05, response .06 - .03, scene .09 - .06, transport .11 - .09, and the hospital's two (eTimes).
    /// Each leg is a transport of its own; care is handed over on the last.
    /// </summary>
    private async Task ReadResponses(Reads reads, ReportSpan slice, Priority? priority)
    {
        var rows = reads.List<OfResponses>($"""
            select r.priority,
                   array_agg({Length("r.assigned_at", "r.en_route_at")}) as turnout,
                   array_agg({Length("r.en_route_at", "r.on_scene_at")}) as travel,
                   array_agg({Length("r.assigned_at", "r.on_scene_at")}) as response,
                   array_agg({Length("r.on_scene_at", "r.left_scene_at")}) as scene,
                   array_agg({Length("r.transporting_at", "r.at_hospital_at")}) as transport,
                   array_agg({Length("r.at_hospital_at", "r.transferred_care_at")}) as arrival_to_handover,
                   array_agg({Length("r.transferred_care_at", "r.cleared_at")}) as handover_to_clear
            from dispatch.measured_responses r
            where r.assigned_at >= {slice.From} and r.assigned_at < {slice.To} {Sql.If(priority, $"and r.priority = {priority}")}
            group by r.priority
            """);
        var legs = reads.List<OfLegs>($"""
            select l.priority, array_agg({Length("l.transporting_at", "l.at_hospital_at")}) as transport
            from dispatch.measured_earlier_legs l
            where l.assigned_at >= {slice.From} and l.assigned_at < {slice.To} {Sql.If(priority, $"and l.priority = {priority}")}
            group by l.priority
            """);
        await reads.Send();
        foreach (var earlier in legs.Value)
        {
            Of(Interval.Transport, earlier.Priority).Take(earlier.Transport);
        }

        foreach (var row in rows.Value)
        {
            Of(Interval.Turnout, row.Priority).Take(row.Turnout);
            Of(Interval.Travel, row.Priority).Take(row.Travel);
            Of(Interval.Response, row.Priority).Take(row.Response);
            Of(Interval.Scene, row.Priority).Take(row.Scene);
            Of(Interval.Transport, row.Priority).Take(row.Transport);
            Of(Interval.ArrivalToHandover, row.Priority).Take(row.ArrivalToHandover);
            Of(Interval.HandoverToClear, row.Priority).Take(row.HandoverToClear);
        }
    }

    /// <summary>
    /// Answer by telephone call (every ring is one to be answered, also the third about one fire), processing from the first answer to the
    /// first assignment (.03), response from the first assignment to whoever was on scene first (.06).
    /// </summary>
    private async Task ReadCalls(Reads reads, ReportSpan slice, Priority? priority)
    {
        Sql within = $"c.received_at >= {slice.From} and c.received_at < {slice.To} {Sql.If(priority, $"and c.priority = {priority}")}";
        var answers = reads.List<OfAnswers>($"""
            select c.priority, array_agg({Length("k.ringing_at", "k.answered_at")}) as answer
            from dispatch.measured_calls c join dispatch.measured_rings k on k.call_id = c.id where {within} group by c.priority
            """);
        var calls = reads.List<OfCalls>($"""
            select m.priority,
                   array_agg({Length("m.answered", "m.assigned")}) as processing,
                   array_agg({Length("m.assigned", "m.first")}) as response_first_unit,
                   array_agg({Length("m.assigned", "m.appropriate")}) as response_first_appropriate_unit
            from (
                select c.priority, min(k.answered_at) as answered, min(r.assigned_at) as assigned, min(r.on_scene_at) as first,
                       min(r.on_scene_at) filter (where u.level = any(n.levels)) as appropriate
                from dispatch.measured_calls c
                left join ({Appropriate}) n on n.priority = c.priority and n.emergency_type = c.emergency_type
                left join dispatch.measured_rings k on k.call_id = c.id
                left join dispatch.measured_responses r on r.call_id = c.id
                left join fleet.unit_names u on u.id = r.unit_id
                where {within}
                group by c.id, c.priority
            ) m
            group by m.priority
            """);
        await reads.Send();
        foreach (var row in answers.Value)
        {
            Of(Interval.Answer, row.Priority).Take(row.Answer);
        }

        foreach (var row in calls.Value)
        {
            Of(Interval.Processing, row.Priority).Take(row.Processing);
            Of(Interval.ResponseFirstUnit, row.Priority).Take(row.ResponseFirstUnit);
            Of(Interval.ResponseFirstAppropriateUnit, row.Priority).Take(row.ResponseFirstAppropriateUnit);
        }
    }

    /// <summary>Goes through a time in slices of about as many rows each, by the index on their time.</summary>
    public static async Task Slices(Reads reads, ReportSpan span, string table, string column, Func<ReportSpan, Task> read)
    {
        for (var from = span.From; from < span.To;)
        {
            var next = reads.Find<DateTimeOffset?>($"""
                select {Sql.Raw(column)} from {Sql.Raw(table)} where {Sql.Raw(column)} > {from} and {Sql.Raw(column)} < {span.To}
                order by {Sql.Raw(column)} offset {Slice} limit 1
                """);
            await reads.Send();
            var to = next.Value ?? span.To;
            await read(new ReportSpan(from, to));
            from = to;
        }
    }

    /// <summary>Tenths of a second; -1 where an end is missing or it would lie below zero. (More than six years is as good as six.)</summary>
    public static Sql Length(string began, string ended) => Sql.Raw($"""
        coalesce(case when ({ended}) >= ({began}) then least(date_part('epoch', ({ended}) - ({began})) * 10, 2147483647)::integer end, -1)
        """);

    /// <summary>The levels of care that are enough for each kind of call: the recommendation's need, as rows.</summary>
    private static Sql Appropriate
    {
        get
        {
            var kinds = Enum.GetValues<Priority>().SelectMany(priority => Enum.GetValues<EmergencyType>().Select(type => new UnitNeed(null, priority, type))).ToList();
            return $"""
                select k.priority, k.emergency_type, array_agg(l.level) as levels
                from unnest({kinds.Select(kind => kind.Priority).ToArray()}, {kinds.Select(kind => kind.Type).ToArray()},
                            {kinds.Select(kind => (int)kind.Level).ToArray()}) as k (priority, emergency_type, least)
                join unnest({Enum.GetValues<CareLevel>()}) with ordinality as l (level, place) on l.place > k.least
                group by k.priority, k.emergency_type
                """;
        }
    }

    private sealed record OfResponses(
        Priority Priority, int[] Turnout, int[] Travel, int[] Response, int[] Scene, int[] Transport, int[] ArrivalToHandover, int[] HandoverToClear);

    private sealed record OfLegs(Priority Priority, int[] Transport);

    private sealed record OfAnswers(Priority Priority, int[] Answer);

    private sealed record OfCalls(Priority Priority, int[] Processing, int[] ResponseFirstUnit, int[] ResponseFirstAppropriateUnit);
}
