namespace Attend.WalkIns;

/// <summary>How large a number stands on a page: as large as it fits. A queue's code may have sixteen letters, and nothing else would know.</summary>
internal static class ShownNumber
{
    private const int Short = 8;

    /// <summary>The classes of the element that shows it.</summary>
    /// <param name="look">What it is where it is short.</param>
    public static string Look(string number, string look = "number") => number.Length > Short ? look + " long" : look;
}
