using Attend.Platform.Web;

namespace Attend.Compatibility;

/// <summary>The old clients know no versions: whoever writes last wins. The slices do, so that an edit that met another is made again.</summary>
internal static class LastWins
{
    private const int Tries = 5;

    /// <param name="version">Reads the version as it is now; null when the thing is gone.</param>
    public static async Task<Refused?> Write(Func<Task<long?>> version, Func<IfMatch, Task<IResult>> edit)
    {
        for (var attempt = 1; ; attempt++)
        {
            var refused = Refused.In(await edit(new IfMatch(await version())));
            if (refused?.Problem != PlatformProblems.PreconditionFailed || attempt == Tries)
            {
                return refused;
            }
        }
    }
}
