using System.Collections.Concurrent;

namespace Attend.Tests.Faults;

/// <summary>
/// What telephone companies really took, by the reference that stands in a message's call-back address, however they answered, and what
/// they said afterwards they could not deliver.
/// </summary>
internal sealed class Books
{
    private readonly ConcurrentDictionary<Guid, (int Taken, int Disowned)> entries = new();
    private readonly ConcurrentDictionary<string, byte> disowned = new();

    /// <summary>How many messages were taken at least once.</summary>
    public int Count => entries.Count;

    /// <summary>How many times something was taken that had been taken before.</summary>
    public int Repeats => entries.Values.Sum(entry => entry.Taken - 1);

    /// <returns>What the company calls it from now on.</returns>
    public string Take(Guid reference)
    {
        entries.AddOrUpdate(reference, (1, 0), (_, before) => (before.Taken + 1, before.Disowned));
        return "SM" + Guid.NewGuid().ToString("n");
    }

    /// <summary>The company has said that this one did not arrive, and was heard.</summary>
    public void Disown(Guid reference, string id)
    {
        if (entries.ContainsKey(reference) && disowned.TryAdd(id, 0))
        {
            entries.AddOrUpdate(reference, (0, 0), (_, before) => (before.Taken, before.Disowned + 1));
        }
    }

    public (int Taken, int Disowned) Of(Guid reference) => entries.GetValueOrDefault(reference);
}
