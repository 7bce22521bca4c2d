using System.Globalization;
using System.Runtime.InteropServices;
using Attend.Platform;

namespace Attend.Queues;

/// <summary>
/// Where a ticket stands in its line: band 0 (emergencies) before all, then the class, then a time, then the id. The time is the arrival,
/// or the arrival less the class's credit: accumulating priority (Kleinrock 1964; Stanford, Taylor, Ziedins 2014) in its static form. A
/// position is never stored; it is the rank of this key.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct OrderKey(int Band, int Class, DateTimeOffset At, long Id) : IComparable<OrderKey>
{
    /// <summary>By a queue's scheme.</summary>
    /// <param name="arrived">Since when the visit waits.</param>
    /// <param name="considered">Whether a consideration was confirmed: half a class in a strict order, some minutes in one of credits.</param>
    public static OrderKey Of(QueueRow queue, Level level, bool emergency, bool considered, DateTimeOffset arrived, long id) => new(
        emergency || level.Emergency ? 0 : 1,
        queue.Scheme is Scheme.Strict ? level.Place * 2 - (considered ? 1 : 0) : 0,
        queue.Scheme is Scheme.Credits ? arrived - Credit(queue, level, considered) : arrived,
        id);

    public int CompareTo(OrderKey other) => (Band, Class, At, Id).CompareTo((other.Band, other.Class, other.At, other.Id));

    /// <summary>The same word as the SQL function <c>queues.key</c>: it sorts, letter by letter, as the keys do.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Band}.{Class:000}.{(Clocks.Micros(At) - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond:00000000000000000}.{Id:000000000000}");

    public static OrderKey Parse(string word)
    {
        var parts = word.Split('.');
        return new OrderKey(Number(0), Number(1), DateTimeOffset.UnixEpoch.AddTicks(Long(2) * TimeSpan.TicksPerMicrosecond), Long(3));

        int Number(int part) => int.Parse(parts[part], CultureInfo.InvariantCulture);
        long Long(int part) => long.Parse(parts[part], CultureInfo.InvariantCulture);
    }

    private static TimeSpan Credit(QueueRow queue, Level level, bool considered) =>
        TimeSpan.FromMinutes(level.CreditMinutes + (considered ? queue.ConsiderationMinutes : 0));
}
