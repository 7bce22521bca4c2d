using Attend.Platform;

namespace Attend.Channels;

/// <summary>By which way somebody is told.</summary>
[LowerWords]
internal enum Way { InApp, WebPush, Email, Sms, Voice, Webhook }

/// <summary>How much it matters that somebody hears of it now. Only what is clinical passes a person's quiet hours.</summary>
[LowerWords]
internal enum Urgency { Low, Normal, Clinical }

/// <summary>Somebody outside who carries messages one way: a mail server, a telephone company, a browser's push service.</summary>
internal interface IProvider
{
    /// <summary>What the administrator calls it.</summary>
    string Name { get; }

    Way Way { get; }

    /// <summary>How long one message may take it.</summary>
    TimeSpan Longest { get; }

    /// <summary>
    /// Hands one message over. It never throws for what the other side does; what became of it is the answer. When it is cancelled it throws
    /// as long as nothing has gone out, and afterwards it is unsure.
    /// </summary>
    Task<Outcome> Send(Outgoing message, CancellationToken ct);
}

/// <summary>One message to one address.</summary>
/// <param name="Id">The delivery; the same for every try.</param>
/// <param name="Reference">Stands in addresses that the provider calls back; nobody can guess it.</param>
/// <param name="Address">An e-mail address, a telephone number (E.164), or the address of a push service or webhook.</param>
/// <param name="Title">One line.</param>
/// <param name="Text">What is said, without markup.</param>
/// <param name="Html">The same for a mail that can show it.</param>
/// <param name="Language">A BCP 47 tag, such as <c>fr</c>.</param>
/// <param name="Keys">What a browser gave to encrypt for it, or the secret that signs a webhook.</param>
/// <param name="Body">What goes to a program instead of a person: JSON.</param>
/// <param name="Deadline">When it is worth nothing any more.</param>
/// <param name="Topic">A newer message takes the place of one that waits under the same topic.</param>
internal sealed record Outgoing(
    long Id, string Reference, string Address, string Title, string Text, string? Html, string Language, Urgency Urgency,
    Keys? Keys = null, string? Body = null, DateTimeOffset? Deadline = null, string? Topic = null);

/// <summary>What encrypts or signs for one address.</summary>
/// <param name="Public">The browser's P-256 point (<c>p256dh</c>); empty for a webhook.</param>
/// <param name="Secret">The browser's <c>auth</c>, or a webhook's secret.</param>
internal sealed record Keys(byte[] Public, byte[] Secret);

/// <summary>What became of one try.</summary>
internal abstract record Outcome
{
    private Outcome()
    {
    }

    /// <summary>The provider has it now.</summary>
    /// <param name="ProviderId">What its call-backs will call it.</param>
    public sealed record Accepted(string? ProviderId = null) : Outcome;

    /// <summary>It certainly was not taken, but may be later: busy, broken, unreachable.</summary>
    /// <param name="After">How long the provider asks to be left alone.</param>
    public sealed record Later(string Why, TimeSpan? After = null) : Outcome
    {
        /// <summary>It has to do with this message or its recipient (a mailbox is full): the provider is well.</summary>
        public bool OfThisOne { get; init; }
    }

    /// <summary>It was refused and always will be.</summary>
    public sealed record Never(string Why) : Outcome;

    /// <summary>The address is no more.</summary>
    public sealed record Gone(string Why) : Outcome;

    /// <summary>
    /// It went out whole, and no answer came or one that says that something broke on the way: it may have been taken. Only a call-back can tell.
    /// </summary>
    public sealed record Unsure(string Why) : Outcome;
}
