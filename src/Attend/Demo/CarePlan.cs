using Attend.Fleet;

namespace Attend.Demo;

internal sealed record PlannedService(string Name, int Minutes, decimal Price, IReadOnlyList<string> Skills);

internal sealed record PlannedClient(string Name, string Address, GeoPoint Point, string? Notes = null);

/// <param name="Shift">When they work, each day, by the town's clock; null: whenever they are called.</param>
internal sealed record PlannedTherapist(PlannedUser User, GeoPoint Home, IReadOnlyList<string> Skills, (string From, string To)? Shift = null);

/// <param name="Unit">The number of the car.</param>
internal sealed record PlannedDriver(string Username, string Unit, IReadOnlyList<string> Skills);

/// <summary>Kauri Bay Home Care: what it does for whom, who goes there and who drives them. Nobody of them lives.</summary>
internal static class CarePlan
{
    /// <summary>
    /// Asked for by the simulator's pick-ups. The user <c>driver</c> has a car and no van, so that no matching gives them a trip that the simulator made.
    /// </summary>
    public const string Van = "van";

    /// <summary>What the simulator's visits ask for. The user <c>therapist</c> does something else, and is nobody's stand-in.</summary>
    private const string Nursing = "nursing";

    private const string Physiotherapy = "physiotherapy";

    public static readonly PlannedService Exercise = new("Physiotherapy at home", 45, 78, [Physiotherapy]);

    /// <summary>Short, and on short notice.</summary>
    public static readonly PlannedService Check = new("Blood sugar check", 15, 24.50m, [Nursing]);

    /// <summary>What fills a shift.</summary>
    public static readonly IReadOnlyList<PlannedService> Care =
    [
        new("Personal care", 45, 52, [Nursing]), new("Wound care", 30, 64, [Nursing]), new("Medication and meal", 40, 46, [Nursing]),
    ];

    /// <summary>Whom the user <c>therapist</c> visits.</summary>
    public static readonly IReadOnlyList<PlannedClient> Patients =
    [
        new("Winifred Astley", "14 Fern Grove, Kauri Bay", new(-36.8791, 174.7462), "New hip in spring. Rings twice, then wait: she is slow to the door."),
        new("Rangi Poutama", "6 Tannery Lane, Kauri Bay", new(-36.8714, 174.7586), "Key at the neighbour's, number 8."),
        new("Edith Marlowe", "91 Market Street, Kauri Bay", new(-36.8820, 174.7521)),
    ];

    /// <summary>Whom the others visit.</summary>
    public static readonly IReadOnlyList<PlannedClient> Clients =
    [
        new("Harold Pinner", "22 Harbour Road, Kauri Bay", new(-36.8684, 174.7447), "Dog in the yard, friendly."),
        new("Mele Tupou", "5 Observatory Road, Kauri Bay", new(-36.8766, 174.7688)),
        new("Gwen Sallow", "130 Western Parade, Kauri Bay", new(-36.8868, 174.7268), "Allergic to latex."),
        new("Otto Lindqvist", "17 Mill Lane, Kauri Bay", new(-36.8908, 174.7355)),
        new("Ngaire Coombe", "48 Summit Avenue, Kauri Bay", new(-36.8831, 174.7707), "Second entrance, up the ramp."),
        new("Basil Thorne", "3 Quarry Street, Kauri Bay", new(-36.8953, 174.7521)),
        new("Siosaia Vea", "77 Blossom Street, Kauri Bay", new(-36.8987, 174.7802)),
        new("Ida Prewett", "9 Lighthouse Road, Kauri Bay", new(-36.8695, 174.7803)),
        new("Percy Holloway", "62 Orchard Road, Kauri Bay", new(-36.9041, 174.7899), "Hard of hearing."),
        new("Lena Varga", "31 Market Street, Kauri Bay", new(-36.8755, 174.7549)),
    ];

    /// <summary>Books the visits and offers the pick-ups of the simulator.</summary>
    public static readonly PlannedUser Operator = Simulated("operator", "Simulated", "Operator", "operator");

    /// <summary>The user <c>therapist</c>, who can be visited with at any hour.</summary>
    public static readonly PlannedTherapist Therapist =
        new(TownPlan.Roles.Single(user => user.Username == "therapist"), new(-36.8735, 174.7502), [Physiotherapy]);

    /// <summary>Whose visits the simulator makes: by day, in the evening, and two who are on call around the clock.</summary>
    public static readonly IReadOnlyList<PlannedTherapist> Therapists =
    [
        new(Simulated("therapist-1", "Marama", "Doyle", "therapist"), new(-36.8809, 174.7398), [Nursing], ("06:00", "15:00")),
        new(Simulated("therapist-2", "Ansel", "Brandt", "therapist"), new(-36.8898, 174.7602), [Nursing], ("07:30", "16:00")),
        new(Simulated("therapist-3", "Ruth", "Okafor", "therapist"), new(-36.8742, 174.7655), [Nursing], ("13:30", "22:00")),
        new(Simulated("therapist-4", "Tevita", "Moala", "therapist"), new(-36.8975, 174.7711), [Nursing], ("15:00", "23:30")),
        new(Simulated("therapist-5", "Isla", "Ferris", "therapist"), new(-36.8777, 174.7571), [Nursing]),
        new(Simulated("therapist-6", "Joon", "Park", "therapist"), new(-36.8851, 174.7489), [Nursing]),
    ];

    public static readonly IReadOnlyList<PlannedUser> DrivingUsers =
    [
        Simulated("driver-1", "Manaia", "Ruru", "driver"), Simulated("driver-2", "Bruno", "Kessel", "driver"), Simulated("driver-3", "Faye", "Norwood", "driver"),
    ];

    /// <summary>The car of the user <c>driver</c>: parked at the base, touched by nobody, but it reports where it stands.</summary>
    public static readonly PlannedUnit Car = Vehicle("H1");

    public static readonly IReadOnlyList<PlannedUnit> Vans = [Vehicle("H2"), Vehicle("H3"), Vehicle("H4")];

    public static readonly PlannedDriver Driver = new("driver", Car.Number, []);

    public static readonly IReadOnlyList<PlannedDriver> Drivers = [.. DrivingUsers.Zip(Vans, (user, van) => new PlannedDriver(user.Username, van.Number, [Van]))];

    private static PlannedUser Simulated(string name, string first, string last, string role) =>
        new($"simulated-{name}", first, last, [role], TownPlan.HomeCare.Name, null, TownPlan.Password);

    /// <summary>Nobody of a crew rides in it.</summary>
    private static PlannedUnit Vehicle(string number) => new(number, "car", "BASIC", 4, TownPlan.HomeCare.Name, [], []);
}
