using System.Text;
using Attend.Channels;
using Attend.Tests.Platform;
using Xunit;

namespace Attend.Tests.Channels;

public sealed class WebhookTests
{
    private static readonly byte[] Secret = WebhookSignature.Read("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")!;
    private readonly ManualClock clock = new();

    /// <summary>The example of the Standard Webhooks' own libraries.</summary>
    [Fact]
    public void The_published_example_comes_out()
    {
        var (at, body) = (DateTimeOffset.FromUnixTimeSeconds(1614265330), """{"test": 2432232314}"""u8.ToArray());
        const string id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
        const string signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

        Assert.Equal(signature, WebhookSignature.Sign(Secret, id, at, body));
        Assert.Equal("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", WebhookSignature.Write(Secret));
        Assert.True(Fits(signature));
        Assert.True(Fits("v1,AAAA v2,x " + signature));
        Assert.True(Fits(signature, late: 300));
        Assert.False(Fits(signature, late: 301));
        Assert.False(Fits(signature, late: -301));
        Assert.False(Fits(signature, id: "msg_other"));
        Assert.False(Fits(signature, stamp: "1614265331"));
        Assert.False(Fits(signature, stamp: "soon"));
        Assert.False(Fits(signature, stamp: "9223372036854775807"));
        Assert.False(Fits(signature.Replace("v1,", "v2,", StringComparison.Ordinal)));
        Assert.False(Fits(""));
        Assert.False(WebhookSignature.Verify(Secret, id, "1614265330", signature, """{"test": 2432232315}"""u8, at));

        bool Fits(string given, string id = id, string stamp = "1614265330", int late = 0) =>
            WebhookSignature.Verify(Secret, id, stamp, given, body, at.AddSeconds(late));
    }

    [Fact]
    public async Task A_webhook_comes_signed_and_a_second_try_has_the_same_id()
    {
        await using var peer = await HttpPeer.Start(204);
        Assert.IsType<Outcome.Accepted>(await Send(peer.Url, """{"kind":"dispatch.call_taken","id":7}"""));
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.IsType<Outcome.Accepted>(await Send(peer.Url, """{"kind":"dispatch.call_taken","id":7}"""));

        var came = peer.Requests.ToList();
        Assert.Equal(came[0].Headers["webhook-id"], came[1].Headers["webhook-id"]);
        Assert.NotEqual(came[0].Headers["webhook-timestamp"], came[1].Headers["webhook-timestamp"]);
        Assert.All(came, one => Assert.True(WebhookSignature.Verify(
            Secret, one.Headers["webhook-id"], one.Headers["webhook-timestamp"], one.Headers["webhook-signature"], one.Body, clock.GetUtcNow())));
        Assert.Equal("application/json", came[0].Headers["Content-Type"]);
    }

    [Theory]
    [InlineData(302, typeof(Outcome.Later))]
    [InlineData(308, typeof(Outcome.Never))]
    [InlineData(400, typeof(Outcome.Never))]
    [InlineData(401, typeof(Outcome.Later))]
    [InlineData(404, typeof(Outcome.Later))]
    [InlineData(410, typeof(Outcome.Gone))]
    [InlineData(429, typeof(Outcome.Later))]
    [InlineData(408, typeof(Outcome.Later))]
    [InlineData(500, typeof(Outcome.Unsure))]
    [InlineData(501, typeof(Outcome.Later))]
    [InlineData(502, typeof(Outcome.Unsure))]
    [InlineData(503, typeof(Outcome.Later))]
    [InlineData(504, typeof(Outcome.Unsure))]
    [InlineData(520, typeof(Outcome.Unsure))]
    public async Task What_the_receiver_says_decides(int status, Type expected)
    {
        await using var peer = await HttpPeer.Start(status);
        Assert.IsType(expected, await Send(peer.Url, "{}"));
    }

    [Fact]
    public async Task Without_a_secret_or_a_body_nothing_is_sent()
    {
        await using var peer = await HttpPeer.Start(200);
        using var outside = new Outside(new PrivateHosts(peer.Url.Authority));
        var webhook = new Webhook(outside, clock);
        Assert.IsType<Outcome.Never>(await webhook.Send(Message.To(peer.Url.ToString(), body: "{}"), CancellationToken.None));
        Assert.IsType<Outcome.Never>(await webhook.Send(Message.To(peer.Url.ToString(), keys: new Keys([], Secret)), CancellationToken.None));
        Assert.IsType<Outcome.Never>(await webhook.Send(Message.To("ftp://example.org", keys: new Keys([], Secret), body: "{}"), CancellationToken.None));
        Assert.Empty(peer.Requests);
    }

    private async Task<Outcome> Send(Uri url, string body)
    {
        using var outside = new Outside(new PrivateHosts(url.Authority));
        return await new Webhook(outside, clock).Send(Message.To(url + "hook", keys: new Keys([], Secret), body: body), CancellationToken.None);
    }
}
