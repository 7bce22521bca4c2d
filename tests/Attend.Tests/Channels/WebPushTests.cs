using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Attend.Channels;
using Attend.Tests.Platform;
using Xunit;

namespace Attend.Tests.Channels;

public sealed class WebPushTests
{
    private readonly ManualClock clock = new();
    private readonly PushReceiver browser = new();
    private readonly VapidKeys vapid = VapidKeys.Generate();

    /// <summary>RFC 8291, appendix A.</summary>
    [Fact]
    public void The_standards_own_example_comes_out_byte_by_byte()
    {
        var pair = Bytes("BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8");
        using var sender = ECDiffieHellman.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256, D = Bytes("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"), Q = new ECPoint { X = pair[1..33], Y = pair[33..] },
        });
        var receiver = new PushReceiver(Bytes("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"), Bytes("BTBZMqHH6r4Tts7J_aSIgg"));
        Assert.Equal("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4", Base64Url.EncodeToString(receiver.Public));

        var body = PushEncryption.Encrypt("When I grow up, I want to be a watermelon"u8, 0, new Keys(receiver.Public, receiver.Auth), sender, Bytes("DGv6ra1nlYgDCS1FRnbzlw"));

        Assert.Equal(
            "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN",
            Base64Url.EncodeToString(body));
        Assert.Equal("When I grow up, I want to be a watermelon", receiver.Read(body));
    }

    [Theory]
    [InlineData(0, 1024)]
    [InlineData(1, 1024)]
    [InlineData(1024, 1024)]
    [InlineData(1025, 2048)]
    [InlineData(PushEncryption.LongestText, PushEncryption.LongestText)]
    public void How_long_a_text_is_hardly_shows(int length, int padded)
    {
        var text = new string('a', length);
        var body = PushEncryption.Encrypt(Encoding.UTF8.GetBytes(text), new Keys(browser.Public, browser.Auth));
        Assert.Equal(86 + padded + 1 + 16, body.Length);
        Assert.True(body.Length <= 4096);
        Assert.Equal(text, browser.Read(body));
    }

    [Fact]
    public async Task A_push_is_read_by_its_browser_and_signed_by_this_installation()
    {
        await using var peer = await HttpPeer.Start(201, headers: ("Location", "/message/1"));
        var outcome = await Send(peer.Url, message => message with
        {
            Urgency = Urgency.Clinical,
            Topic = "call 7",
            Deadline = clock.GetUtcNow().AddMinutes(5),
            Body = """{"title":"Einsatz"}""",
        });

        Assert.Equal("/message/1", Assert.IsType<Outcome.Accepted>(outcome).ProviderId);
        var came = Assert.Single(peer.Requests);
        Assert.Equal("""{"title":"Einsatz"}""", browser.Read(came.Body));
        Assert.Equal(("aes128gcm", "300", "high"), (came.Headers["Content-Encoding"], came.Headers["TTL"], came.Headers["Urgency"]));
        Assert.Matches("^[A-Za-z0-9_-]{32}$", came.Headers["Topic"]);
        var claims = Claims(came.Headers["Authorization"]);
        Assert.Equal(peer.Url.GetLeftPart(UriPartial.Authority), claims.GetProperty("aud").GetString());
        Assert.Equal("mailto:attend@example.org", claims.GetProperty("sub").GetString());
        Assert.Equal(clock.GetUtcNow().AddHours(12).ToUnixTimeSeconds(), claims.GetProperty("exp").GetInt64());
    }

    [Fact]
    public void Keys_that_were_kept_are_the_same_afterwards()
    {
        using var again = VapidKeys.Load(vapid.Save());
        Assert.Equal(vapid.PublicKey, again.PublicKey);
        Assert.Equal(65, Bytes(again.PublicKey).Length);
        Claims(again.Authorization(new Uri("https://push.example.org/x"), null, clock.GetUtcNow()));
    }

    [Fact]
    public async Task A_notice_is_written_where_nobody_wrote_one()
    {
        await using var peer = await HttpPeer.Start(202);
        await Send(peer.Url, message => message with { Topic = null });
        var notice = JsonDocument.Parse(browser.Read(peer.Requests.Single().Body)).RootElement;
        Assert.Equal(("Your call", "Unit M1 comes at 10:15."), (notice.GetProperty("title").GetString(), notice.GetProperty("text").GetString()));
        Assert.Equal("86400", peer.Requests.Single().Headers["TTL"]);
    }

    [Theory]
    [InlineData(200, typeof(Outcome.Accepted))]
    [InlineData(201, typeof(Outcome.Accepted))]
    [InlineData(301, typeof(Outcome.Never))]
    [InlineData(307, typeof(Outcome.Later))]
    [InlineData(400, typeof(Outcome.Never))]
    [InlineData(403, typeof(Outcome.Never))]
    [InlineData(404, typeof(Outcome.Gone))]
    [InlineData(410, typeof(Outcome.Gone))]
    [InlineData(413, typeof(Outcome.Never))]
    [InlineData(429, typeof(Outcome.Later))]
    [InlineData(408, typeof(Outcome.Later))]
    [InlineData(425, typeof(Outcome.Later))]
    [InlineData(500, typeof(Outcome.Unsure))]
    [InlineData(501, typeof(Outcome.Later))]
    [InlineData(502, typeof(Outcome.Unsure))]
    [InlineData(503, typeof(Outcome.Later))]
    [InlineData(504, typeof(Outcome.Unsure))]
    [InlineData(520, typeof(Outcome.Unsure))]
    public async Task What_the_push_service_says_decides(int status, Type expected)
    {
        await using var peer = await HttpPeer.Start(status, headers: [("Retry-After", "120"), ("Location", "http://169.254.169.254/")]);
        var outcome = await Send(peer.Url, message => message);
        Assert.IsType(expected, outcome);
        Assert.Single(peer.Requests);
        Assert.True(outcome is not Outcome.Later later || later.After == TimeSpan.FromMinutes(2));
    }

    [Fact]
    public async Task What_can_never_work_is_not_tried()
    {
        await using var peer = await HttpPeer.Start(201);
        Assert.IsType<Outcome.Never>(await Send(peer.Url, message => message with { Keys = null }));
        Assert.IsType<Outcome.Never>(await Send(peer.Url, message => message with { Keys = new Keys([4, .. new byte[64]], new byte[16]) }));
        Assert.IsType<Outcome.Never>(await Send(peer.Url, message => message with { Keys = new Keys(browser.Public, new byte[3]) }));
        Assert.IsType<Outcome.Never>(await Send(peer.Url, message => message with { Body = new string('a', 4000) }));
        Assert.IsType<Outcome.Never>(await Send(peer.Url, message => message with { Address = "http://push.example.org/x" }));
        Assert.IsType<Outcome.Never>(await Send(peer.Url, message => message with { Address = "nonsense" }));
        Assert.Empty(peer.Requests);
    }

    private async Task<Outcome> Send(Uri url, Func<Outgoing, Outgoing> change)
    {
        using var outside = new Outside(new PrivateHosts(url.Authority));
        var push = new WebPush(outside, _ => ValueTask.FromResult(vapid), "mailto:attend@example.org", clock);
        return await push.Send(change(Message.To(url + "push/abc", keys: new Keys(browser.Public, browser.Auth))), CancellationToken.None);
    }

    /// <summary>What is claimed, when the signature is that of the key that stands beside it (RFC 8292, RFC 7515).</summary>
    private JsonElement Claims(string authorization)
    {
        Assert.StartsWith("vapid t=", authorization, StringComparison.Ordinal);
        var parts = authorization["vapid t=".Length..].Split(", k=");
        Assert.Equal(vapid.PublicKey, parts[1]);
        var (point, token) = (Bytes(parts[1]), parts[0].Split('.'));
        using var key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = point[1..33], Y = point[33..] } });
        Assert.True(key.VerifyData(Encoding.ASCII.GetBytes($"{token[0]}.{token[1]}"), Bytes(token[2]), HashAlgorithmName.SHA256));
        Assert.Equal("""{"typ":"JWT","alg":"ES256"}""", Encoding.ASCII.GetString(Bytes(token[0])));
        return JsonDocument.Parse(Bytes(token[1])).RootElement;
    }

    private static byte[] Bytes(string text) => Base64Url.DecodeFromChars(text);
}
