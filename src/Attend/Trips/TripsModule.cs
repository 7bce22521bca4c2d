using Attend.Platform;

namespace Attend.Trips;

/// <summary>Drivers and the people whom they pick up: its table of contents.</summary>
internal static class TripsModule
{
    public static void Add(Module module)
    {
    }
}
