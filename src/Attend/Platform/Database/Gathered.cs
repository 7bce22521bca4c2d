namespace Attend.Platform.Database;

/// <summary>
/// Questions of one kind that come at the same time, asked together. The first goes at once. Whoever comes while one is on its way waits a moment
/// for the others: thousands of sockets that come back when the network does cost some statements, and not thousands.
/// </summary>
/// <param name="ask">Answers for each of some keys; a key without an answer has none.</param>
internal sealed class Gathered<TKey, TAnswer>(Func<IReadOnlyList<TKey>, Task<IReadOnlyDictionary<TKey, TAnswer>>> ask)
    where TKey : notnull
    where TAnswer : class
{
    /// <summary>Short beside the time in which somebody comes back, long beside that of a statement.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(50);

    /// <summary>So many are asked for in one statement.</summary>
    private const int Most = 1_000;

    private readonly Lock mine = new();
    private readonly Dictionary<TKey, TaskCompletionSource<TAnswer?>> waiting = [];
    private bool asking;

    public Task<TAnswer?> Ask(TKey key, CancellationToken ct)
    {
        TaskCompletionSource<TAnswer?>? answer;
        bool first;
        lock (mine)
        {
            if (!waiting.TryGetValue(key, out answer))
            {
                waiting[key] = answer = new TaskCompletionSource<TAnswer?>(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            (first, asking) = (!asking, true);
        }

        if (first)
        {
            _ = AskAll();
        }

        return answer.Task.WaitAsync(ct);
    }

    private async Task AskAll()
    {
        while (Next() is { } some)
        {
            try
            {
                var answers = await ask([.. some.Select(one => one.Key)]);
                some.ForEach(one => one.Value.SetResult(answers.GetValueOrDefault(one.Key)));
            }
            catch (Exception error)
            {
                // Each of those who asked has it as their own.
                some.ForEach(one => one.Value.SetException(error));
            }

            if (More())
            {
                await Task.Delay(Moment, TimeProvider.System, CancellationToken.None);
            }
        }
    }

    private List<KeyValuePair<TKey, TaskCompletionSource<TAnswer?>>>? Next()
    {
        lock (mine)
        {
            var some = waiting.Take(Most).ToList();
            some.ForEach(one => waiting.Remove(one.Key));
            asking = some.Count > 0;
            return asking ? some : null;
        }
    }

    private bool More()
    {
        lock (mine)
        {
            return waiting.Count > 0;
        }
    }
}
