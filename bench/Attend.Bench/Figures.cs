using System.Globalization;

namespace Attend.Bench;

/// <summary>Nearest-rank percentiles and medians of what was measured.</summary>
internal static class Figures
{
    public static double Percentile(IReadOnlyList<double> sorted, double share) =>
        sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Count) - 1, 0, sorted.Count - 1)];

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return Percentile(sorted, 0.5);
    }

    public static string Text(double value, string format = "N0") => value.ToString(format, CultureInfo.InvariantCulture);

    /// <summary>One line of a verdict: the figure, the aim, whether it was met.</summary>
    public static void Aim(TextWriter output, string what, double value, string format, bool met, string aim) =>
        output.WriteLine($"  {(met ? "met   " : "MISSED")} {what}: {Text(value, format)} (aim {aim})");
}
