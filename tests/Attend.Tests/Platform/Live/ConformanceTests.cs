using Xunit;

namespace Attend.Tests.Platform.Live;

/// <summary>RFC 6455 as a client meets it on the wire: what is right is answered, what is wrong is closed with the right code.</summary>
public sealed class ConformanceTests(LiveServer server) : IClassFixture<LiveServer>
{
    private const ushort ProtocolError = 1002;
    private const ushort Unsupported = 1003;
    private const ushort BadText = 1007;
    private const ushort TooBig = 1009;

    private readonly LiveWorld world = server.World;

    public static TheoryData<string, byte[], ushort> Wrong => new()
    {
        { "unmasked", RawSocket.Frame(0x1, "{}"u8, masked: false), ProtocolError },
        { "a reserved bit", RawSocket.Frame(0x1, "{}"u8, reserved: 4), ProtocolError },
        { "another reserved bit", RawSocket.Frame(0x1, "{}"u8, reserved: 1), ProtocolError },
        { "an unknown opcode", RawSocket.Frame(0x3, "{}"u8), ProtocolError },
        { "an unknown control opcode", RawSocket.Frame(0xB, []), ProtocolError },
        { "binary", RawSocket.Frame(0x2, "{}"u8), Unsupported },
        { "a fragmented ping", RawSocket.Frame(0x9, "a"u8, final: false), ProtocolError },
        { "a ping of 126 bytes", RawSocket.Frame(0x9, new byte[126]), ProtocolError },
        { "nothing to continue", RawSocket.Frame(0x0, "a"u8), ProtocolError },
        { "a message in a message", [.. RawSocket.Text("a", final: false), .. RawSocket.Text("b")], ProtocolError },
        { "text that is no UTF-8", RawSocket.Frame(0x1, [0xC3, 0x28]), BadText },
        { "a lone surrogate", RawSocket.Frame(0x1, [0xED, 0xA0, 0x80]), BadText },
        { "half a character", RawSocket.Frame(0x1, [0xE2, 0x82]), BadText },
        { "a message that is too big", RawSocket.Frame(0x1, new byte[16 * 1024 + 1]), TooBig },
        { "fragments that are too big together",
            [.. RawSocket.Frame(0x1, new byte[10_000], final: false), .. RawSocket.Frame(0x0, new byte[10_000])], TooBig },
        { "a length that claims the moon", [0x81, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1, 2, 3, 4], TooBig },
        { "a negative length", [0x81, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4], ProtocolError },
        { "a length in 16 bits that needs 7", [0x81, 0xFE, 0, 5, 1, 2, 3, 4, 0, 0, 0, 0, 0], ProtocolError },
        { "a length in 64 bits that needs 16", [0x81, 0xFF, 0, 0, 0, 0, 0, 0, 0, 200, 1, 2, 3, 4], ProtocolError },
        { "a close of one byte", RawSocket.Frame(0x8, [0x03]), ProtocolError },
        { "a close code that is not sent", RawSocket.Frame(0x8, [0x03, 0xED]), ProtocolError },
        { "a close code out of range", RawSocket.Frame(0x8, [0x00, 0x01]), ProtocolError },
        { "a close reason that is no UTF-8", RawSocket.Frame(0x8, [0x03, 0xE8, 0xC3, 0x28]), BadText },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task What_is_wrong_is_closed_with_the_right_code(string what, byte[] bytes, ushort code)
    {
        await using var socket = await Open();
        // Sent with more behind it: the close frame must arrive although bytes were left unread.
        await socket.Send(bytes, RawSocket.Text("""{"type":"ping"}"""));
        var closed = await socket.Closed();
        Assert.True(closed?.Code == code, $"{what}: {closed}");
        Assert.NotEmpty(closed.Value.Reason);
    }

    [Fact]
    public async Task Who_broke_the_protocol_and_does_not_close_is_left()
    {
        await using var socket = await Open();
        await socket.Send(RawSocket.Frame(0x3, []));
        Assert.Equal(ProtocolError, (await socket.Closed())!.Value.Code);
        Assert.True(await socket.Ended());
    }

    [Fact]
    public async Task The_handshake_is_answered_as_the_rfc_s_example_has_it()
    {
        await using var socket = await Open();
        Assert.Equal(101, socket.Status);
        Assert.Contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", socket.Head, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Sec-WebSocket-Extensions", socket.Head, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(426, "Connection: keep-alive")]
    [InlineData(426, "Upgrade: h2c", "Connection: Upgrade")]
    [InlineData(426, "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 8")]
    [InlineData(426, "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==")]
    [InlineData(400, "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Key: c2hvcnQ=", "Sec-WebSocket-Version: 13")]
    [InlineData(400, "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Key: !!!!!!!!!!!!!!!!!!!!!!==", "Sec-WebSocket-Version: 13")]
    [InlineData(400, "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13")]
    public async Task A_wrong_handshake_is_refused(int status, params string[] headers)
    {
        await using var socket = await RawSocket.Open(world.Url, "/ws/things/", world.SignIn(1, LiveWorld.Watch), headers);
        Assert.Equal(status, socket.Status);
        Assert.Contains("application/problem+json", socket.Head, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_ping_is_answered_with_its_payload_even_between_fragments()
    {
        await using var socket = await Open();
        await socket.Message("initial_data");
        await socket.Send(RawSocket.Text("""{"type":""", final: false), RawSocket.Frame(0x9, "42"u8), RawSocket.Frame(0xA, "unasked"u8));
        Assert.Equal((0xA, "42"), await Heard(socket));
        await socket.Send(RawSocket.Frame(0x0, "\"ping\"}"u8));
        Assert.Equal((0x1, """{"type":"pong"}"""), await Heard(socket));
    }

    [Theory]
    [InlineData(new byte[] { })]
    [InlineData(new byte[] { 0x03, 0xE8 })]
    [InlineData(new byte[] { 0x0F, 0xA0, (byte)'b', (byte)'y', (byte)'e' })]
    public async Task A_close_is_answered_with_its_code_and_the_connection_ends(byte[] payload)
    {
        await using var socket = await Open();
        await socket.Message("initial_data");
        await socket.Send(RawSocket.Frame(0x8, payload));
        Assert.Equal(payload.Length == 0 ? 1005 : payload[0] * 256 + payload[1], (await socket.Closed())!.Value.Code);
        Assert.True(await socket.Ended());
    }

    [Fact]
    public async Task Byte_by_byte_is_well_too()
    {
        await using var socket = await Open();
        await socket.Message("initial_data");
        foreach (var part in RawSocket.Text("""{"type":"ping"}"""))
        {
            await socket.Send([part]);
        }

        Assert.Equal((0x1, """{"type":"pong"}"""), await Heard(socket));
    }

    [Fact]
    public async Task Many_messages_in_one_packet_are_all_answered()
    {
        await using var socket = await Open();
        await socket.Message("initial_data");
        await socket.Send([.. Enumerable.Repeat(RawSocket.Text("""{"type":"ping"}"""), 20)]);
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal((0x1, """{"type":"pong"}"""), await Heard(socket));
        }
    }

    [Fact]
    public async Task A_flood_is_closed()
    {
        await using var socket = await Open();
        await socket.Send([.. Enumerable.Repeat(RawSocket.Text("""{"type":"ping"}"""), 2000)]);
        Assert.Equal(1008, (await socket.Closed())!.Value.Code);
    }

    [Theory]
    [InlineData("", "malformed_json")]
    [InlineData("hello", "malformed_json")]
    [InlineData("[]", "malformed_json")]
    [InlineData("{\"type\":5}", "malformed_json")]
    [InlineData("{\"type\":\"ping\"} x", "malformed_json")]
    [InlineData("[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]", "malformed_json")]
    [InlineData("{\"type\":\"position\",\"fail\":1}", "internal_error")]
    public async Task Nonsense_is_answered_with_a_problem_and_the_socket_stays(string text, string code)
    {
        await using var socket = await Open();
        await socket.Message("initial_data");
        await socket.Send(RawSocket.Text(text));
        Assert.Equal(code, (await socket.Message("problem")).GetProperty("data").GetProperty("code").GetString());
        await socket.Send(RawSocket.Text("""{"type":"ping"}"""));
        await socket.Message("pong");
    }

    [Fact]
    public async Task A_client_that_goes_away_without_a_word_leaves_nothing_behind()
    {
        await Wait.Until(() => world.Sockets.Count == 0);
        await using (var socket = await Open())
        {
            await socket.Message("initial_data");
            Assert.Equal(1, world.Sockets.Count);
        }

        await Wait.Until(() => world.Sockets.Count == 0);
    }

    private Task<RawSocket> Open() => world.Connect(world.SignIn(1, LiveWorld.Watch));

    /// <summary>The next frame that is no beacon.</summary>
    private static async Task<(int, string)> Heard(RawSocket socket)
    {
        while (true)
        {
            if (Shown(await socket.Read()) is var heard && !heard.Item2.Contains("\"beacon\"", StringComparison.Ordinal))
            {
                return heard;
            }
        }
    }

    private static (int, string) Shown((byte Opcode, byte[] Payload)? frame) => (frame!.Value.Opcode, System.Text.Encoding.UTF8.GetString(frame.Value.Payload));
}
