namespace Attend.Tests;

/// <summary>
/// The tests' own time: it stands until somebody moves it, or runs. Timers of the machine go on; only the product's facts use this.
/// </summary>
public sealed class FakeClock : TimeProvider
{
    private readonly Lock gate = new();
    private TimeSpan? ahead;
    private DateTimeOffset now = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    public DateTimeOffset Now
    {
        get
        {
            lock (gate)
            {
                return ahead is { } by ? System.GetUtcNow() + by : now;
            }
        }

        set
        {
            lock (gate)
            {
                now = value;
                ahead = ahead is null ? null : now - System.GetUtcNow();
            }
        }
    }

    /// <summary>From here on it runs as fast as the machine's: for stories in browsers, whose own clocks run.</summary>
    public void Run()
    {
        lock (gate)
        {
            ahead = now - System.GetUtcNow();
        }
    }

    public override DateTimeOffset GetUtcNow() => Now;

    public void Advance(TimeSpan by) => Now += by;
}
