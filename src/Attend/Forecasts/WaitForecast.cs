using Attend.Platform;

namespace Attend.Forecasts;

/// <summary>What a forecast rests on.</summary>
[LowerWords]
internal enum Basis
{
    /// <summary>On what this queue has shown.</summary>
    Learned,

    /// <summary>Mostly on arithmetic: the queue's history is short.</summary>
    Fallback,
}

/// <summary>How long somebody will wait until they are called, seconds from <paramref name="MadeAt"/> on.</summary>
/// <param name="FromSeconds">The median: half of those told so wait longer.</param>
/// <param name="ToSeconds">Nine of ten are called by then.</param>
/// <param name="VeryLong">Others keep going first about as fast as people are served: no figure is worth much.</param>
internal sealed record WaitForecast(int FromSeconds, int ToSeconds, Basis Basis, DateTimeOffset MadeAt, bool VeryLong);

/// <summary>A forecast with what it was made of, to be kept until the wait is over and then learned from.</summary>
internal sealed record Made(WaitForecast Forecast, byte[] Facts);
