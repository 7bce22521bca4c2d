namespace Attend.Platform.Events;

/// <summary>
/// Something on every node that follows the feed in memory: sockets, caches, indexes. It hears each batch once and in order, from some
/// minutes before the start of the server on, so it must bear to hear of what it knows already. Nothing durable: what must not be lost
/// over a crash is a <see cref="Subscription"/>.
/// </summary>
/// <param name="Hear">A lost database is waited for and the batch heard again; any other failure is a bug, logged, and the feed goes on.</param>
internal sealed record FeedListener(string Name, Func<FeedBatch, CancellationToken, Task> Hear);
