namespace Attend.Bench;

/// <summary>A room of Attend's as its clients know it: who sits there, and how one event is told from the next.</summary>
/// <param name="Name">By which a server's process is asked for it.</param>
/// <param name="Mark">
/// What stands before an event's number; where the messages are <paramref name="Counted"/>, what stands once in each event: they have no number,
/// but each comes once and in order.
/// </param>
/// <param name="Beside">What stands in messages that come of themselves, without an event; empty where there are none.</param>
internal sealed record FanOutRoom(string Name, string Title, string Mark, bool Counted, string Beside)
{
    /// <summary>A room with nothing in it but what a bench tells: the live part of Attend by itself.</summary>
    public static readonly FanOutRoom Plain = new("plain", "a row and its event", "\"number\":", Counted: false, "");

    /// <summary>The dispatchers' board, all sockets with one session.</summary>
    public static readonly FanOutRoom Board = new("board", "the dispatchers' board, one session", "\"NEW_EMERGENCY\"", Counted: true, "");

    /// <summary>The same with a session for each socket.</summary>
    public static readonly FanOutRoom Boards = Board with { Name = "boards", Title = "the dispatchers' board, a session each" };

    /// <summary>Whoever watches a queue, at its wall: a desk calls somebody.</summary>
    public static readonly FanOutRoom Wall = new("wall", "a queue's wall", "\"type\":\"ticket_called\"", Counted: true, Forecasts);

    /// <summary>Those who wait in a queue, each with a number and a token of their own: the first one leaves, and all of them move up.</summary>
    public static readonly FanOutRoom Phones = new("phones", "the phones of one queue", "\"type\":\"queue_position_update\"", Counted: true, Forecasts);

    private const string Forecasts = "\"type\":\"forecast_update\"";
}
