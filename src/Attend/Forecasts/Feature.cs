namespace Attend.Forecasts;

/// <summary>What a correction of the arithmetic is made of, by place; each in seconds.</summary>
internal static class Feature
{
    /// <summary>The arithmetic's wait.</summary>
    public const int Total = 0;

    /// <summary>The same, but growing less than in proportion: lines speed up, and people leave them.</summary>
    public const int Eased = 1;

    /// <summary>Until a desk is free.</summary>
    public const int First = 2;

    /// <summary>One service, shared by the desks.</summary>
    public const int Share = 3;

    /// <summary>The work ahead, the more so the longer the whole line is.</summary>
    public const int Crowd = 4;

    /// <summary>The work ahead, the more so the slower the last hours were.</summary>
    public const int Pace = 5;

    /// <summary>Lost to those who overtake.</summary>
    public const int Lost = 6;

    /// <summary>The wait, the more so the longer the session has lasted.</summary>
    public const int Session = 7;

    /// <summary>What whoever was called last had waited, fading.</summary>
    public const int LastWait = 8;

    /// <summary>What the head of the line has waited.</summary>
    public const int HeadWait = 9;

    /// <summary>By how much longer it is if the desks stay as they are, instead of becoming as many as they usually are.</summary>
    public const int Steady = 10;

    public const int Count = 11;
}
