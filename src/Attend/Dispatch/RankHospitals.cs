using Attend.Fleet;

namespace Attend.Dispatch;

/// <summary>What speaks against a hospital for a patient, beside the way there.</summary>
[Flags]
internal enum HospitalMarks
{
    None = 0,
    OnDiversion = 1,
    NoSpecialty = 2,
    Busy = 4,
    VeryBusy = 8,
    Full = 16,
    NoBeds = 32,
    Unlocated = 64,
}

/// <param name="Seconds">Travel time from the call by ambulance; infinite when the place of one of the two is not known.</param>
/// <param name="BedsLeft">Beds less those who are on their way there already.</param>
/// <param name="Price">Travel plus what the marks cost, in seconds; the order of the ranking.</param>
internal readonly record struct HospitalChoice(
    HospitalView Hospital, double Seconds, double Metres, int BedsLeft, double Price, HospitalMarks Marks);

/// <summary>Where to take a patient: the nearest that has the specialty, takes patients, and has room. Pure.</summary>
internal static class RankHospitals
{
    // Prices in seconds of driving. A diversion is obeyed unless everything else is an hour away.
    private const double ForDiversion = 3600;
    private const double ForNoSpecialty = 900;
    private const double ForFull = 1200;
    private const double ForVeryBusy = 480;
    private const double ForBusy = 180;
    private const double ForNoBeds = 600;

    private static readonly Dictionary<EmergencyType, string[]> Specialties = new()
    {
        [EmergencyType.Cardiac] = ["CARDIAC", "CARDIOLOGY", "PCI", "HEART"],
        [EmergencyType.Stroke] = ["STROKE", "NEURO"],
        [EmergencyType.Trauma] = ["TRAUMA", "SURGERY"],
        [EmergencyType.Respiratory] = ["RESPIRATORY", "PULMO", "PNEUMO", "LUNG"],
        [EmergencyType.Fire] = ["BURN", "TRAUMA"],
    };

    public static HospitalChoice[] Rank(GeoPoint? from, EmergencyType type, IReadOnlyList<HospitalView> hospitals, DateTimeOffset now) =>
        [.. hospitals.Select(hospital => Weigh(from, type, hospital, now)).OrderBy(choice => (choice.Price, choice.Hospital.Id))];

    /// <summary>Whether the type asks for a specialty, and the hospital has it. Null: any hospital will do.</summary>
    public static bool? Suits(EmergencyType type, IReadOnlyList<string> specialties) => Specialties.TryGetValue(type, out var wanted)
        ? specialties.Any(own => wanted.Any(word => own.Contains(word, StringComparison.OrdinalIgnoreCase)))
        : null;

    private static HospitalChoice Weigh(GeoPoint? from, EmergencyType type, HospitalView hospital, DateTimeOffset now)
    {
        var there = GeoPoint.Of(hospital.Latitude, hospital.Longitude);
        var located = from is not null && there is not null;
        var seconds = located ? TravelTimes.Between(from!.Value, there!.Value, UnitKind.Ambulance) : double.PositiveInfinity;
        var metres = located ? from!.Value.MetresTo(there!.Value) : double.PositiveInfinity;
        var left = hospital.AvailableBeds - hospital.ExpectedInbound;
        var diverts = hospital.OnDiversion && !(hospital.DiversionUntil <= now);
        var marks = (located ? HospitalMarks.None : HospitalMarks.Unlocated)
            | (diverts ? HospitalMarks.OnDiversion : HospitalMarks.None)
            | (Suits(type, hospital.Specialties) is false ? HospitalMarks.NoSpecialty : HospitalMarks.None)
            | (left <= 0 ? HospitalMarks.NoBeds : HospitalMarks.None)
            | hospital.Load switch
            {
                HospitalLoad.Full => HospitalMarks.Full,
                HospitalLoad.High => HospitalMarks.VeryBusy,
                HospitalLoad.Moderate => HospitalMarks.Busy,
                _ => HospitalMarks.None,
            };
        return new HospitalChoice(hospital, seconds, metres, left, seconds + PriceOf(marks), marks);
    }

    private static double PriceOf(HospitalMarks marks) =>
        (marks.HasFlag(HospitalMarks.OnDiversion) ? ForDiversion : 0)
        + (marks.HasFlag(HospitalMarks.NoSpecialty) ? ForNoSpecialty : 0)
        + (marks.HasFlag(HospitalMarks.Full) ? ForFull : 0)
        + (marks.HasFlag(HospitalMarks.VeryBusy) ? ForVeryBusy : 0)
        + (marks.HasFlag(HospitalMarks.Busy) ? ForBusy : 0)
        + (marks.HasFlag(HospitalMarks.NoBeds) ? ForNoBeds : 0);
}
