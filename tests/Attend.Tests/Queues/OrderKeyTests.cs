using Attend.Queues;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Attend.Tests.Queues;

/// <summary>What the order promises, for any arrivals (Kleinrock 1964, in its static form).</summary>
public sealed class OrderKeyTests
{
    private static readonly DateTimeOffset Opens = new(2026, 3, 2, 7, 0, 0, TimeSpan.Zero);

    private static readonly Level[] Levels =
    [
        new(1, "1", "Immediate", "red", 0, true, 120, 5), new(2, "2", "Emergent", "orange", 10, false, 60, 10), new(3, "3", "Urgent", "yellow", 60, false, 25, 60),
        new(4, "4", "Less urgent", "green", 120, false, 5, 120), new(5, "5", "Non-urgent", "blue", 240, false, 0, 240),
    ];

    /// <summary>Somebody comes: after so many seconds, of this class, with a confirmed consideration or without, as an emergency or not.</summary>
    private sealed record Arrival(int Seconds, int Level, bool Considered, bool Emergency)
    {
        public DateTimeOffset At => Opens.AddSeconds(Seconds);

        public TimeSpan Credit(QueueRow queue) => TimeSpan.FromMinutes(Levels[Level - 1].CreditMinutes + (Considered ? queue.ConsiderationMinutes : 0));

        public OrderKey Key(QueueRow queue, long id) => OrderKey.Of(queue, Levels[Level - 1], Emergency, Considered, At, id);
    }

    private static Arbitrary<Arrival[]> Arrivals => (
        from seconds in Gen.Choose(0, 6 * 3600)
        from level in Gen.Choose(1, 5)
        from considered in Gen.Frequency((4, Gen.Constant(false)), (1, Gen.Constant(true)))
        from emergency in Gen.Frequency((30, Gen.Constant(false)), (1, Gen.Constant(true)))
        select new Arrival(seconds, level, considered, emergency)).ArrayOf().ToArbitrary();

    [Fact]
    public void Nobody_is_overtaken_by_who_came_later_than_the_difference_of_their_credits() =>
        Check(Scheme.Credits, (queue, first, later) => later.At - first.At <= later.Credit(queue) - first.Credit(queue));

    [Fact]
    public void By_arrival_nobody_is_overtaken_at_all() => Check(Scheme.Fifo, (_, first, later) => later.At == first.At);

    [Fact]
    public void By_class_only_a_higher_class_overtakes() => Check(Scheme.Strict, (_, first, later) =>
        (later.Level, later.Considered ? 0 : 1).CompareTo((first.Level, first.Considered ? 0 : 1)) < 0 || later.At == first.At);

    [Fact]
    public void Emergencies_are_before_all_others_whatever_the_scheme() => Prop.ForAll(Arrivals, arrivals =>
        Enum.GetValues<Scheme>().All(scheme =>
        {
            var line = Line(Queue(scheme), arrivals);
            return line.SkipWhile(Emergency).All(one => !Emergency(one));
        })).QuickCheckThrowOnFailure();

    /// <summary>A key is nothing but what somebody is and since when they wait: held, sent on and back, or at another desk meanwhile, it comes out the same.</summary>
    [Fact]
    public void A_place_follows_from_class_and_arrival_alone() => Prop.ForAll(Arrivals, arrivals =>
        arrivals.Index().All(one => Enum.GetValues<Scheme>().All(scheme =>
            one.Item.Key(Queue(scheme), one.Index) == one.Item.Key(Queue(scheme) with { State = QueueState.Closing, Version = 9 }, one.Index)))).QuickCheckThrowOnFailure();

    private static bool Emergency(Arrival one) => one.Emergency || one.Level == 1;

    /// <summary>Whoever stands before somebody who came earlier, and is no emergency, had a reason.</summary>
    private static void Check(Scheme scheme, Func<QueueRow, Arrival, Arrival, bool> reason)
    {
        var queue = Queue(scheme);
        Prop.ForAll(Arrivals, arrivals =>
        {
            var line = Line(queue, arrivals);
            return line.Index().All(one => line.Skip(one.Index + 1).All(behind =>
                behind.At >= one.Item.At || Emergency(one.Item) || reason(queue, behind, one.Item)));
        }).QuickCheckThrowOnFailure();
    }

    private static List<Arrival> Line(QueueRow queue, Arrival[] arrivals) =>
        [.. arrivals.Index().OrderBy(one => one.Item.Key(queue, one.Index)).Select(one => one.Item)];

    private static QueueRow Queue(Scheme scheme) => new(
        1, 1, "OPD", QueueState.Open, 1, scheme, 2, null, 2, 120, 600, true, false, true, 15, null, Tells.Site, "Europe/Berlin", Levels);
}
