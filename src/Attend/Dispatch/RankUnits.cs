using Attend.Fleet;
using Attend.Platform;

namespace Attend.Dispatch;

/// <summary>How a unit could come to a call.</summary>
[LowerWords]
internal enum Availability
{
    Free,

    /// <summary>Free, but a crew must be found first.</summary>
    Unstaffed,

    /// <summary>At hospital; it is expected to be free at a time.</summary>
    SoonFree,

    /// <summary>On its way to a call of lower priority.</summary>
    Redirect,
}

/// <summary>What speaks for or against a unit, beside its travel time. Each has a sentence and, where it costs, a price.</summary>
[Flags]
internal enum UnitMarks
{
    None = 0,
    LevelShort = 1,
    CannotCarry = 2,
    NoFireGear = 4,
    NoCrew = 8,
    SoonFree = 16,
    Redirected = 32,
    LeavesCallAlone = 64,
    Stale = 128,
    FromBase = 256,
    FromHospital = 512,
    Unlocated = 1024,
}

/// <summary>A unit that might be sent, as it stands now.</summary>
/// <param name="Priority">Of the call that it is on; null when it is on none.</param>
/// <param name="Alone">Nobody else is on that call.</param>
/// <param name="Hospital">Where it hands over.</param>
internal sealed record UnitOption(
    long UnitId, string UnitNumber, UnitKind Kind, CareLevel Level, int Seats, UnitStatus Status, DateTimeOffset StatusSince,
    GeoPoint? Home, long? ResponseId = null, long? CallId = null, Priority? Priority = null, bool Alone = true,
    bool CareTransferred = false, GeoPoint? Hospital = null);

/// <summary>What a call asks of a unit.</summary>
internal sealed record UnitNeed(GeoPoint? Place, Priority Priority, EmergencyType Type)
{
    /// <summary>Advanced care for what is critical, and where heart, lungs or brain are in danger.</summary>
    public CareLevel Level => Type is EmergencyType.Fire ? CareLevel.Basic
        : Priority is Priority.Critical ? CareLevel.Advanced
        : Priority is Priority.High && Type is EmergencyType.Cardiac or EmergencyType.Stroke or EmergencyType.Respiratory
            ? CareLevel.Advanced
        : CareLevel.Basic;
}

/// <param name="Arrival">Seconds from now until it is at the call: mobilisation, release and travel. Infinite when not known.</param>
/// <param name="Price">Arrival plus what the marks cost, in seconds; the order of the ranking.</param>
internal readonly record struct UnitChoice(
    UnitOption Unit, Availability Availability, Ranked Travel, double Arrival, DateTimeOffset? FreeAt, double Price, UnitMarks Marks);

/// <summary>
/// Which unit to send (algorithms.md 2): the closest by time first, where a unit at hospital counts with its expected release and one
/// on its way to a lower priority with what its taking away costs. Pure: nothing is read here but what is given.
/// </summary>
internal static class RankUnits
{
    // Prices in seconds: by so much closer must a worse match be, to stand before a better one.
    private const double PerLevelShort = 240;
    private const double ForNoStretcher = 300;
    private const double ForNoFireGear = 300;
    private const double ForTakingAway = 180;
    private const double ForLeavingAlone = 300;
    private const double ForStaleFix = 60;

    // Until the wheels turn: a crew in its room, and one that is still to be found.
    private const double Mobilisation = 60;
    private const double FindingCrew = 300;

    // English practice: handed over within 15 minutes of arrival, and ready again within 15 more.
    private static readonly TimeSpan HandOver = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Ready = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Overdue = TimeSpan.FromMinutes(2);

    /// <summary>Everything usable, best first; ties in the order given (by longer idle, if the caller sorted them so).</summary>
    public static UnitChoice[] Rank(UnitNeed need, IReadOnlyList<UnitOption> units, Positions positions, DateTimeOffset now)
    {
        var weighed = new List<UnitChoice>(units.Count);
        foreach (var unit in units)
        {
            if (AvailabilityOf(unit, need.Priority) is { } availability)
            {
                weighed.Add(Weigh(need, unit, availability, positions, now));
            }
        }

        var order = NearestUnits.InOrder([.. weighed.Select(choice => choice.Price)]);
        return Array.ConvertAll(order, i => weighed[i]);
    }

