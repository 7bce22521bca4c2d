using Attend.Platform.Database;

namespace Attend.Platform.Events;

/// <summary>
/// A module's reaction to other modules' events: each event once and in order per subject, in the transaction that moves the cursor.
/// An event that keeps failing parks its subject; others go on.
/// </summary>
internal sealed record Subscription(string Name, IReadOnlyList<string> Kinds, Func<IServiceProvider, Change, EventRow, Task> React);
