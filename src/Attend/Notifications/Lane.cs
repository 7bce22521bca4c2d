namespace Attend.Notifications;

/// <summary>A delivery that this node has claimed, and the try that it is making.</summary>
internal sealed record OnItsWay(Claimed Claimed, Task<Tried> Try);

/// <summary>What one way has claimed and not yet written down. Whoever has its turn is alone with it.</summary>
internal sealed class Lane
{
    private const int AtOnce = 32;

    /// <summary>So many places are kept free for what is clinical, however much else waits.</summary>
    private const int Kept = 8;

    public SemaphoreSlim Turn { get; } = new(1);

    public List<OnItsWay> Sending { get; } = [];

    /// <summary>What has ended stays here until it is written down.</summary>
    public List<Tried> Ended { get; } = [];

    /// <summary>Nothing was due at the last look, or nobody would take it.</summary>
    public bool Empty { get; set; }

    /// <summary>When it was last looked for what waits for hosts that are left alone: a time stamp of the machine.</summary>
    public long PutOffAt { get; set; }

    /// <summary>How many more may be claimed.</summary>
    public int Room => Places > Kept ? Places - Kept : Places;

    /// <summary>Only those places are left that are kept free.</summary>
    public bool OnlyClinical => Places <= Kept;

    /// <summary>The recipients of what is on its way, each as often as it is.</summary>
    public long[] Held => [.. Sending.Select(one => one.Claimed.Recipient), .. Ended.Select(one => one.Claimed.Recipient)];

    private int Places => AtOnce - Sending.Count - Ended.Count;
}
