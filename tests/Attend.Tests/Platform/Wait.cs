using Xunit;

namespace Attend.Tests.Platform;

/// <summary>Waits for what happens on its own, without guessing how long it takes.</summary>
internal static class Wait
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    public static Task Until(Func<bool> holds) => Until(() => Task.FromResult(holds()));

    /// <summary>Until there is one.</summary>
    public static async Task<T> For<T>(Func<Task<T?>> find) where T : class
    {
        T? found = null;
        await Until(async () => (found = await find()) is not null);
        return found!;
    }

    /// <param name="instead">What there was instead.</param>
    public static async Task Until(Func<Task<bool>> holds, Func<string>? instead = null)
    {
        for (var began = TimeProvider.System.GetTimestamp(); !await holds();)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < Longest, instead?.Invoke() ?? "it did not happen in time");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }
    }
}
