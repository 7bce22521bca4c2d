namespace Attend.Forecasts;

/// <summary>What a queue has shown of itself: how long serving takes, who comes when, how many desks work when.</summary>
internal sealed class Tempo
{
    private static readonly DateTimeOffset Start = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public ServingTimes Serving { get; } = new();

    public Arrivals Arrivals { get; } = new();

    public DeskHours Desks { get; } = new();

    /// <summary>What somebody of a class costs the desks who is in the line now or will be: those who leave before cost nothing. Desk-seconds.</summary>
    public double Work(int level) => (Serving.Mean(level) + Serving.Turn) * Arrivals.Staying(level);

    /// <summary>A time as these parts reckon it: seconds since some day.</summary>
    public static double Seconds(DateTimeOffset at) => (at - Start).TotalSeconds;

    public void Carry(Packing packing)
    {
        Serving.Carry(packing);
        Arrivals.Carry(packing);
        Desks.Carry(packing);
    }
}
