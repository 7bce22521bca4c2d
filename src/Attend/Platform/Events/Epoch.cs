namespace Attend.Platform.Events;

/// <summary>The history this server writes to. Set once at start, after the database was asked who it is.</summary>
internal sealed class Epoch
{
    public int Current { get; set; }
}
