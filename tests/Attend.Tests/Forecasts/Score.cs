using System.Globalization;

namespace Attend.Tests.Forecasts;

/// <summary>How good forecasts were: errors of the median, the pinball loss of both ends, how many waits the interval's end covered. Seconds.</summary>
internal sealed class Score
{
    private double squares;
    private double errors;
    private double pinball50;
    private double pinball90;
    private int covered;
    private int sooner;

    public int Count { get; private set; }

    public double Rmse => Math.Sqrt(squares / Count);

    public double Mae => errors / Count;

    public double Pinball50 => pinball50 / Count;

    public double Pinball90 => pinball90 / Count;

    public double Covered => 100.0 * covered / Count;

    public void Add(double waited, double from, double to)
    {
        Count++;
        var error = waited - from;
        squares += error * error;
        errors += Math.Abs(error);
        pinball50 += Math.Max(0.5 * error, -0.5 * error);
        pinball90 += Math.Max(0.9 * (waited - to), 0.1 * (to - waited));
        covered += waited <= to ? 1 : 0;
        sooner += waited <= from ? 1 : 0;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Count,6} waits  RMSE {Rmse,7:0.0}  MAE {Mae,7:0.0}  pinball 0.5 {Pinball50,6:0.0}  0.9 {Pinball90,6:0.0}  covered {Covered,5:0.0} %  sooner {100.0 * sooner / Count,5:0.0} %");
}
