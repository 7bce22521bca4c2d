using Attend.Platform.Database;
using Xunit;

namespace Attend.Tests.Platform.Database;

/// <summary>Questions that come at the same time are asked together, and nobody is kept waiting who comes alone.</summary>
public sealed class GatheredTests
{
    private readonly List<string[]> asked = [];
    private readonly Queue<TaskCompletionSource> flights = new();
    private readonly Gathered<string, string> gathered;

    public GatheredTests() => gathered = new Gathered<string, string>(async keys =>
    {
        asked.Add([.. keys.Order()]);
        if (flights.TryDequeue(out var flight))
        {
            await flight.Task;
        }

        return keys.Where(key => key is not "nobody").ToDictionary(key => key, key => $"the answer to {key}");
    });

    [Fact]
    public async Task Who_comes_while_one_is_on_its_way_is_asked_for_with_the_others_and_the_same_once()
    {
        var first = new TaskCompletionSource();
        flights.Enqueue(first);
        var alone = Ask("a");
        var others = Enumerable.Range(0, 500).Select(number => Ask($"{number % 100:000}")).Append(Ask("nobody")).ToList();
        Assert.Equal(["a"], Assert.Single(asked));

        first.SetResult();
        Assert.Equal("the answer to a", await alone);
        var answers = await Task.WhenAll(others);
        Assert.Equal(2, asked.Count);
        Assert.Equal(101, asked[1].Length);
        Assert.Equal(("the answer to 042", null), (answers[42], answers[^1]));
    }

    [Fact]
    public async Task Who_comes_when_nothing_is_on_its_way_is_asked_for_at_once()
    {
        foreach (var key in new[] { "a", "b", "a" })
        {
            Assert.Equal($"the answer to {key}", await Ask(key));
        }

        Assert.Equal([["a"], ["b"], ["a"]], asked);
    }

    [Fact]
    public async Task What_fails_fails_for_those_who_asked_and_for_nobody_after_them()
    {
        var first = new TaskCompletionSource();
        flights.Enqueue(first);
        var (one, same) = (Ask("a"), Ask("a"));
        var left = gathered.Ask("b", new CancellationToken(canceled: true));
        first.SetException(new TimeoutException());

        await Assert.ThrowsAsync<TimeoutException>(() => one);
        Assert.Equal("the answer to a", await same);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        Assert.Equal("the answer to c", await Ask("c"));
    }

    private Task<string?> Ask(string key) => gathered.Ask(key, TestContext.Current.CancellationToken);
}
