using System.Globalization;
using Attend.Fleet;

namespace Attend.Demo;

internal sealed record TownHospital(PlannedSite Site, string Phone, int TotalBeds, int AvailableBeds, IReadOnlyList<string> Specialties);

/// <summary>
/// Kauri Bay: nobody lives there. Its streets are invented, its coordinates lie where a road network is at hand.
/// </summary>
internal static class TownPlan
{
    public const string Zone = "Pacific/Auckland";
    public const string Password = "attend-demo";

    /// <summary>Marks the calls that the simulator made, in <c>external_ref</c>.</summary>
    public const string Mark = "simulator";

    /// <summary>Marks the tickets that it took, at the end of the name.</summary>
    public const string NameMark = " (simulated)";

    private static readonly string[] FirstNames =
    [
        "Aroha", "Ben", "Carmen", "Dirk", "Elise", "Farid", "Greta", "Hemi", "Ines", "Jonas", "Kiri", "Lars", "Mere", "Nils", "Oona",
        "Pavel",
    ];

    private static readonly string[] LastNames =
        ["Alder", "Barlow", "Cade", "Dunmore", "Ellery", "Fenn", "Garrow", "Hurst", "Isley", "Jarvis", "Kemble"];

    public static readonly IReadOnlyList<PlannedSite> Stations =
    [
        new("Harbour Road Station", "station", Zone, "12 Harbour Road, Kauri Bay", -36.8672, 174.7421),
        new("Mill Creek Station", "station", Zone, "3 Mill Lane, Kauri Bay", -36.8921, 174.7318),
        new("Kauri Hill Station", "station", Zone, "80 Summit Avenue, Kauri Bay", -36.8843, 174.7759),
        new("Orchard Station", "station", Zone, "41 Orchard Road, Kauri Bay", -36.9067, 174.7934),
    ];

    public static readonly IReadOnlyList<TownHospital> Hospitals =
    [
        new(new("Kauri Bay General Hospital", "hospital", Zone, "1 Hospital Drive, Kauri Bay", -36.8769, 174.7652),
            "+64 9 555 0101", 320, 41, ["emergency", "trauma", "cardiac", "stroke"]),
        new(new("St Brendan's Hospital", "hospital", Zone, "200 Western Parade, Kauri Bay", -36.8885, 174.7204),
            "+64 9 555 0102", 140, 17, ["emergency", "cardiac"]),
        new(new("Orchard Women's and Children's Hospital", "hospital", Zone, "9 Blossom Street, Kauri Bay", -36.9003, 174.8021),
            "+64 9 555 0103", 180, 26, ["emergency", "paediatric", "obstetric"]),
    ];

    public static readonly PlannedSite HomeCare =
        new("Kauri Bay Home Care", "base", Zone, "27 Market Street, Kauri Bay", -36.8748, 174.7553);

    /// <summary>One user per role, named after it.</summary>
    public static readonly IReadOnlyList<PlannedUser> Roles =
    [
        Named("dispatcher", "Dana", "Whitlock", Stations[0]),
        Named("paramedic", "Piripi", "Hale", Stations[0], "ALS paramedic"),
        Named("operator", "Olive", "Marsh", HomeCare),
        Named("therapist", "Tama", "Reid", HomeCare),
        Named("driver", "Dov", "Penrose", HomeCare),
        Named("nurse", "Nora", "Quill", Hospitals[0].Site),
        Named("doctor", "Desmond", "Ashby", Hospitals[0].Site),
        Named("clerk", "Clara", "Finch", Hospitals[0].Site),
        Named("hospital", "Hana", "Lowe", Hospitals[0].Site),
        Named("patient", "Pat", "Linden", Hospitals[0].Site),
        Named("supervisor", "Selwyn", "Drake", Stations[0]),
        Named("auditor", "Audrey", "Holt", Stations[0]),
        Named("admin", "Adele", "Moss", Stations[0]),
        Named("device", "Kiosk", "Entrance", Hospitals[0].Site),
    ];

    /// <summary>The simulator takes and dispatches calls, and takes patients over for the hospitals.</summary>
    public static readonly PlannedUser Simulator =
        new("simulator", "Simulated", "Dispatcher", ["dispatcher", "hospital"], Stations[0].Name, null, Password, AtAllSites: true);

    /// <summary>Works at the desks that the simulator drives, and gives its patients their numbers.</summary>
    public static readonly PlannedUser Nurse = new("simulated-nurse", "Simulated", "Nurse", ["nurse"], Hospitals[0].Site.Name, null, Password);

    /// <summary>Of the first hospital; open around the clock, so that somebody can look around at any hour.</summary>
    public static readonly IReadOnlyList<PlannedDepartment> Departments =
    [
        new("OPD", "Outpatients", "credits", "plain"), new("PHARMACY", "Pharmacy", "fifo", "plain"),
        new("EMERGENCY", "Emergency department", "strict", "esi", Emergency: true, SelfService: false),
    ];

