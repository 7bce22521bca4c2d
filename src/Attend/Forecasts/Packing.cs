using System.Buffers.Binary;

namespace Attend.Forecasts;

/// <summary>
/// Numbers into bytes and back, in one order: a part names its numbers once, and the same lines write them and read them. What was written by
/// another version is not read at all (see <see cref="Model.Version"/>).
/// </summary>
internal sealed class Packing
{
    private readonly MemoryStream? written;
    private readonly byte[] stored;
    private int at;

    private Packing(byte[]? stored) => (written, this.stored) = (stored is null ? new MemoryStream() : null, stored ?? []);

    public static Packing Into() => new(null);

    public static Packing From(byte[] stored) => new(stored);

    public byte[] Bytes => written!.ToArray();

    /// <summary>Whether all that was stored has been read.</summary>
    public bool AtEnd => at == stored.Length;

    public void Carry(ref double number)
    {
        if (written is not null)
        {
            Span<byte> bytes = stackalloc byte[sizeof(double)];
            BinaryPrimitives.WriteDoubleLittleEndian(bytes, number);
            written.Write(bytes);
        }
        else
        {
            number = BinaryPrimitives.ReadDoubleLittleEndian(stored.AsSpan(at));
            at += sizeof(double);
        }
    }

    public void Carry(ref int number)
    {
        double whole = number;
        Carry(ref whole);
        number = (int)whole;
    }

    public void Carry(Span<double> numbers)
    {
        foreach (ref var number in numbers)
        {
            Carry(ref number);
        }
    }

    /// <summary>Half as long; for what is only compared and counted.</summary>
    public void Carry(Span<float> numbers)
    {
        Span<byte> bytes = stackalloc byte[sizeof(float)];
        foreach (ref var number in numbers)
        {
            if (written is not null)
            {
                BinaryPrimitives.WriteSingleLittleEndian(bytes, number);
                written.Write(bytes);
            }
            else
            {
                number = BinaryPrimitives.ReadSingleLittleEndian(stored.AsSpan(at));
                at += sizeof(float);
            }
        }
    }
}
