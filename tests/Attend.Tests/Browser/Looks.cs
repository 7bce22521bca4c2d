using Xunit;

namespace Attend.Tests.Browser;

/// <summary>
/// How things are looked at: size, colours, and with <c>-rtl</c> from right to left. With <c>ATTEND_LONG=1</c> it is every size in both
/// schemes.
/// </summary>
public static class Looks
{
    public static readonly bool Long = Environment.GetEnvironmentVariable("ATTEND_LONG") == "1";

    /// <summary>For a story, whose steps cost more than its looks. Its pages are seen zoomed as well, one after the other.</summary>
    public static TheoryData<string, string> OfStories => Of("");

    /// <summary>
    /// For the pages one after the other: also as they are read from right to left. What fits a telephone there, in longer words, fits it as well
    /// from left to right.
    /// </summary>
    public static TheoryData<string, string> OfPages => Long
        ? [.. Of(""), .. Of("-rtl")]
        : new() { { "desk", "dark" }, { "zoomed", "dark" }, { "desk-rtl", "dark" }, { "phone-rtl", "light" } };

    private static TheoryData<string, string> Of(string direction)
    {
        var looks = new TheoryData<string, string> { { "desk" + direction, "dark" }, { "phone" + direction, "light" } };
        if (Long)
        {
            looks.AddRange([("desk" + direction, "light"), ("phone" + direction, "dark"), ("zoomed" + direction, "dark"), ("zoomed" + direction, "light")]);
        }

        return looks;
    }
}
