using Attend.Channels;
using Attend.Platform;
using Attend.Platform.Database;
using Attend.Platform.Events;
using Attend.Platform.Work;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Notifications;

/// <param name="Host">Where there are many behind one provider, which; else empty.</param>
/// <param name="Until">In the past while one message tries whether they are back.</param>
internal sealed record RestView(string Host, DateTimeOffset Until);

/// <summary>Somebody who carries messages by a way, with what became of their tries that began in the last hour.</summary>
/// <param name="Resting">Where it is left alone by this node, because of failures.</param>
/// <param name="Accepted">Taken.</param>
/// <param name="PutOff">Not taken, but perhaps later.</param>
/// <param name="Refused">Not taken, and never will be; or the address is no more.</param>
/// <param name="Unsure">Nobody knows whether it was taken.</param>
internal sealed record WayProvider(string Name, IReadOnlyList<RestView> Resting, long Accepted, long PutOff, long Refused, long Unsure);

/// <summary>One way out of the house.</summary>
/// <param name="Providers">The first choice first.</param>
/// <param name="Waiting">Should have been sent by now.</param>
/// <param name="WaitingSince">Since when the one that waits longest should have been.</param>
/// <param name="Later">Are to be sent at a later time: quiet hours, a step of a ladder, another try.</param>
internal sealed record WayView(
    Way Way, IReadOnlyList<WayProvider> Providers, long Waiting, DateTimeOffset? WaitingSince, long Later, long Accepted, long PutOff, long Refused, long Unsure);

/// <summary>All ways, and what of telling people the server could not do.</summary>
/// <param name="AtLeast">There were so many tries in the last hour that not all were counted.</param>
/// <param name="Parked">Subjects whose messages wait for somebody.</param>
/// <param name="Failing">Pieces of work that failed and are being tried again, subjects among them.</param>
internal sealed record WaysView(IReadOnlyList<WayView> Ways, bool AtLeast, int Parked, int Failing);

/// <summary>How messages leave the house now: who carries them, who is left alone for a while, what waits.</summary>
internal static class ReadWays
{
    private const int MostTries = 200_000;

    private const int MostLetters = 1_000;

    private const string Module = "notifications";

    private sealed record Queue(Way Way, long Waiting, DateTimeOffset? WaitingSince, long Later);

    private sealed record Tally(Way Way, string? Provider, long Tries, long Accepted, long PutOff, long Refused, long Unsure);

    public static async Task<Ok<WaysView>> Handle(Db db, Providers providers, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.Micros();
        var (queues, tallies, parked, failing) = await db.Read(reads => (
            reads.List<Queue>($"""
                select way, count(*) filter (where next_at <= {now}) as waiting, min(next_at) filter (where next_at <= {now}) as waiting_since,
                       count(*) filter (where next_at > {now}) as later
                from notifications.deliveries where state = 'PENDING' and way <> 'in_app' group by way
                """),
            reads.List<Tally>($"""
                select d.way, t.provider, count(*) as tries, count(*) filter (where t.outcome = 'accepted') as accepted,
                       count(*) filter (where t.outcome = 'later') as put_off, count(*) filter (where t.outcome in ('never', 'gone')) as refused,
                       count(*) filter (where t.outcome in ('unsure', 'cut_off')) as unsure
                from (
                    select delivery_id, provider, outcome from notifications.tries where began_at > {now - TimeSpan.FromHours(1)} limit {MostTries}
                ) t join notifications.deliveries d on d.id = t.delivery_id
                group by d.way, t.provider
                """),
            reads.List<ParkedSubject>(ParkedEvents.List(MostLetters, Module)),
            reads.List<FailingWork>(DueWork.Failing(MostLetters, Module))), ct);
        var waiting = queues.Value.ToDictionary(queue => queue.Way);
        var ways = Enum.GetValues<Way>().Except([Way.InApp])
            .Select(way => View(way, providers, waiting.GetValueOrDefault(way), [.. tallies.Value.Where(tally => tally.Way == way)]));
        var stopped = parked.Value.Count(subject => subject.State is ParkedState.Parked);
        return TypedResults.Ok(new WaysView(
            [.. ways], tallies.Value.Sum(tally => tally.Tries) >= MostTries, stopped, parked.Value.Count - stopped + failing.Value.Count));
    }

    private static WayView View(Way way, Providers providers, Queue? queue, IReadOnlyList<Tally> tallies) => new(
        way,
        [
            .. from provider in providers.Of(way)
               let tally = tallies.FirstOrDefault(one => one.Provider == provider.Name)
               select new WayProvider(
                   provider.Name, [.. providers.Rests(provider).Select(rest => new RestView(rest.Host, rest.Until))],
                   tally?.Accepted ?? 0, tally?.PutOff ?? 0, tally?.Refused ?? 0, tally?.Unsure ?? 0),
        ],
        queue?.Waiting ?? 0, queue?.WaitingSince, queue?.Later ?? 0, tallies.Sum(tally => tally.Accepted), tallies.Sum(tally => tally.PutOff),
        tallies.Sum(tally => tally.Refused), tallies.Sum(tally => tally.Unsure));
}
