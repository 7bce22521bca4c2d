using System.Buffers;
using System.Text;
using System.Text.Json;
using Attend.Platform.Events;

namespace Attend.Platform.Live;

/// <summary>
/// A message as it lies in a room's log: framed once, sent to everybody. Only a client whose snapshot is younger than the message gets a
/// copy of its own, with a cursor that remembers the snapshot.
/// </summary>
internal sealed class Message
{
    private readonly int cursorAt;
    private readonly int cursorLength;

    private Message(Place place, int part, bool last, byte[] frame, int cursorAt, int cursorLength, string? key, bool fleeting, Meant? meant = null)
    {
        (Place, Part, Last, Frame, Key, Fleeting, Meant) = (place, part, last, frame, key, fleeting, meant);
        (this.cursorAt, this.cursorLength) = (cursorAt, cursorLength);
    }

    /// <summary>Of the event it comes from; of the feed at the time, when it comes from none.</summary>
    public Place Place { get; }

    /// <summary>Which of its event's messages to the room it is, from 1; a cursor counts a whole event from the last one on.</summary>
    public int Part { get; }

    public bool Last { get; }

    /// <summary>Null once a newer state took its place.</summary>
    public byte[]? Frame { get; private set; }

    /// <summary>Set for a state: of several with one key only the newest counts.</summary>
    public string? Key { get; }

    /// <summary>Not from the feed, so it has no cursor and is never covered by one: a vehicle's position.</summary>
    public bool Fleeting { get; }

    /// <inheritdoc cref="News.Meant"/>
    public Meant? Meant { get; }

    /// <summary>
    /// The furthest cursor that any client had when this was appended. A snapshot may be ahead of the feed, and whoever has its cursor has
    /// not heard what was shown since.
    /// </summary>
    public Place Furthest { get; set; }

    /// <summary>How many bytes the room's log had taken when this was appended.</summary>
    public long Before { get; set; }

    /// <summary>A fact, or a state that an event brought.</summary>
    public static Message Of(News news, Place place, int part, bool last, ReadOnlySpan<byte> data)
    {
        var cursor = news.StateKey is null ? new Cursor(place, last ? null : part).ToString() : null;
        var (frame, at) = Write(news.Type, news.Event, cursor, news.Body, data);
        return new Message(place, part, last, frame, at, cursor?.Length ?? 0, news.StateKey, false, news.Meant);
    }

    public static Message OfFleeting(News news, Place place, ReadOnlySpan<byte> data)
    {
        var (frame, _) = Write(news.Type, news.Event, null, news.Body, data);
        return new Message(place, 0, true, frame, 0, 0, news.StateKey, true);
    }

    /// <summary>Tells an idle client how far it is, so that it can resume long after its last fact.</summary>
    public static Message Beacon(Place place)
    {
        var cursor = new Cursor(place).ToString();
        var (frame, at) = Write("beacon", "", cursor, "", []);
        return new Message(place, int.MaxValue, true, frame, at, cursor.Length, "beacon", false);
    }

    /// <summary>A snapshot's frame. It is in no log: only those get it who waited for it.</summary>
    public static byte[] Snapshot(string type, Cursor cursor, ReadOnlySpan<byte> data) => Write(type, "", cursor.ToString(), "data", data).Frame;

    public void Supersede() => Frame = null;

    /// <summary>The same message under another cursor; itself where it has none.</summary>
    public byte[] Under(Cursor cursor)
    {
        if (cursorLength == 0)
        {
            return Frame!;
        }

        var old = Frame.AsSpan(Frames.PayloadAt(Frame));
        var text = cursor.ToString();
        var frame = Frames.Empty(old.Length - cursorLength + text.Length);
        var payload = frame.AsSpan(Frames.PayloadAt(frame));
        old[..cursorAt].CopyTo(payload);
        Encoding.ASCII.GetBytes(text, payload[cursorAt..]);
        old[(cursorAt + cursorLength)..].CopyTo(payload[(cursorAt + text.Length)..]);
        return frame;
    }

    private static (byte[] Frame, int CursorAt) Write(string type, string @event, string? cursor, string body, ReadOnlySpan<byte> data)
    {
        var bytes = new ArrayBufferWriter<byte>(128 + data.Length);
        using var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Encoder = Wire.Json.Encoder, SkipValidation = true });
        json.WriteStartObject();
        json.WriteString("type"u8, type);
        if (@event.Length > 0)
        {
            json.WriteString("event"u8, @event);
        }

        var at = 0;
        if (cursor is not null)
        {
            json.WritePropertyName("cursor"u8);
            json.Flush();
            at = bytes.WrittenCount + 1;
            json.WriteStringValue(cursor);
        }

        if (body.Length > 0)
        {
            json.WritePropertyName(body);
            json.WriteRawValue(data, skipInputValidation: true);
        }

        json.WriteEndObject();
        json.Flush();
        return (Frames.Text(bytes.WrittenSpan), at);
    }
}
