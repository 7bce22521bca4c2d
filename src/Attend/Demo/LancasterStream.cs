using NodaTime;
using NodaTime.TimeZones;

namespace Attend.Demo;

/// <summary>One thing that the replay asks of the server. The order of the words settles ties.</summary>
internal enum ReplayStep
{
    Receive,
    Dispatch,
    Depart,
    Stage,
    Arrive,
    AtPatient,
    Transport,
    ArriveHospital,
    Clear,
    Cancel,
    Close,
}

/// <summary>
/// A step at its time. <paramref name="Incident"/> is the row of the file, <paramref name="Response"/> the number of the response in the
/// stream; steps of the call itself have neither unit nor response.
/// </summary>
internal sealed record ReplayEvent(
    DateTimeOffset At, int Incident, ReplayStep Step, string? Unit = null, int? Response = null, string? Reason = null);

/// <summary>A unit sent to an incident; <paramref name="Ordinal"/> counts the unit's responses to this incident from 0.</summary>
internal sealed record ReplayResponse(int Incident, string Unit, int Ordinal);

/// <summary>
/// The file as one stream of events by time (ties: incident, unit, step). Nothing is repaired: what the rules leave out is counted in
/// <see cref="LeftOut"/> by its reason.
/// </summary>
internal sealed record LancasterStream(
    IReadOnlyList<LancasterIncident> Incidents,
    IReadOnlyList<string> Units,
    IReadOnlyList<ReplayResponse> Responses,
    IReadOnlyList<ReplayEvent> Events,
    IReadOnlyDictionary<string, int> LeftOut)
{
    public const string NoUnitInSource = "no_unit_in_source";
    public const string ClearMissing = "clear_missing";
    public const string DuplicateDispatch = "duplicate_dispatch";
    public const string NoDispatch = "no_dispatch";
    public const string BeforeDispatch = "before_dispatch";
    public const string AfterClear = "after_clear";
    public const string StepRepeated = "step_repeated";
    public const string FireOut = "fire_out_not_kept";

    private static readonly DateTimeZone Zone = DateTimeZoneProviders.Tzdb["America/Chicago"];

    // Autumn: the first pass of the repeated hour. Spring: a time that the clocks skipped is read as if they had not been put forward
    // yet, so that it lies as long after the stamp before the gap as the file says. (The file has none.)
    private static readonly ZoneLocalMappingResolver Resolve =
        Resolvers.CreateMappingResolver(Resolvers.ReturnEarlier, Resolvers.ReturnForwardShifted);

    public static LancasterStream Of(IReadOnlyList<LancasterIncident> incidents)
    {
        var responses = new List<ReplayResponse>();
        var events = new List<ReplayEvent>();
        var leftOut = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var incident in incidents)
        {
            Read(incident, responses, events, reason => leftOut[reason] = leftOut.GetValueOrDefault(reason) + 1);
        }

        events.Sort(InOrder);
        var units = incidents.SelectMany(incident => incident.Stamps).Select(stamp => stamp.Unit)
            .Distinct().Order(StringComparer.Ordinal).ToList();
        return new(incidents, units, responses, events, leftOut);
    }

    private static void Read(
        LancasterIncident incident, List<ReplayResponse> responses, List<ReplayEvent> events, Action<string> leaveOut)
    {
        var first = incident.Stamps.FirstOrDefault(stamp => stamp.Step == LancasterStep.Dispatch)?.Time;
        var before = events.Count;
        foreach (var unit in incident.Stamps.GroupBy(stamp => stamp.Unit))
        {
            var stamps = unit
                .Select(stamp => (At: At(incident.Date, first, stamp.Time), stamp.Step))
                .OrderBy(stamp => stamp.At).ThenBy(stamp => stamp.Step);
            new LancasterUnit(incident.Row, unit.Key, responses, events, leaveOut).Read(stamps);
        }

        if (events.Count == before)
        {
            // The file knows no time of such a call, only its day.
            var day = Utc(incident.Date.AtMidnight());
            events.Add(new(day, incident.Row, ReplayStep.Receive));
            events.Add(new(day, incident.Row, ReplayStep.Cancel, Reason: NoUnitInSource));
            return;
        }

        var times = events.Skip(before).Select(step => step.At).ToList();
        events.Add(new(times.Min(), incident.Row, ReplayStep.Receive));
        events.Add(new(times.Max(), incident.Row, ReplayStep.Close));
    }

    /// <summary>A stamp more than twelve hours before the incident's first dispatch belongs to the next day.</summary>
    private static DateTimeOffset At(LocalDate date, LocalTime? firstDispatch, LocalTime time)
    {
        var nextDay = firstDispatch is { } first && first.NanosecondOfDay - time.NanosecondOfDay > NodaConstants.NanosecondsPerDay / 2;
        return Utc((nextDay ? date.PlusDays(1) : date) + time);
    }

    private static DateTimeOffset Utc(LocalDateTime local) => Zone.ResolveLocal(local, Resolve).ToInstant().ToDateTimeOffset();

    private static int InOrder(ReplayEvent a, ReplayEvent b)
    {
        var order = a.At.CompareTo(b.At);
        order = order != 0 ? order : a.Incident.CompareTo(b.Incident);
        order = order != 0 ? order : Place(a).CompareTo(Place(b));
        order = order != 0 ? order : string.CompareOrdinal(a.Unit, b.Unit);
        return order != 0 ? order : a.Step.CompareTo(b.Step);
    }

    /// <summary>At one moment a call is received before its units move, and ends after them.</summary>
    private static int Place(ReplayEvent step) => step.Step switch
    {
        ReplayStep.Receive => 0,
        ReplayStep.Cancel or ReplayStep.Close => 2,
        _ => 1,
    };
}
