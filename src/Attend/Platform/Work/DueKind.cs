using System.Globalization;
using System.Text.Json;

namespace Attend.Platform.Work;

/// <summary>A row of due work as it was claimed.</summary>
internal sealed record DueItem(long Id, string Kind, string Key, DateTimeOffset DueAt, JsonElement Data, int Attempts, long Fence)
{
    /// <summary>The key as the id that it is, where the work is that of one thing.</summary>
    public long KeyId => long.Parse(Key, CultureInfo.InvariantCulture);
}

/// <summary>
/// What to do when work of a kind falls due. It runs in a write transaction of its own that also removes the row, so it happens once.
/// </summary>
/// <param name="Run">The reaction; like a slice, it only writes.</param>
/// <param name="Aside">Housekeeping that nobody waits for: one at a time on a node, beside the rest.</param>
/// <param name="Every">Set for a schedule: the row is put again this long after each run.</param>
internal sealed record DueKind(string Name, string Sentence, Func<IServiceProvider, Database.Change, DueItem, Task> Run, TimeSpan? Every = null,
    bool Aside = false);
