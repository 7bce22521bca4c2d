using System.Net;
using System.Text;
using Attend.Channels;
using Attend.Platform;
using Attend.Tests.Platform;
using Xunit;

namespace Attend.Tests.Channels;

public sealed class OutsideTests
{
    private readonly ManualClock clock = new();

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("172.32.0.1", true)]
    [InlineData("100.128.0.1", true)]
    [InlineData("2606:4700::1111", true)]
    [InlineData("64:ff9b::808:808", true)]
    [InlineData("::ffff:8.8.8.8", true)]
    [InlineData("0.0.0.0", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("127.8.9.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("172.16.0.1", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("192.0.0.1", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("198.18.0.1", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::", false)]
    [InlineData("::1", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("::127.0.0.1", false)]
    [InlineData("64:ff9b::a00:1", false)]
    [InlineData("64:ff9b:1::1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fc00::1", false)]
    [InlineData("fd12:3456::1", false)]
    [InlineData("ff02::1", false)]
    [InlineData("2001:db8::1", false)]
    [InlineData("2001::1", false)]
    [InlineData("2002:7f00:1::", false)]
    public void Addresses_are_public_or_not(string address, bool expected) => Assert.Equal(expected, PublicAddress.Is(IPAddress.Parse(address)));

    [Theory]
    [InlineData("https://127.0.0.1:{0}/")]
    [InlineData("https://localhost:{0}/")]
    [InlineData("https://[::1]:{0}/")]
    [InlineData("https://[::ffff:127.0.0.1]:{0}/")]
    [InlineData("https://2130706433:{0}/")]
    [InlineData("https://0x7f.1:{0}/")]
    public async Task Nobody_is_sent_to_this_machine_by_any_name(string form)
    {
        var reached = false;
        await using var peer = new RawPeer((_, _) =>
        {
            reached = true;
            return Task.CompletedTask;
        });
        using var outside = new Outside(PrivateHosts.None);
        var address = string.Format(null, form, peer.Url.Port);
        var outcome = await new Webhook(outside, clock).Send(Hook(address), CancellationToken.None);
        Assert.Contains("not public", Assert.IsType<Outcome.Never>(outcome).Why, StringComparison.Ordinal);
        Assert.False(reached);
    }

    [Fact]
    public async Task A_name_that_leads_elsewhere_the_second_time_leads_nowhere()
    {
        var asked = 0;
        await using var peer = await HttpPeer.Start(200);
        using var outside = new Outside(PrivateHosts.None, (_, _) => Task.FromResult<IPAddress[]>(
            Interlocked.Increment(ref asked) == 1 ? [IPAddress.Parse("8.8.8.8")] : [IPAddress.Loopback]));
        Assert.True(outside.Accepts($"https://rebind.example.org:{peer.Url.Port}/", out var uri));
        // Whoever looked it up before was told something harmless; what counts is what the connection is made to.
        asked = 1;
        var (reply, otherwise) = await Exchange.Post(outside.ToAnyone, uri, [], "text/plain", _ => { }, clock, CancellationToken.None);
        Assert.Null(reply);
        Assert.IsType<Outcome.Never>(otherwise);
        Assert.Empty(peer.Requests);
    }

    [Fact]
    public async Task A_named_host_of_the_own_network_is_reached_at_its_port_alone()
    {
        await using var peer = await HttpPeer.Start(200);
        using var outside = new Outside(new PrivateHosts($"alarms.hospital.example:{peer.Url.Port}"), (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]));
        Assert.IsType<Outcome.Accepted>(await new Webhook(outside, clock).Send(Hook($"http://Alarms.Hospital.example:{peer.Url.Port}/"), CancellationToken.None));
        Assert.IsType<Outcome.Never>(await new Webhook(outside, clock).Send(Hook("http://alarms.hospital.example:1/"), CancellationToken.None));
        Assert.IsType<Outcome.Never>(await new Webhook(outside, clock).Send(Hook("https://other.hospital.example/"), CancellationToken.None));
        Assert.Throws<BadUsage>(() => new PrivateHosts("a/b"));
        Assert.Throws<BadUsage>(() => new PrivateHosts("a:99999"));
    }

    [Fact]
    public async Task What_broke_before_the_body_was_out_was_not_taken()
    {
        await using var peer = new RawPeer(async (stream, ct) => await stream.ReadExactlyAsync(new byte[16], ct));
        Assert.IsType<Outcome.Later>(await Post(peer.Url, new byte[32 * 1024 * 1024]));
        Assert.IsType<Outcome.Later>(await Post(new Uri("http://127.0.0.1:1"), []));
    }

    [Theory]
    [InlineData("")]
    [InlineData("SSH-2.0-OpenSSH_9.6\r\n\r\n")]
    [InlineData("HTTP/1.1 abc\r\n\r\n")]
    public async Task What_broke_after_the_body_was_out_is_in_doubt(string answer)
    {
        RawPeer peer = null!;
        peer = new RawPeer(async (stream, ct) =>
        {
            await peer.Hear(stream, ct);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(answer), ct);
        });
        await using var _ = peer;
        Assert.IsType<Outcome.Unsure>(await Post(peer.Url, "{}"u8.ToArray()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nX-Slow: ")]
    public async Task An_answer_that_does_not_come_in_time_is_in_doubt(string begun)
    {
        RawPeer peer = null!;
        peer = new RawPeer(async (stream, ct) =>
        {
            await peer.Hear(stream, ct);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(begun), ct);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct);
        });
        await using var _ = peer;
        var posting = Post(peer.Url, "{}"u8.ToArray());
        await peer.Heard.Task;
        await Wait.Until(() =>
        {
            clock.Advance(Exchange.Longest);
            return posting.IsCompleted;
        });
        Assert.IsType<Outcome.Unsure>(await posting);
    }

    [Fact]
    public async Task A_huge_answer_is_not_read_to_its_end()
    {
        await using var peer = await HttpPeer.Start(async context =>
        {
            var block = new byte[64 * 1024];
            for (var i = 0; i < 1024 && !context.RequestAborted.IsCancellationRequested; i++)
            {
                await context.Response.Body.WriteAsync(block, context.RequestAborted);
            }
        });
        using var outside = new Outside(new PrivateHosts(peer.Url.Authority));
        var (reply, _) = await Exchange.Post(outside.ToAnyone, peer.Url, [], "text/plain", _ => { }, clock, CancellationToken.None);
        Assert.Equal(200, reply!.Status);
        Assert.Empty(reply.Body);
    }

    [Fact]
    public async Task Headers_without_an_end_are_not_read_to_it()
    {
        await using var peer = await HttpPeer.Start(200, "", ("X-Long", new string('a', 20_000)));
        Assert.IsType<Outcome.Unsure>(await Post(peer.Url, "{}"u8.ToArray()));
    }

    [Fact]
    public async Task A_date_after_which_to_come_again_is_counted_from_now()
    {
        await using var peer = await HttpPeer.Start(503, "", ("Retry-After", clock.GetUtcNow().AddMinutes(3).ToString("R", null)));
        using var outside = new Outside(new PrivateHosts(peer.Url.Authority));
        var (reply, _) = await Exchange.Post(outside.ToAnyone, peer.Url, [], "text/plain", _ => { }, clock, CancellationToken.None);
        Assert.Equal(TimeSpan.FromMinutes(3), reply!.After);
    }

    private static Outgoing Hook(string address) => Message.To(address, keys: new Keys([], [1]), body: "{}");

    private async Task<Outcome> Post(Uri url, byte[] body)
    {
        using var outside = new Outside(new PrivateHosts(url.Authority));
        var (reply, otherwise) = await Exchange.Post(outside.ToAnyone, url, body, "text/plain", _ => { }, clock, CancellationToken.None);
        Assert.Null(reply);
        return otherwise;
    }
}
