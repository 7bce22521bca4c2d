namespace Attend.Tests.Browser;

/// <summary>A world for a browser.</summary>
internal static class RunningWorld
{
    /// <summary>Starts it with a clock that runs, as a browser's own does.</summary>
    public static async ValueTask Run(this World world)
    {
        await world.InitializeAsync();
        world.Clock.Now = TimeProvider.System.GetUtcNow();
        world.Clock.Run();
    }
}
