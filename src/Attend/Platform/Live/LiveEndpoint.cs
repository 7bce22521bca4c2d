using System.Text.Json;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Events;
using Attend.Platform.Web;

namespace Attend.Platform.Live;

/// <summary>What happens at a channel's address, from the upgrade to the end of the connection.</summary>
internal sealed class LiveEndpoint(
    Rooms rooms, Snapshots snapshots, LiveSockets sockets, LiveMeters meters, Epoch epoch, IServiceScopeFactory scopes, AccessLog looks,
    ILogger<LiveEndpoint> log)
{
    /// <summary>More would only make all of them slow; the client tries another node.</summary>
    private const int MostSockets = 50_000;

    private static readonly byte[] Malformed = Problem("malformed_json");
    private static readonly byte[] Unknown = Problem(LiveProblems.UnknownMessage.Code);
    private static readonly byte[] Failed = Problem("internal_error");
    private static readonly byte[] Busy = Problem("busy");

    /// <summary>Serves one request: a refusal, or a socket until it closes.</summary>
    public async Task Serve(HttpContext context, Channel channel)
    {
        if (Handshake.Refusal(context) is { } refused)
        {
            await Problems.Write(context, refused);
            return;
        }

        var caller = Caller.Of(context);
        if (await channel.Admit(context.RequestServices, caller, context.Request) is not { } seat)
        {
            await Problems.Write(context, PlatformProblems.Forbidden.Refuse());
            return;
        }

        if (sockets.Count >= MostSockets)
        {
            await Problems.Write(context, PlatformProblems.Busy.Refuse());
            return;
        }

        var room = rooms.Hold(seat.Room, channel.WhileOpen);
        try
        {
            var cursor = context.Request.Query.TryGetValue("cursor", out var given) ? given.ToString() : null;
            var socket = new LiveSocket(channel, room, seat, caller, context, await Handshake.Accept(context));
            await Run(socket, cursor, context.RequestAborted);
        }
        finally
        {
            rooms.Release(room);
        }
    }

    private async Task Run(LiveSocket socket, string? cursor, CancellationToken aborted)
    {
        sockets.Add(socket);
        try
        {
            // The reader runs from the start, so that a client that goes away while it waits for a snapshot is noticed.
            _ = Begin(socket, cursor);
            await new LiveReader(socket, Hear).Run(aborted);
        }
        finally
        {
            sockets.Remove(socket);
            socket.Room.Leave(socket);
            await socket.Finish();
            meters.Closed(socket.Channel.Route, socket.ClosedFor ?? "gone");
        }
    }

    /// <summary>Resumes behind the cursor; else a gap, when there was one, and a snapshot.</summary>
    private async Task Begin(LiveSocket socket, string? cursorText)
    {
        try
        {
            if (cursorText is not null)
            {
                if (socket.Channel.Resumes && Cursor.Parse(cursorText) is { } cursor && cursor.Place.Epoch == epoch.Current && await rooms.Resume(socket, cursor))
                {
                    meters.Opened(socket.Channel.Route, "resumed");
                    return;
                }

                socket.Send(Frames.Gap);
            }

            if (socket.Records)
            {
                await looks.Looked(socket.Caller, socket.Room.Name, "board", CancellationToken.None);
            }

            // The second try is for a ring that was so full that it had already let go of what followed the snapshot.
            if (!rooms.Join(socket, await snapshots.Get(socket.Channel, socket.Room, socket.Sees))
                && !rooms.Join(socket, await snapshots.Get(socket.Channel, socket.Room, socket.Sees)))
            {
                socket.Close(CloseCode.TryAgain, "busy; connect again", "busy");
            }

            meters.Opened(socket.Channel.Route, cursorText is null ? "fresh" : "gap");
        }
        catch (Exception error)
        {
            if (Retry.Of(error) is RetryKind.Never)
            {
                log.LogError(error, "A bug: no snapshot for {Route}.", socket.Channel.Route);
            }

            socket.Close(CloseCode.TryAgain, "busy; connect again", "busy");
        }
    }

    private async Task Hear(LiveSocket socket, ReadOnlyMemory<byte> text)
    {
        try
        {
            using var message = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 16 });
            if (message.RootElement is not { ValueKind: JsonValueKind.Object } root
                || !root.TryGetProperty("type", out var type) || type.ValueKind != JsonValueKind.String || !IsText(type))
            {
                socket.Send(Malformed);
            }
            else if (type.ValueEquals("ping"u8))
            {
                socket.Send(Frames.Pong);
            }
            else if (socket.Channel.Hear is { } hear)
            {
                await using var scope = scopes.CreateAsyncScope();
                if (!await hear(scope.ServiceProvider, socket.Caller, socket.Room.Name, root))
                {
                    socket.Send(Unknown);
                }
            }
            else
            {
                socket.Send(Unknown);
            }
        }
        catch (JsonException)
        {
            socket.Send(Malformed);
        }
        catch (Exception error) when (Retry.Of(error) is not RetryKind.Never)
        {
            socket.Send(Busy);
        }
        catch (Exception error)
        {
            log.LogError(error, "A bug: a message to {Route} failed.", socket.Channel.Route);
            socket.Send(Failed);
        }
    }

    // Half of a surrogate pair, written as an escape, passes the parser and fails whoever compares it.
    private static bool IsText(JsonElement value)
    {
        try
        {
            return value.GetString() is not null;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static byte[] Problem(string code) => Frames.Text(JsonSerializer.SerializeToUtf8Bytes(new { type = "problem", data = new { code } }, Wire.Json));
}
