using System.Runtime.InteropServices;

namespace Attend.Trips;

/// <summary>What became of the offers that a driver was made.</summary>
/// <param name="Accepted">Not more than were offered.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct OfferRecord(int Offered, int Accepted)
{
    /// <summary>How probably the driver takes the next one: by Laplace's rule of succession, so that who is new is trusted as much as not.</summary>
    public double Acceptance => (Accepted + 1.0) / (Offered + 2.0);

    /// <summary>How probably not.</summary>
    public double Refusal => (Offered - Accepted + 1.0) / (Offered + 2.0);
}

/// <summary>How many drivers are asked at once for one trip, so that nine times of ten one of them takes it (algorithms.md 5). Pure.</summary>
internal static class Wave
{
    /// <summary>How probably at least one of a wave accepts.</summary>
    public const double Sure = 0.9;

    // Probabilities of whole numbers may multiply to a tenth exactly, and a little more by rounding.
    private const double Rounding = 1e-12;

    /// <summary>
    /// So many of these drivers, the best first, are asked at once: the fewest that are sure enough together, or all of them. For a planned visit
    /// there is time to ask one by one.
    /// </summary>
    public static int Size(IReadOnlyList<OfferRecord> drivers, bool planned)
    {
        var nobody = 1.0;
        for (var asked = 0; asked < drivers.Count; asked++)
        {
            nobody *= drivers[asked].Refusal;
            if (planned || nobody <= 1 - Sure + Rounding)
            {
                return asked + 1;
            }
        }

        return drivers.Count;
    }
}
