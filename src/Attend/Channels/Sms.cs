using System.Globalization;

namespace Attend.Channels;

/// <summary>By text message.</summary>
/// <param name="publicUrl">Where the company tells what became of it; nobody is told when null.</param>
internal sealed class Sms(Carrier carrier, HttpClient http, Uri? publicUrl, TimeProvider clock) : IProvider
{
    /// <summary>What one message may hold; longer ones are refused by the company whole.</summary>
    private const int MostLetters = 1600;

    // What the company takes for how long a message may wait for its telephone.
    private const int LongestWait = 14_400;

    public string Name => carrier.Name;

    public Way Way => Way.Sms;

    public TimeSpan Longest => Exchange.Longest;

    public async Task<Outcome> Send(Outgoing message, CancellationToken ct)
    {
        if (!Carrier.Dials(message.Address))
        {
            return new Outcome.Never("This is no telephone number with its country's prefix.");
        }

        var form = new List<KeyValuePair<string, string>>
        {
            new("To", message.Address),
            new(carrier.From.StartsWith("MG", StringComparison.Ordinal) && carrier.From.Length == 34 ? "MessagingServiceSid" : "From", carrier.From),
            new("Body", Text(message)),
        };
        if (publicUrl is not null)
        {
            form.Add(new("StatusCallback", CallBack.Address(publicUrl, CallBack.SmsPath, message.Reference)));
        }

        if (message.Deadline is { } deadline)
        {
            var seconds = Math.Clamp((int)Math.Min((deadline - clock.GetUtcNow()).TotalSeconds, LongestWait), 1, LongestWait);
            form.Add(new("ValidityPeriod", seconds.ToString(CultureInfo.InvariantCulture)));
        }

        return await CarrierPost.Send(http, carrier, "Messages", form, clock, ct);
    }

    private static string Text(Outgoing message)
    {
        var text = message.Title.Length == 0 ? message.Text : message.Text.Length == 0 ? message.Title : $"{message.Title}\n{message.Text}";
        if (text.Length <= MostLetters)
        {
            return text;
        }

        var cut = char.IsHighSurrogate(text[MostLetters - 2]) ? MostLetters - 2 : MostLetters - 1;
        return text[..cut] + "…";
    }
}
