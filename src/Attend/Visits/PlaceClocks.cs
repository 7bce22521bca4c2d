using Attend.Platform.Database;

namespace Attend.Visits;

/// <summary>
/// The clocks that run over a place, each due work with the place's id: of whoever is asked, until they answer (<see cref="ExpirePlace"/>), and of
/// whoever is alone with a client, until they say that it is over (<see cref="LoneWorker"/>).
/// </summary>
internal static class PlaceClocks
{
    public const string Answer = "visits.answer";

    public const string Alone = "visits.lone_worker";

    /// <summary>After the planned end whoever is alone with a client is missed.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    /// <summary>After they were asked the operators hear of it.</summary>
    private static readonly TimeSpan More = TimeSpan.FromMinutes(5);

    /// <summary>How far the second has climbed.</summary>
    /// <param name="Asked">They were asked themselves.</param>
    internal sealed record Rung(bool Asked);

    /// <summary>Queues that somebody was asked: they are reminded first.</summary>
    public static void Ask(Change change, long placeId, AnswerTime time) => change.Later(Answer, placeId, time.RemindAt);

    /// <summary>Queues that they were reminded: when their time is over they are not waited for any more.</summary>
    public static void Remind(Change change, long placeId, DateTimeOffset by) => change.Later(Answer, placeId, by);

    /// <summary>Queues that nobody waits for an answer any more.</summary>
    public static void StopAsking(Change change, long placeId) => change.NotLater(Answer, placeId);

    /// <summary>Queues that they were asked whether all is well.</summary>
    public static void Climb(Change change, long placeId) => change.Later(Alone, placeId, change.Now + More, new Rung(true));

    /// <summary>
    /// Queues what runs over a place after a step, or with other times: whoever has answered is not waited for; the visit's clock starts with it, moves with
    /// its end and with what they say (<see cref="PutOffAlarm"/>), and stops.
    /// </summary>
    public static void Watch(Change change, PlaceRow before, PlaceRow after)
    {
        if (before.State is PlaceState.Asked && after.State is not PlaceState.Asked)
        {
            StopAsking(change, after.Id);
        }

        if (after.State is PlaceState.InProgress)
        {
            change.Later(Alone, after.Id, Missed(after), new Rung(false));
        }
        else if (before.State is PlaceState.InProgress)
        {
            change.NotLater(Alone, after.Id);
        }
    }

    /// <summary>From then on they are missed: never before they would be if they had said nothing.</summary>
    private static DateTimeOffset Missed(PlaceRow place) =>
        place.FineUntil is { } fine && fine > place.EndsAt + Patience ? fine : place.EndsAt + Patience;
}
