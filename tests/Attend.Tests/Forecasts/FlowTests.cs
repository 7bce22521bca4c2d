using Attend.Forecasts;
using Xunit;

namespace Attend.Tests.Forecasts;

/// <summary>The arithmetic against sums made by hand.</summary>
public sealed class FlowTests
{
    private static readonly Moment Monday = new(new DateTimeOffset(2026, 1, 5, 10, 0, 0, TimeSpan.Zero), new DateTime(2026, 1, 5, 10, 0, 0));

    [Fact]
    public void Work_ahead_is_shared_by_the_desks_and_a_desk_that_serves_others_too_is_a_part_of_one()
    {
        var tempo = Steady(perHour: 0);
        // All stay: 10 people of 600 s at two free desks, then at a half one.
        Near(3_000, Flow.Of(tempo, Stands(open: 2, idle: 2), Ahead(10)).Total);
        Near(12_000, Flow.Of(tempo, Stands(open: 0.5, idle: 1), Ahead(10)).Total);
        Assert.Equal(0, Flow.Of(tempo, Stands(open: 1, idle: 1), Ahead(0)).Total);
    }

    [Fact]
    public void A_desk_that_has_had_somebody_for_long_is_free_sooner_and_the_first_of_many_sooner_than_one()
    {
        var serving = Steady(perHour: 0).Serving;
        var one = serving.FirstFree([new Attended(1, 0)]);
        Assert.InRange(one, 540, 660);
        Assert.InRange(serving.FirstFree([new Attended(1, 400)]), 100, one - 100);
        Assert.InRange(serving.FirstFree([new Attended(1, 0), new Attended(1, 100), new Attended(1, 200)]), 60, serving.FirstFree([new Attended(1, 200)]) - 1);
        // Beyond all that was ever seen it is neither free at once nor never.
        Assert.InRange(serving.FirstFree([new Attended(1, 100_000)]), 1, 6_000);
    }

    [Fact]
    public void In_a_strict_order_it_is_the_work_ahead_over_what_the_higher_class_leaves()
    {
        // Cobham: the higher class comes three an hour, 600 s each: half of one desk.
        var tempo = Steady(perHour: 3);
        Near(2 * 6_000, Flow.Of(tempo, Stands(open: 1, idle: 1), Ahead(10, double.PositiveInfinity)).Total);
        Near(1 - 0.5, Flow.Of(tempo, Stands(open: 1, idle: 1), Ahead(10, double.PositiveInfinity)).Room);
        Assert.False(Flow.Of(tempo, Stands(open: 1, idle: 1), Ahead(10, double.PositiveInfinity)).VeryLong);
    }

    [Fact]
    public void In_an_order_of_credits_the_overtaking_ends_with_the_credit()
    {
        // For an hour half of the desk goes to others, then none of it.
        var flow = Flow.Of(Steady(perHour: 3), Stands(open: 1, idle: 1), Ahead(10, 3_600));
        Near(6_000 + 1_800, flow.Total);
        Near(1_800, flow.Lost);
    }

    [Fact]
    public void Where_the_higher_classes_leave_nothing_it_is_very_long()
    {
        var flow = Flow.Of(Steady(perHour: 6), Stands(open: 1, idle: 1), Ahead(10, double.PositiveInfinity));
        Assert.True(flow.VeryLong);
        Assert.InRange(flow.Room, -0.2, Flow.LeastRoom);
        Assert.InRange(flow.Total, 40_000, Flow.Longest);
        Assert.True(Flow.Of(Steady(perHour: 0), Stands(open: 1, idle: 1), Ahead(400)) is { VeryLong: true, Total: Flow.Longest });
    }

    [Fact]
    public void Before_anybody_works_it_begins_when_it_usually_does_with_as_many_as_usually()
    {
        var tempo = Steady(perHour: 0);
        for (var day = 0; day < 5; day++)
        {
            var joined = new Moment(Monday.At.AddDays(day).AddHours(-3), Monday.Local.AddDays(day).AddHours(-3));
            var called = new Moment(joined.At.AddMinutes(90), joined.Local.AddMinutes(90));
            tempo.Desks.Called(Tempo.Seconds(called.At), called, joined, nobodyWorked: true);
            tempo.Desks.Work(8, 3);
            tempo.Desks.Work(9, 3);
        }

        var seven = new Moment(Monday.At.AddDays(7).AddHours(-2.5), Monday.Local.AddDays(7).AddHours(-2.5));
        var flow = Flow.Of(tempo, Stands(open: 0, idle: 0) with { Now = seven }, Ahead(12));
        Near(3_600, flow.First);
        Near(3_600 + 12 * 600 / 3.0, flow.Total);
        Assert.Equal(flow.Total, flow.Steady);
    }

    /// <summary>Ten minutes each, everybody stays, and of class 1 so many come in every hour of every day.</summary>
    private static Tempo Steady(int perHour)
    {
        var tempo = new Tempo();
        var random = new Random(1);
        for (var service = 0; service < 4_000; service++)
        {
            tempo.Serving.Served(1 + service % 2, 600 * (0.5 + random.NextDouble()), service * 600);
            tempo.Arrivals.Stayed(1 + service % 2, stayed: true);
        }

        var start = Monday.Local.AddDays(-100);
        for (var hour = 0; hour < 100 * 24; hour++)
        {
            for (var person = 0; person < perHour; person++)
            {
                tempo.Arrivals.Came(1, new Moment(Monday.At, start.Date.AddHours(hour)));
            }
        }

        return tempo;
    }

    private static Standing Stands(double open, int idle) => new(Monday, 0, open, idle, [], null, 0, 0);

    private static Joiner Ahead(int people, double overtaken = 0) => new(2, [0, 0, people], [0, overtaken, 0]);

    private static void Near(double expected, double actual) => Assert.InRange(actual, expected * 0.97, expected * 1.03);
}
