using System.Collections.Concurrent;
using Attend.Channels;

namespace Attend.Tests.Faults;

/// <summary>
/// What a company tells after it has taken a message: signed, in any order, twice, before its own answer, long after, never, and of messages
/// that nobody gave it.
/// </summary>
internal sealed class CallBacks(string token, Temper temper, Books books)
{
    /// <summary>The address that the company was told; a proxy leads from there to where the server listens.</summary>
    public static readonly Uri Public = new("https://attend.example.org/");

    /// <summary>How an SMS may end, each with the company's error, and how often in a thousand.</summary>
    private static readonly (string Status, int? Error, int InThousand)[] Ends =
        [("delivered", null, 850), ("undelivered", 30003, 60), ("failed", 30008, 40), ("something_new", null, 50)];

    private readonly ConcurrentQueue<Word> soon = [];
    private readonly ConcurrentQueue<Word> late = [];
    private readonly HttpClient http = new();
    private int deceived;

    private sealed record Word(Guid Reference, string Id, string Status, int? Error);

    /// <summary>Where the server listens now.</summary>
    public Uri? Server { get; set; }

    /// <summary>How often each status was answered.</summary>
    public ConcurrentDictionary<int, int> Answers { get; } = new();

    /// <summary>How often somebody was believed who could not sign.</summary>
    public int Deceived => Volatile.Read(ref deceived);

    /// <summary>Decides what is told of a message that was taken, and tells a part of some before the answer.</summary>
    public async Task Plan(Guid reference, string id)
    {
        var words = Story(reference, id);
        if (temper.Often(50) && Server is not null)
        {
            await Tell(words[^1]);
        }

        foreach (var word in words)
        {
            (temper.Often(50) ? late : soon).Enqueue(word);
        }
    }

    /// <summary>Tells what is to be told soon, eight at a time as a company does; and now and then of something that nobody knows.</summary>
    public Task TellSoon(int most) => TellAll(soon, most);

    /// <summary>Tells what was kept back.</summary>
    public Task TellLate() => TellAll(late, int.MaxValue);

    private List<Word> Story(Guid reference, string id)
    {
        if (temper.Often(150))
        {
            // Nobody hears of it again.
            return [new Word(reference, id, "queued", null)];
        }

        var (drawn, end) = (temper.Below(1_000), Ends[^1]);
        foreach (var one in Ends)
        {
            if ((drawn -= one.InThousand) < 0)
            {
                end = one;
                break;
            }
        }

        List<Word> words = [new(reference, id, "queued", null), new(reference, id, "sent", null), new(reference, id, end.Status, end.Error)];
        if (temper.Often(200))
        {
            words.Add(words[2]);
        }

        if (temper.Often(200))
        {
            words.Reverse();
        }

        return words;
    }

    private async Task TellAll(ConcurrentQueue<Word> words, int most)
    {
        var left = Math.Min(most, words.Count);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            while (Interlocked.Decrement(ref left) >= 0 && words.TryDequeue(out var word))
            {
                await Tell(word);
                if (temper.Often(20))
                {
                    await Tell(word with { Reference = Guid.NewGuid() });
                    await Tell(word with { Id = "SM" + Guid.NewGuid().ToString("n") }, wellSigned: false);
                }
            }
        }));
    }

    private async Task Tell(Word word, bool wellSigned = true)
    {
        var address = CallBack.Address(Public, CallBack.SmsPath, word.Reference.ToString("n"));
        List<KeyValuePair<string, string>> form =
            [new("MessageSid", word.Id), new("MessageStatus", word.Status), new("AccountSid", "AC1"), new("From", "+15005550006")];
        if (word.Error is { } error)
        {
            form.Add(new("ErrorCode", error.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Server!, new Uri(address).AbsolutePath)) { Content = new FormUrlEncodedContent(form) };
        request.Headers.Add(CallBack.SignatureHeader, CallBack.Sign(wellSigned ? token : "somebody else's", address, form));
        using var answer = await http.SendAsync(request);
        Answers.AddOrUpdate((int)answer.StatusCode, 1, (_, before) => before + 1);
        if (!wellSigned && answer.IsSuccessStatusCode)
        {
            Interlocked.Increment(ref deceived);
        }

        if (wellSigned && answer.IsSuccessStatusCode && word.Status is "undelivered" or "failed")
        {
            books.Disown(word.Reference, word.Id);
        }
    }
}
