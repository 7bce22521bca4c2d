namespace Attend.Channels;

/// <summary>
/// Whether somebody is worth trying. After a few failures in a row they are left alone for a time, then tried with one message; each time
/// that fails too, the rest is twice as long.
/// </summary>
internal sealed class Breaker(TimeProvider clock)
{
    public const int Failures = 3;

    public static readonly TimeSpan FirstRest = TimeSpan.FromSeconds(30);
    public static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(10);

    /// <summary>Whoever comes while one message is tried looks again soon.</summary>
    public static readonly TimeSpan UntilTried = TimeSpan.FromSeconds(2);

    private readonly Lock gate = new();
    private int failed;
    private int rests;
    private bool trying;
    private DateTimeOffset until = DateTimeOffset.MinValue;

    /// <summary>Left alone, or being tried with one message.</summary>
    public bool IsOpen
    {
        get
        {
            lock (gate)
            {
                return rests > 0;
            }
        }
    }

    /// <summary>Until when they are left alone; in the past while they are being tried with one message, null when they are not.</summary>
    public DateTimeOffset? Until
    {
        get
        {
            lock (gate)
            {
                return rests > 0 ? until : null;
            }
        }
    }

    /// <summary>How many messages they may be handed now: none while they rest or are being tried, one when they are to be tried again.</summary>
    public int Room
    {
        get
        {
            lock (gate)
            {
                return rests == 0 ? int.MaxValue : trying || clock.GetUtcNow() < until ? 0 : 1;
            }
        }
    }

    /// <summary>Nothing is held against them.</summary>
    public bool IsWell
    {
        get
        {
            lock (gate)
            {
                return failed == 0 && rests == 0;
            }
        }
    }

    /// <summary>Null when a message may be sent now, and then one of the other three must follow; else how long to wait.</summary>
    public TimeSpan? Enter()
    {
        lock (gate)
        {
            var now = clock.GetUtcNow();
            if (rests == 0)
            {
                return null;
            }

            if (now < until)
            {
                return until - now;
            }

            if (trying)
            {
                return UntilTried;
            }

            trying = true;
            return null;
        }
    }

    public void Passed()
    {
        lock (gate)
        {
            if (rests > 0 && !trying)
            {
                // Sent before the rest began: whoever asked to be left alone since is.
                return;
            }

            (failed, rests, trying) = (0, 0, false);
        }
    }

    /// <param name="asked">How long they ask to be left alone; they are, at once.</param>
    public void Failed(TimeSpan? asked)
    {
        lock (gate)
        {
            failed++;
            if (rests > 0 && !trying)
            {
                // Sent before the rest began: it says nothing new.
                return;
            }

            if (!trying && failed < Failures && asked is null)
            {
                return;
            }

            trying = false;
            var rest = TimeSpan.FromTicks(Math.Min(FirstRest.Ticks << Math.Min(rests, 10), LongestRest.Ticks));
            // Whoever says for how long is believed, but not for ever: others of the same house may be served.
            until = clock.GetUtcNow() + (asked is { } said ? TimeSpan.FromTicks(Math.Clamp(said.Ticks, TimeSpan.TicksPerSecond, LongestRest.Ticks)) : rest);
            rests++;
        }
    }

    /// <summary>Nothing was learnt: the sender was stopped.</summary>
    public void Left()
    {
        lock (gate)
        {
            trying = false;
        }
    }
}
