using System.Globalization;

namespace Attend.Fleet;

/// <summary>
/// <c>CALL-</c> and 8 hex digits: the id times an odd number modulo 2^32, so no two calls share one and nobody can count them. The
/// database computes the same in a generated column. It stands here because a refusal names the call that holds a unit.
/// </summary>
internal static class CallNumber
{
    private const uint Odd = 2654435761;

    public static string Of(long id) => $"CALL-{unchecked((uint)id * Odd).ToString("X8", CultureInfo.InvariantCulture)}";
}
