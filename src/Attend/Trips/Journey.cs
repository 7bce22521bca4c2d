using Attend.Fleet;
using Attend.Platform;
using Attend.Platform.Database;
using Attend.Visits;

namespace Attend.Trips;

/// <summary>One therapist's way to an appointment and back, as Visits publishes it, and where they begin and end their day.</summary>
/// <param name="State">Of their place, in Visits' words.</param>
/// <param name="AppointmentState">Of the whole appointment.</param>
/// <param name="There">Whether they have been at the door.</param>
internal sealed record Journey(
    long AppointmentId, long SiteId, long? TherapistId, string State, string AppointmentState, DateTimeOffset StartsAt, DateTimeOffset EndsAt, string Address,
    double Latitude, double Longitude, bool There, double? HomeLatitude, double? HomeLongitude)
{
    /// <summary>How early somebody is at the door who is to begin at a time.</summary>
    private static readonly TimeSpan Early = TimeSpan.FromMinutes(5);

    /// <summary>Over <c>visits.journeys j</c>; the caller adds the where. Whoever gave a place up goes nowhere.</summary>
    public static Sql Select => Sql.Raw("""
        select j.appointment_id, j.site_id, j.therapist_id, j.state, j.appointment_state, j.starts_at, j.ends_at, j.address, j.latitude, j.longitude,
               (j.arrived_at is not null or j.started_at is not null) as there, h.home_latitude, h.home_longitude
        from visits.journeys j left join people.working_hours h on h.user_id = j.therapist_id
        """);

    public TripEnd Place => new(Address, null, Latitude, Longitude);

    public TripEnd? Home => GeoPoint.Of(HomeLatitude, HomeLongitude) is { } home ? TripEnd.At(PlaceWord.Home, home) : null;

    /// <summary>Whether it came to nothing: nobody is driven there any more.</summary>
    public bool Nothing => AppointmentState is "CANCELLED" or "NO_SHOW";

    public bool IsTheirs(long userId) => TherapistId == userId && State is not "RELEASED";

    /// <summary>Whether somebody is still to be driven that way; on one of neither kind, as long as there is one to the door.</summary>
    public bool Open(TripLeg leg) => Ways.Of(Words.Parse<AppointmentState>(AppointmentState)).Contains(leg is TripLeg.Return ? VisitWay.Return : VisitWay.Outbound);

    /// <summary>When somebody is picked up who rides that way, and by when they are there; null: as soon as may be.</summary>
    public (DateTimeOffset? PickUpAt, DateTimeOffset? ArriveBy) Times(TripLeg leg, GeoPoint from, GeoPoint to, DateTimeOffset now)
    {
        if (leg is TripLeg.Return)
        {
            return (AppointmentState is not "COMPLETED" && EndsAt > now ? EndsAt : null, null);
        }

        var way = TimeSpan.FromSeconds(TravelTimes.Between(from, to, UnitKind.Car));
        var at = Clocks.Micros(StartsAt - Early - way - 2 * Route.AtTheDoor);
        return (at > now ? at : null, StartsAt);
    }
}
