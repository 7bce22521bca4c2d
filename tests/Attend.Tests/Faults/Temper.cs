namespace Attend.Tests.Faults;

/// <summary>What a telephone company does with a message that it is handed.</summary>
internal enum Mood
{
    Takes,

    /// <summary>Takes it and never answers.</summary>
    TakesAndIsSilent,

    /// <summary>Takes it and closes the connection.</summary>
    TakesAndBreaksOff,

    /// <summary>Takes it and says something that nobody understands.</summary>
    TakesAndTalksNonsense,

    /// <summary>Takes it, but something breaks behind that, or whoever stands before it gives up waiting.</summary>
    TakesTooLate,

    /// <summary>It is out of service, and says so.</summary>
    Fails,

    /// <summary>Something breaks before it has taken it; what it says is the same as when it had.</summary>
    Breaks,

    /// <summary>Asks to be left alone for a while.</summary>
    IsBusy,

    /// <summary>Says that all is well, and has taken nothing: a stranger on the way.</summary>
    TalksNonsense,

    /// <summary>The number is none that it may reach.</summary>
    Refuses,
}

/// <summary>How often a company does what, in a thousand messages; the rest it takes as it should.</summary>
internal sealed class Temper(int seed, params (Mood Mood, int InThousand)[] moods)
{
    private readonly Random random = new(seed);
    private readonly Lock gate = new();
    private readonly int[] shown = new int[Enum.GetValues<Mood>().Length];

    /// <summary>Set: always this.</summary>
    public Mood? Always { get; set; }

    public Mood Next()
    {
        var mood = Always ?? Drawn();
        Interlocked.Increment(ref shown[(int)mood]);
        return mood;
    }

    /// <summary>How often it was in this mood.</summary>
    public int Shown(Mood mood) => Volatile.Read(ref shown[(int)mood]);

    public int Below(int most)
    {
        lock (gate)
        {
            return random.Next(most);
        }
    }

    public bool Often(int inThousand) => Below(1_000) < inThousand;

    private Mood Drawn()
    {
        var drawn = Below(1_000);
        foreach (var (mood, share) in moods)
        {
            if ((drawn -= share) < 0)
            {
                return mood;
            }
        }

        return Mood.Takes;
    }
}
