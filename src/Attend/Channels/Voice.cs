namespace Attend.Channels;

/// <summary>By a telephone call that speaks the message and is acknowledged by a key.</summary>
internal sealed class Voice(Carrier carrier, HttpClient http, Uri publicUrl, TimeProvider clock) : IProvider
{
    // Long enough to reach for a telephone, too short for most answering machines.
    private const string RingSeconds = "25";

    public string Name => carrier.Name;

    public Way Way => Way.Voice;

    public TimeSpan Longest => Exchange.Longest;

    public async Task<Outcome> Send(Outgoing message, CancellationToken ct)
    {
        if (!Carrier.Dials(message.Address))
        {
            return new Outcome.Never("This is no telephone number with its country's prefix.");
        }

        return await CarrierPost.Send(http, carrier, "Calls",
        [
            new("To", message.Address),
            new("From", carrier.From),
            new("Twiml", SpokenText.Write(message, CallBack.Address(publicUrl, CallBack.KeyPath, message.Reference))),
            new("Timeout", RingSeconds),
            new("StatusCallback", CallBack.Address(publicUrl, CallBack.VoicePath, message.Reference)),
            new("StatusCallbackEvent", "answered"),
            new("StatusCallbackEvent", "completed"),
        ], clock, ct);
    }
}