    /// <summary>Desks for whoever looks around, never touched by the simulator.</summary>
    public static readonly IReadOnlyList<PlannedDesk> FreeDesks =
    [
        new("Outpatients room 1", "room", ["OPD"]), new("Pharmacy window 1", "window", ["PHARMACY"]), new("Emergency bay 1", "bay", ["EMERGENCY"]),
        new("Reception", "counter", ["OPD", "PHARMACY"]),
    ];

    /// <summary>Desks that the simulator drives.</summary>
    public static readonly IReadOnlyList<PlannedDesk> DrivenDesks =
    [
        new("Outpatients room 2", "room", ["OPD"]), new("Outpatients room 3", "room", ["OPD"]), new("Pharmacy window 2", "window", ["PHARMACY"]),
        new("Emergency bay 2", "bay", ["EMERGENCY"]),
    ];

    /// <summary>
    /// Units for whoever looks around: staffed, parked at their stations, never touched by the simulator. The user <c>paramedic</c> rides
    /// on the first.
    /// </summary>
    public static readonly IReadOnlyList<PlannedUnit> Parked =
    [
        Unit("A1", "ambulance", "ADVANCED", 0), Unit("A2", "ambulance", "BASIC", 0), Unit("A3", "ambulance", "ADVANCED", 1),
        Unit("A4", "ambulance", "BASIC", 1), Unit("A5", "ambulance", "CRITICAL", 2), Unit("A6", "ambulance", "BASIC", 2),
        Unit("A7", "ambulance", "ADVANCED", 3), Unit("A8", "ambulance", "BASIC", 3), Unit("C1", "car", "CRITICAL", 0),
        Unit("B1", "motorcycle", "ADVANCED", 2),
    ];

    /// <summary>Units that the simulator drives.</summary>
    public static readonly IReadOnlyList<PlannedUnit> Driven =
    [
        Unit("S1", "ambulance", "ADVANCED", 0), Unit("S2", "ambulance", "BASIC", 1), Unit("S3", "ambulance", "ADVANCED", 2),
        Unit("S4", "ambulance", "BASIC", 3), Unit("S5", "ambulance", "CRITICAL", 2), Unit("S6", "ambulance", "BASIC", 0),
    ];

    public static readonly IReadOnlyList<PlannedUser> Crews = [.. Parked.Concat(Driven).SelectMany((unit, i) => new[]
    {
        Crew(unit, unit.Crew[0], i * 2, unit.Level == "BASIC" ? "EMT" : "ALS paramedic"),
        Crew(unit, unit.Crew[1], i * 2 + 1, "EMT"),
    }).Where(member => Roles.All(user => user.Username != member.Username))];

    /// <summary>A name that nobody has.</summary>
    public static string NameOf(Random random) => $"{FirstNames[random.Next(FirstNames.Length)]} {LastNames[random.Next(LastNames.Length)]}";

    public static GeoPoint Of(PlannedSite site) => new(site.Latitude!.Value, site.Longitude!.Value);

    public static GeoPoint HomeOf(PlannedUnit unit) => Of(Stations.Append(HomeCare).First(station => station.Name == unit.Home));

    /// <summary>A place of its own in front of the station, ten metres from the next.</summary>
    public static GeoPoint Bay(GeoPoint station, int index) =>
        new(station.Latitude + 0.00009 * (index % 4), station.Longitude + 0.00012 * (index / 4));

    private static PlannedUser Named(string role, string first, string last, PlannedSite site, string? certification = null) =>
        // Nobody's number and nobody's address: a demonstration reaches no one, and shows in the sink what it would have said.
        new(role, first, last, [role], site.Name, certification, Password, AtAllSites: true, "+6421555" + (role.Length * 100 + first.Length).ToString("D4", CultureInfo.InvariantCulture),
            $"{role}@attend.example");

    private static PlannedUnit Unit(string number, string kind, string level, int station) => new(
        number, kind, level, kind switch { "ambulance" => 2, "car" => 3, _ => 0 }, Stations[station].Name,
        [number == "A1" ? "paramedic" : $"crew-{number}-1".ToLowerInvariant(), $"crew-{number}-2".ToLowerInvariant()],
        level == "BASIC" ? ["defibrillator", "oxygen"] : ["defibrillator", "oxygen", "ventilator"]);

    private static PlannedUser Crew(PlannedUnit unit, string username, int i, string certification) =>
        new(username, FirstNames[i % FirstNames.Length], LastNames[i * 7 % LastNames.Length], ["paramedic"], unit.Home, certification);
}
