using Attend.Demo;
using Xunit;

namespace Attend.Tests.Demo;

public sealed class SimulatedDeskTests
{
    private const long Pharmacy = 70;

    private static readonly DateTimeOffset Then = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(3);

    [Theory]
    [InlineData("OPD", 2, "start complete")]
    [InlineData("OPD", 3, "start plan complete")]
    [InlineData("OPD", 11, "start hold")]
    [InlineData("OPD", 5, "recall no-show")]
    [InlineData("PHARMACY", 11, "start complete")]
    [InlineData("PHARMACY", 3, "start complete")]
    [InlineData("EMERGENCY", 16, "start hold")]
    [InlineData("EMERGENCY", 4, "start complete")]
    public void A_patient_is_served_to_the_end_sent_on_or_does_not_come(string department, long ticket, string keys) => Assert.Equal(keys, Played(ticket, department));

    [Fact]
    public void Whoever_it_did_not_take_it_leaves_alone()
    {
        var desk = new SimulatedDesk(7, "OPD", Pharmacy) { Present = new SeenTicket(2, "Somebody", "CALLED", Then, null, 0, []) };
        Assert.Null(desk.Next(Then.AddHours(1)));
        desk.Present = desk.Present with { Name = null };
        Assert.Null(desk.Next(Then.AddHours(1)));
    }

    [Fact]
    public void Whom_an_ambulance_brought_is_there_when_they_are_called()
    {
        var desk = new SimulatedDesk(7, "EMERGENCY", Pharmacy) { Present = new SeenTicket(5, null, "CALLED", Then, null, 0, []) { Brought = true } };
        Assert.Equal("start", desk.Next(Then.AddMinutes(1))!.Action);
    }

    [Fact]
    public void Whoever_was_sent_for_an_X_ray_once_is_not_sent_again()
    {
        var desk = new SimulatedDesk(7, "OPD", Pharmacy);
        var ticket = new SeenTicket(11, "Somebody" + TownPlan.NameMark, "IN_SERVICE", Then, null, 0, []);
        desk.Present = ticket;
        Assert.Equal("hold", desk.Next(Then.AddMinutes(1))!.Action);
        desk.Present = ticket with { StateSince = Then.AddMinutes(3) };
        Assert.Null(desk.Next(Then.AddMinutes(3)));
        Assert.Equal("complete", desk.Next(Then.AddMinutes(5))!.Action);
    }

    private static string Played(long id, string department)
    {
        var desk = new SimulatedDesk(7, department, Pharmacy) { Present = new SeenTicket(id, "Somebody" + TownPlan.NameMark, "CALLED", Then, null, 0, []) };
        var pressed = new List<string>();
        for (var now = Then; desk.Present is { } seen && now < Then.AddHours(1); now += Beat)
        {
            if (desk.Next(now) is not { } key)
            {
                continue;
            }

            pressed.Add(key.Action);
            desk.Present = key.Action switch
            {
                "recall" => seen with { Recalls = 1, RecalledAt = now },
                "start" => seen with { State = "IN_SERVICE", StateSince = now },
                "plan" => seen with { NextQueues = [Pharmacy] },
                _ => null,
            };
        }

        return string.Join(' ', pressed);
    }
}
