using Attend.Platform;

namespace Attend.Visits;

/// <summary>A way of somebody who comes: to the door, and home.</summary>
[LowerWords]
internal enum VisitWay { Outbound, Return }

/// <summary>On which ways somebody may still be driven, by how their appointment stands. Cars are refused by this, and screens offer them by it.</summary>
internal static class Ways
{
    private static readonly IReadOnlyList<VisitWay> Both = [VisitWay.Outbound, VisitWay.Return];

    public static IReadOnlyList<VisitWay> Of(AppointmentState state) => state switch
    {
        AppointmentState.Cancelled or AppointmentState.NoShow or AppointmentState.Expired => [],
        // They are there, and want to go home.
        AppointmentState.Completed => [VisitWay.Return],
        _ => Both,
    };
}
