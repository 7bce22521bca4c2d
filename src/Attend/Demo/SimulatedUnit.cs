using Attend.Fleet;

namespace Attend.Demo;

internal sealed record SeenPlace(double? Latitude, double? Longitude);

internal sealed record SeenResponse(long ResponseId, long UnitId, string State, DateTimeOffset StateSince);

/// <summary>What the simulator looks at in a call of its own.</summary>
internal sealed record SeenCall(
    long Id, string Priority, bool NeedsUnit, DateTimeOffset? NeedsUnitSince, SeenPlace Location, IReadOnlyList<SeenResponse> Units)
{
    public GeoPoint? Place => GeoPoint.Of(Location.Latitude, Location.Longitude);
}

/// <summary>A button that the crew presses next: the last part of the route, and what goes with it.</summary>
internal sealed record Tapped(string Action, object Body);

/// <summary>
/// One unit of the simulator. It remembers only where it is and what it has pressed: what comes next follows from the state that the
/// server shows, so that it goes on after a restart, and with whatever a person did to its call meanwhile.
/// </summary>
internal sealed class SimulatedUnit(long id, GeoPoint home, IReadOnlyDictionary<long, GeoPoint> hospitals)
{
    private static readonly object Nothing = new { };

    private readonly Drive drive = new(home);
    private long atPatientOf;

    public long Id => id;

    public Drive Drive => drive;

    /// <summary>Moves for some time, and says what the crew does on its response; null when it is time for nothing.</summary>
    public Tapped? Next(SeenCall call, SeenResponse response, DateTimeOffset now, TimeSpan elapsed)
    {
        var since = now - response.StateSince;
        bool After(int seconds) => since >= TimeSpan.FromSeconds(seconds + response.ResponseId * 7 % 11);
        var scene = call.Place ?? home;
        var hospital = Nearest(scene);
        drive.Stand();
        switch (response.State)
        {
            case "ASSIGNED" when After(5):
                return new("acknowledge", Nothing);
            case "ACKNOWLEDGED" when After(15):
                return new("depart", Nothing);
            case "EN_ROUTE" when drive.Go(scene, elapsed):
                return new("arrive", Nothing);
            case "ON_SCENE" when After(20) && atPatientOf != response.ResponseId:
                atPatientOf = response.ResponseId;
                return new("at-patient", Nothing);
            case "ON_SCENE" when After(90) && call.Units[0] != response:
                // A second unit helps and goes; what became of the patient the first one says.
                return new("clear", Nothing);
            case "ON_SCENE" when After(110):
                return call.Id % 4 == 0
                    ? new("clear", new { disposition = "TREATED_AND_RELEASED" })
                    : new("transport", new { hospital_id = hospital.Key });
            case "TRANSPORTING" when drive.Go(hospital.Value, elapsed):
                return new("arrive-hospital", Nothing);
            case "AT_HOSPITAL" when After(60):
                return new("transfer-care", new { handed_to = $"bay {1 + response.ResponseId % 9}" });
            case "TRANSFERRED_CARE" when After(45):
                return new("clear", Nothing);
            default:
                return null;
        }
    }

    /// <summary>Without a response it drives home.</summary>
    public void GoHome(TimeSpan elapsed) => drive.Go(home, elapsed);

    private KeyValuePair<long, GeoPoint> Nearest(GeoPoint scene) => hospitals.MinBy(hospital => hospital.Value.MetresTo(scene));
}
