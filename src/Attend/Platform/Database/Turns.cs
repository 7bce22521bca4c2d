namespace Attend.Platform.Database;

/// <summary>
/// As many write transactions at once as keep the cores busy. Who waits does so before the transaction begins, so that it holds no lock
/// and nobody's horizon meanwhile, and the connections that are left serve reads and the feed at once.
/// </summary>
internal sealed class Turns : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);

    private readonly SemaphoreSlim free = new(Math.Max(6, Environment.ProcessorCount * 3));

    /// <summary>Null when none came free in time.</summary>
    public async Task<IDisposable?> Take(CancellationToken ct) => await free.WaitAsync(Longest, ct) ? new Turn(free) : null;

    public void Dispose() => free.Dispose();

    private sealed class Turn(SemaphoreSlim free) : IDisposable
    {
        public void Dispose() => free.Release();
    }
}
