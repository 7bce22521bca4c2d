using System.Runtime.InteropServices;

namespace Attend.Platform.Events;

/// <summary>Where an event stands in the feed. Everything up to a place can be known; nothing is ever put in before one that was read.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Place(int Epoch, ulong Tx, long Id) : IComparable<Place>
{
    public int CompareTo(Place other) =>
        Epoch != other.Epoch ? Epoch.CompareTo(other.Epoch) : Tx != other.Tx ? Tx.CompareTo(other.Tx) : Id.CompareTo(other.Id);

    public static bool operator <(Place left, Place right) => left.CompareTo(right) < 0;

    public static bool operator >(Place left, Place right) => left.CompareTo(right) > 0;

    public static bool operator <=(Place left, Place right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Place left, Place right) => left.CompareTo(right) >= 0;
}
