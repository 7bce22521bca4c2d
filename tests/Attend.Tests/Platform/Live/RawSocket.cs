using System.Buffers.Binary;
using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Attend.Tests.Platform.Live;

/// <summary>A WebSocket client that is told every byte it sends: to break the rules, and to stop reading.</summary>
internal sealed class RawSocket : IAsyncDisposable
{
    private readonly TcpClient client = new();
    private byte[] buffer = new byte[64 * 1024];
    private int start;
    private int end;
    private NetworkStream stream = null!;

    /// <summary>The status line and headers of the handshake's answer.</summary>
    public string Head { get; private set; } = "";

    public int Status => int.Parse(Head.Split(' ')[1], CultureInfo.InvariantCulture);

    public static async Task<RawSocket> Open(Uri url, string path, string? token = null, IEnumerable<string>? headers = null, int? receiveBuffer = null)
    {
        var socket = new RawSocket();
        if (receiveBuffer is { } size)
        {
            socket.client.ReceiveBufferSize = size;
        }

        await socket.client.ConnectAsync(url.Host, url.Port);
        socket.client.NoDelay = true;
        socket.stream = socket.client.GetStream();
        string[] lines =
        [
            $"GET {path} HTTP/1.1",
            $"Host: {url.Authority}",
            .. token is null ? [] : new[] { $"Authorization: Bearer {token}" },
            .. headers ?? Upgrade(),
        ];
        await socket.Send(Encoding.ASCII.GetBytes(string.Join("\r\n", lines) + "\r\n\r\n"));
        socket.Head = await socket.ReadHead();
        return socket;
    }

    public static string[] Upgrade(string key = "dGhlIHNhbXBsZSBub25jZQ==", string version = "13") =>
        ["Upgrade: websocket", "Connection: Upgrade", $"Sec-WebSocket-Key: {key}", $"Sec-WebSocket-Version: {version}"];

    /// <summary>A client's frame as RFC 6455 has it, or as the test wants it wrong.</summary>
    public static byte[] Frame(byte opcode, ReadOnlySpan<byte> payload, bool final = true, bool masked = true, byte reserved = 0)
    {
        var bytes = new List<byte> { (byte)((final ? 0x80 : 0) | (reserved << 4) | opcode) };
        var mark = (byte)(masked ? 0x80 : 0);
        Span<byte> length = stackalloc byte[8];
        if (payload.Length < 126)
        {
            bytes.Add((byte)(mark | payload.Length));
        }
        else if (payload.Length <= ushort.MaxValue)
        {
            bytes.Add((byte)(mark | 126));
            BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)payload.Length);
            bytes.AddRange(length[..2]);
        }
        else
        {
            bytes.Add((byte)(mark | 127));
            BinaryPrimitives.WriteUInt64BigEndian(length, (ulong)payload.Length);
            bytes.AddRange(length);
        }

        var mask = RandomNumberGenerator.GetBytes(4);
        if (masked)
        {
            bytes.AddRange(mask);
        }

        for (var i = 0; i < payload.Length; i++)
        {
            bytes.Add(masked ? (byte)(payload[i] ^ mask[i % 4]) : payload[i]);
        }

        return [.. bytes];
    }

    public static byte[] Text(string text, bool final = true) => Frame(0x1, Encoding.UTF8.GetBytes(text), final);

    public ValueTask Send(params byte[][] frames) => stream.WriteAsync(frames.SelectMany(frame => frame).ToArray());

    /// <summary>The next frame; null at the end of the connection.</summary>
    public async Task<(byte Opcode, byte[] Payload)?> Read()
    {
        try
        {
            await Need(2);
            var (first, second) = (buffer[start], buffer[start + 1]);
            if ((second & 0x80) != 0)
            {
                throw new InvalidOperationException("A server's frame is not masked.");
            }

            var extended = second switch { 126 => 2, 127 => 8, _ => 0 };
            await Need(2 + extended);
            var length = extended switch
            {
                2 => BinaryPrimitives.ReadUInt16BigEndian(buffer.AsSpan(start + 2)),
                8 => (int)BinaryPrimitives.ReadUInt64BigEndian(buffer.AsSpan(start + 2)),
                _ => second,
            };
            await Need(2 + extended + length);
            var payload = buffer.AsSpan(start + 2 + extended, length).ToArray();
            start += 2 + extended + length;
            return ((byte)(first & 0xF), payload);
        }
        catch (Exception error) when (error is EndOfStreamException or IOException)
        {
            return null;
        }
    }

    /// <summary>The next message that is no beacon.</summary>
    public async Task<JsonElement> Next()
    {
        while (true)
        {
            var frame = await Read().WaitAsync(TimeSpan.FromSeconds(60)) ?? throw new InvalidOperationException("The connection ended.");
            if (frame.Opcode == 0x1 && JsonSerializer.Deserialize<JsonElement>(frame.Payload) is var message && message.GetProperty("type").GetString() != "beacon")
            {
                return message;
            }
        }
    }

    /// <summary>The next message with this type, passing over others.</summary>
    public async Task<JsonElement> Message(string type)
    {
        while (true)
        {
            var frame = await Read().WaitAsync(TimeSpan.FromSeconds(60)) ?? throw new InvalidOperationException($"The connection ended before a {type}.");
            if (frame.Opcode == 0x1 && JsonSerializer.Deserialize<JsonElement>(frame.Payload) is var message && message.GetProperty("type").GetString() == type)
            {
                return message;
            }
        }
    }

    /// <summary>The code and reason with which the server closes, passing over everything before; null when it just ended.</summary>
    public async Task<(ushort Code, string Reason)?> Closed()
    {
        while (await Read().WaitAsync(TimeSpan.FromSeconds(30)) is var (opcode, payload))
        {
            if (opcode == 0x8)
            {
                return payload.Length == 0 ? ((ushort)1005, "") : (BinaryPrimitives.ReadUInt16BigEndian(payload), Encoding.UTF8.GetString(payload.AsSpan(2)));
            }
        }

        return null;
    }

    /// <summary>True when the server ended the connection.</summary>
    public async Task<bool> Ended() => await Read().WaitAsync(TimeSpan.FromSeconds(60)) is null;

    public ValueTask DisposeAsync()
    {
        client.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<string> ReadHead()
    {
        for (var needed = 4; ; needed++)
        {
            await Need(needed);
            if (buffer.AsSpan(start, needed).EndsWith("\r\n\r\n"u8))
            {
                var head = Encoding.ASCII.GetString(buffer, start, needed);
                start += needed;
                return head;
            }
        }
    }

    private async Task Need(int count)
    {
        if (start + count > buffer.Length)
        {
            var larger = new byte[Math.Max(buffer.Length, count)];
            Buffer.BlockCopy(buffer, start, larger, 0, end - start);
            (end, start, buffer) = (end - start, 0, larger);
        }

        while (end - start < count)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(end));
            end += read > 0 ? read : throw new EndOfStreamException();
        }
    }
}
