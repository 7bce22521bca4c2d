namespace Attend.Demo;

/// <summary>A pick-up that somebody asks for.</summary>
internal sealed record Wish(long AppointmentId, string Leg, string Urgency, IReadOnlyList<string> NeededSkills);

/// <summary>
/// A therapist of the simulator. What they press next follows from the place that the server shows, so that it goes on after a restart, and with
/// whatever a person did to the visit meanwhile.
/// </summary>
internal static class SimulatedTherapist
{
    private static readonly object Nothing = new { };

    /// <summary>So long before the beginning somebody asks for a car, and later no more: then they go by themselves.</summary>
    private static readonly TimeSpan AskFrom = TimeSpan.FromMinutes(16);

    private static readonly TimeSpan AskUntil = TimeSpan.FromMinutes(6);

    private static readonly TimeSpan ByThemselves = TimeSpan.FromMinutes(4);

    /// <summary>Whether it was booked on short notice.</summary>
    public static bool IsShort(SeenVisit visit) => visit.EndsAt - visit.StartsAt <= TimeSpan.FromMinutes(CarePlan.Check.Minutes);

    /// <summary>The key of their place; null when it is time for none.</summary>
    /// <param name="car">Their way there, while it is not over.</param>
    public static Tapped? Next(SeenVisit visit, SeenPart place, SeenTrip? car, DateTimeOffset now)
    {
        bool After(int seconds) => now - place.StateSince >= TimeSpan.FromSeconds(seconds + place.Id * 7 % 11);
        var here = new { visit.Latitude, visit.Longitude, accuracy = 8 };
        // A car that a person gave somebody else does not keep them from their client for ever.
        var driven = car is not null && (car.State == "ON_BOARD" || car.IsDriven && now < visit.StartsAt.AddMinutes(10));
        return place.State switch
        {
            "ASKED" when IsShort(visit) && visit.Id % 4 == 3 && After(5) => new("reject", new { reason = "Still with another client" }),
            "ASKED" when After(5) => new("accept", Nothing),
            "ACCEPTED" when !driven && now >= visit.StartsAt - ByThemselves => new("set-out", Nothing),
            "EN_ROUTE" when !driven && After(150) => new("arrive", Nothing),
            "ARRIVED" when now >= visit.StartsAt.AddMinutes(-2) && After(25) => new("start", here),
            "IN_PROGRESS" when now >= visit.EndsAt.AddMinutes(-(visit.Id % 4)) && After(120) => new("end", here),
            _ => null,
        };
    }

    /// <summary>The pick-up that they ask for; null when it is not time, or they walk.</summary>
    /// <param name="urgent">Whether somebody drives who could come at once.</param>
    public static Wish? Ask(SeenVisit visit, SeenPart place, bool urgent, DateTimeOffset now)
    {
        if (place.State != "ACCEPTED" || now < visit.StartsAt - AskFrom || now > visit.StartsAt - AskUntil)
        {
            return null;
        }

        // What asks for no van is left to whoever looks around.
        var left = visit.Id % 5 == 2;
        return new Wish(visit.Id, "outbound", urgent && !left && visit.Id % 4 == 1 ? "urgent" : "normal", left ? [] : [CarePlan.Van]);
    }

    public static Wish AskBack(SeenVisit visit) => new(visit.Id, "return", "normal", [CarePlan.Van]);
}
