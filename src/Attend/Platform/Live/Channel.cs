using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Events;

namespace Attend.Platform.Live;

/// <summary>
/// A socket address and who may listen there. <see cref="Admit"/> answers where a client sits, or null: forbidden. <see cref="Snapshot"/>
/// reads what a newcomer sees, inside one REPEATABLE READ transaction.
/// </summary>
/// <param name="Needs">The permission on the route; <see cref="Permission.Anyone"/> where the address itself is the secret.</param>
/// <param name="Hear">
/// Messages that a client may send up (positions, ack, read), and whether it was understood; null where only ping is.
/// </param>
/// <param name="ShowsRecords">Whether its snapshots show people's records; where that is so of some seats only, the seat says it.</param>
/// <param name="Ends">Whether a stranger's right to be there ends by itself, so that it is asked for again from time to time.</param>
/// <param name="Resumes">False where nothing is kept for those who are away: they begin with a snapshot, whatever their cursor.</param>
/// <param name="WhileOpen">Whether its rooms are told only while they are open: see <see cref="OpenRooms"/>.</param>
internal sealed record Channel(
    string Route,
    Permission Needs,
    Func<IServiceProvider, Caller, HttpRequest, Task<Seat?>> Admit,
    Func<IServiceProvider, Reads, string, Task<object>> Snapshot,
    Func<IServiceProvider, Caller, string, System.Text.Json.JsonElement, Task<bool>>? Hear = null,
    bool ShowsRecords = false,
    bool Ends = false,
    bool Resumes = true,
    bool WhileOpen = false);

/// <summary>Where a client sits: the room (such as <c>dispatchers</c> or <c>hospital:3</c>) whose news it hears.</summary>
/// <param name="View">What it begins with, where that is its own and not the room's: <c>ticket:7</c>.</param>
/// <param name="Records">Whether what it begins with shows people's records: giving that out is then a line in the access log, under the room.</param>
/// <param name="Place">Where it stands in an order of the room, as a word that sorts; see <see cref="Meant"/>.</param>
internal sealed record Seat(string Room, string? View = null, bool Records = false, string? Place = null)
{
    /// <summary>The name that its snapshot is read under.</summary>
    public string Sees => View ?? Room;
}

/// <summary>
/// One message for one room. A fact has a cursor and is replayed exactly; a state carries its own key and version in
/// <see cref="Data"/> and may be conflated to the newest (<see cref="StateKey"/> set).
/// </summary>
/// <param name="Event">Left out of the message when empty.</param>
/// <param name="Body">The member that holds the data; another name only where a replaced system had one.</param>
/// <param name="Meant">Whom of the room it is for; everybody when null.</param>
internal sealed record News(string Room, string Type, string Event, object Data, string? StateKey = null, string Body = "data", Meant? Meant = null);

/// <summary>
/// Whom of a room a message is for, where those in it have a view and a place of their own. It is decided as each socket takes the message, so
/// that one message serves all whom it concerns, and the others learn nothing of it.
/// </summary>
/// <param name="Only">Whoever has this view, and nobody else.</param>
/// <param name="Except">Not whoever has this view.</param>
/// <param name="After">Those whose place sorts after this word.</param>
/// <param name="Before">Those whose place sorts before this word.</param>
/// <param name="Place">Where <paramref name="Only"/> stands from now on; null: nowhere.</param>
/// <param name="Goodbye">Whether it is the last that <paramref name="Only"/> hears in this room: its client comes again, and is seated elsewhere.</param>
internal sealed record Meant(string? Only = null, string? Except = null, string? After = null, string? Before = null, string? Place = null, bool Goodbye = false);

/// <summary>A view with the place of whoever it is shown to, as of the same moment.</summary>
internal sealed record PlacedView(string? Place, object View);

/// <summary>
/// Turns a batch of committed events into news, reading the views it needs in one round trip. The order of the answer is the order
/// of the events; each news is paired with the index of its event in the batch.
/// </summary>
internal sealed record Projection(string Name, Func<IServiceProvider, IReadOnlyList<EventRow>, CancellationToken, Task<IReadOnlyList<(int Index, News News)>>> Project);
