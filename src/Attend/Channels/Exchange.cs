using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace Attend.Channels;

/// <summary>What came back over HTTP.</summary>
/// <param name="Body">At most <see cref="Exchange.LongestAnswer"/>; empty when it broke off or was longer.</param>
/// <param name="Location">Where what was made can be found.</param>
/// <param name="After">How long the other side asks to be left alone.</param>
internal sealed record Reply(int Status, byte[] Body, string? Location, TimeSpan? After)
{
    public bool Taken => Status is >= 200 and < 300;

    /// <summary>
    /// Certainly not taken, but perhaps later, whoever it is that says so: the request did not come whole, or too early, or too often, or they
    /// do not serve it now (RFC 9110, 6585, 8470, 4918).
    /// </summary>
    public bool Busy => Status is 408 or 425 or 429 or 501 or 503 or 505 or 507 or 511;

    /// <summary>
    /// Something broke once they had it, with them (500) or behind whoever stands before them (502, 504): it may have been taken all the same. A
    /// status that nobody knows means what 500 does (RFC 9110, 15).
    /// </summary>
    public bool Doubtful => Status >= 500 && !Busy;
}

/// <summary>
/// One POST and its answer. It knows whether the body went out whole before something broke: until then nobody can have taken it, from
/// then on somebody may have.
/// </summary>
internal static class Exchange
{
    public const int LongestAnswer = 64 * 1024;

    /// <summary>From the first look-up of the name to the last byte of the answer.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan LongestRest = TimeSpan.FromDays(1);

    /// <summary>A reply, or what became of the message without one.</summary>
    public static async Task<(Reply? Reply, Outcome Otherwise)> Post(
        HttpClient http, Uri address, byte[] body, string contentType, Action<HttpRequestHeaders> headers, TimeProvider clock, CancellationToken ct,
        Action<HttpContentHeaders>? contentHeaders = null)
    {
        using var time = new CancellationTokenSource(Longest, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, time.Token);
        var content = new Watched(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        contentHeaders?.Invoke(content.Headers);
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = content, Version = http.DefaultRequestVersion };
        headers(request.Headers);
        try
        {
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            var text = await Read(answer, either.Token);
            return (new Reply((int)answer.StatusCode, text, answer.Headers.Location?.OriginalString, After(answer.Headers.RetryAfter, clock)), NoAnswer);
        }
        catch (Exception error) when (Refusal(error) is { } refusal)
        {
            return (null, new Outcome.Never(refusal.Message));
        }
        catch (OperationCanceledException) when (!content.Sent && ct.IsCancellationRequested)
        {
            // Nothing went out, so nothing needs to be told apart: whoever asked wants it to stop.
            throw;
        }
        catch (OperationCanceledException)
        {
            return (null, content.Sent ? new Outcome.Unsure($"{address.Host} did not answer in time.") : new Outcome.Later($"{address.Host} was not reached in time."));
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            var why = (error as HttpRequestException)?.HttpRequestError is { } kind and not HttpRequestError.Unknown ? $" ({kind})" : "";
            return (null, content.Sent ? new Outcome.Unsure($"The connection to {address.Host} broke{why}.") : new Outcome.Later($"{address.Host} cannot be reached{why}."));
        }
    }

    private static readonly Outcome NoAnswer = new Outcome.Unsure("No answer.");

    private static NotPublic? Refusal(Exception? error) => error is null or NotPublic ? error as NotPublic : Refusal(error.InnerException);

    /// <summary>The status has been read; an answer that breaks off or never ends takes nothing from it.</summary>
    private static async Task<byte[]> Read(HttpResponseMessage answer, CancellationToken ct)
    {
        try
        {
            await using var stream = await answer.Content.ReadAsStreamAsync(ct);
            var buffer = new byte[LongestAnswer + 1];
            var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct);
            return length > LongestAnswer ? [] : buffer[..length];
        }
        catch (Exception error) when (error is HttpRequestException or IOException or OperationCanceledException)
        {
            return [];
        }
    }

    private static TimeSpan? After(RetryConditionHeaderValue? asked, TimeProvider clock)
    {
        var after = asked?.Delta ?? (asked?.Date is { } date ? date - clock.GetUtcNow() : null);
        return after is { } rest ? TimeSpan.FromTicks(Math.Clamp(rest.Ticks, 0, LongestRest.Ticks)) : null;
    }

    /// <summary>A body that knows when the last of it was handed to the network.</summary>
    private sealed class Watched(byte[] body) : HttpContent
    {
        public bool Sent { get; private set; }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            await stream.WriteAsync(body, cancellationToken);
            // Flushing may end in the very error that tells a server has gone after it had all of it.
            Sent = true;
            await stream.FlushAsync(cancellationToken);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = body.Length;
            return true;
        }
    }

    /// <summary>Of an answer that refuses: the status, and nothing of a body that may hold anything.</summary>
    public static string Said(Uri address, Reply reply) => string.Create(CultureInfo.InvariantCulture, $"{address.Host} answered {reply.Status}.");
}