    private static Availability? AvailabilityOf(UnitOption unit, Priority priority) => unit.Status switch
    {
        UnitStatus.Available => Availability.Free,
        UnitStatus.Unstaffed => Availability.Unstaffed,
        UnitStatus.AtHospital => Availability.SoonFree,
        UnitStatus.Dispatched or UnitStatus.EnRoute or UnitStatus.Staged when unit.Priority > priority => Availability.Redirect,
        _ => null,
    };

    private static UnitChoice Weigh(UnitNeed need, UnitOption unit, Availability availability, Positions positions, DateTimeOffset now)
    {
        var (travel, marks) = Locate(need, unit, availability, positions, now);
        var freeAt = availability is Availability.SoonFree ? Release(unit, now) : (DateTimeOffset?)null;
        var wait = availability switch
        {
            Availability.Unstaffed => FindingCrew,
            Availability.SoonFree => (freeAt!.Value - now).TotalSeconds,
            Availability.Redirect when unit.Status is not UnitStatus.Dispatched => 0,
            _ => Mobilisation,
        };
        marks |= Suits(need, unit) | availability switch
        {
            Availability.Unstaffed => UnitMarks.NoCrew,
            Availability.SoonFree => UnitMarks.SoonFree,
            Availability.Redirect => unit.Alone ? UnitMarks.Redirected | UnitMarks.LeavesCallAlone : UnitMarks.Redirected,
            _ => UnitMarks.None,
        };
        var arrival = wait + travel.Seconds;
        return new UnitChoice(unit, availability, travel, arrival, freeAt, arrival + PriceOf(marks, need, unit), marks);
    }

    private static (Ranked Travel, UnitMarks Marks) Locate(
        UnitNeed need, UnitOption unit, Availability availability, Positions positions, DateTimeOffset now)
    {
        // A unit at hospital whose tracker is silent stands at the hospital, as a free one stands at its base.
        var parked = availability is Availability.SoonFree ? unit.Hospital : unit.Home;
        var candidate = new Candidate(unit.UnitId, unit.Kind, availability is not Availability.Redirect, parked);
        var travel = NearestUnits.Locate(candidate, need.Place ?? default, positions, now);
        if (!travel.Located || need.Place is null)
        {
            var unknown = travel with { Seconds = double.PositiveInfinity, Metres = double.PositiveInfinity };
            return (unknown, travel.Located ? UnitMarks.None : UnitMarks.Unlocated);
        }

        var marks = travel.PositionFrom is Whereabouts.Fix ? travel.Stale ? UnitMarks.Stale : UnitMarks.None
            : availability is Availability.SoonFree ? UnitMarks.FromHospital : UnitMarks.FromBase;
        return (travel, marks);
    }

    /// <summary>When a unit at hospital is expected to be free. One that is late already may be so any moment.</summary>
    private static DateTimeOffset Release(UnitOption unit, DateTimeOffset now)
    {
        var due = unit.StatusSince + (unit.CareTransferred ? Ready : HandOver + Ready);
        return due > now + Overdue ? due : now + Overdue;
    }

    private static UnitMarks Suits(UnitNeed need, UnitOption unit)
    {
        var level = unit.Level < need.Level ? UnitMarks.LevelShort : UnitMarks.None;
        if (need.Type is EmergencyType.Fire)
        {
            return unit.Kind is UnitKind.Engine or UnitKind.Ladder ? level : level | UnitMarks.NoFireGear;
        }

        return unit.Kind is UnitKind.Ambulance && unit.Seats > 0 ? level : level | UnitMarks.CannotCarry;
    }

    private static double PriceOf(UnitMarks marks, UnitNeed need, UnitOption unit)
    {
        var price = 0.0;
        price += marks.HasFlag(UnitMarks.LevelShort) ? PerLevelShort * (need.Level - unit.Level) : 0;
        price += marks.HasFlag(UnitMarks.CannotCarry) ? ForNoStretcher : 0;
        price += marks.HasFlag(UnitMarks.NoFireGear) ? ForNoFireGear : 0;
        price += marks.HasFlag(UnitMarks.Redirected) ? ForTakingAway : 0;
        price += marks.HasFlag(UnitMarks.LeavesCallAlone) ? ForLeavingAlone : 0;
        price += marks.HasFlag(UnitMarks.Stale) ? ForStaleFix : 0;
        return price;
    }
}
