using Attend.Fleet;

namespace Attend.Demo;

/// <summary>A vehicle of the simulator on the move: straight lines, since the town's roads are invented too.</summary>
internal sealed class Drive(GeoPoint from)
{
    private const double MetresPerSecond = 15;

    // Nearer than a road is wide is there.
    private const double There = 25;

    public GeoPoint Now { get; private set; } = from;

    public double Speed { get; private set; }

    public double Heading { get; private set; }

    /// <summary>Moves towards a place for some time; true once it is there.</summary>
    public bool Go(GeoPoint to, TimeSpan time)
    {
        var far = Now.MetresTo(to);
        if (far <= There)
        {
            Speed = 0;
            return true;
        }

        var share = Math.Min(1, MetresPerSecond * time.TotalSeconds / far);
        Heading = Bearing(Now, to);
        Speed = MetresPerSecond;
        Now = new(Now.Latitude + (to.Latitude - Now.Latitude) * share, Now.Longitude + (to.Longitude - Now.Longitude) * share);
        return false;
    }

    public void Stand() => Speed = 0;

    /// <summary>Degrees clockwise from north.</summary>
    private static double Bearing(GeoPoint from, GeoPoint to)
    {
        var east = (to.Longitude - from.Longitude) * Math.Cos(double.DegreesToRadians(from.Latitude));
        return (double.RadiansToDegrees(Math.Atan2(east, to.Latitude - from.Latitude)) + 360) % 360;
    }
}
