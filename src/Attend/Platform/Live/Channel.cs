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
/// <param name="ShowsRecords">Whether a snapshot shows people's records: giving one out is then a line in the access log, under the room.</param>
/// <param name="Ends">Whether a stranger's right to be there ends by itself, so that it is asked for again from time to time.</param>
/// <param name="Resumes">False where nothing is kept for those who are away: they begin with a snapshot, whatever their cursor.</param>
internal sealed record Channel(
    string Route,
    Permission Needs,
    Func<IServiceProvider, Caller, HttpRequest, Task<Seat?>> Admit,
    Func<IServiceProvider, Reads, string, Task<object>> Snapshot,
    Func<IServiceProvider, Caller, string, System.Text.Json.JsonElement, Task<bool>>? Hear = null,
    bool ShowsRecords = false,
    bool Ends = false,
    bool Resumes = true);

/// <summary>Where a client sits: the room (such as <c>dispatchers</c> or <c>hospital:3</c>) whose news it hears.</summary>
/// <param name="View">What it begins with, where that is its own and not the room's: <c>ticket:7</c>.</param>
internal sealed record Seat(string Room, string? View = null)
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
internal sealed record News(string Room, string Type, string Event, object Data, string? StateKey = null, string Body = "data");

/// <summary>
/// Turns a batch of committed events into news, reading the views it needs in one round trip. The order of the answer is the order
/// of the events; each news is paired with the index of its event in the batch.
/// </summary>
internal sealed record Projection(string Name, Func<IServiceProvider, IReadOnlyList<EventRow>, CancellationToken, Task<IReadOnlyList<(int Index, News News)>>> Project);
