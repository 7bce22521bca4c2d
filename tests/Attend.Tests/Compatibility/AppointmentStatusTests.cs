using Attend.Tests.Trips;
using Xunit;

namespace Attend.Tests.Compatibility;

/// <summary>Every old word in every state: 200 or 409 and nothing else, and by which of them something happens.</summary>
public sealed class AppointmentStatusTests(World world) : IClassFixture<World>
{
    private const string All =
        "pending confirmed rejected expired pickup_requested driver_assigned_pickup driver_en_route_pickup driver_arrived_pickup therapist_picked_up en_route arrived "
        + "in_progress completed cancelled no_show";

    /// <summary>What leads there, what is shown then, and which words are possible; the one that is shown changes nothing.</summary>
    public static TheoryData<string, string, string> States => new()
    {
        { "", "pending", "pending confirmed rejected pickup_requested cancelled no_show" },
        { "confirmed", "confirmed", "confirmed rejected pickup_requested en_route arrived in_progress completed cancelled no_show" },
        { "rejected", "rejected", "pending rejected cancelled" },
        { "confirmed pickup_requested", "pickup_requested", "pickup_requested driver_assigned_pickup rejected en_route arrived in_progress completed cancelled no_show" },
        { "confirmed pickup_requested driver_assigned_pickup", "driver_assigned_pickup",
            "driver_assigned_pickup driver_en_route_pickup driver_arrived_pickup therapist_picked_up rejected en_route arrived in_progress completed cancelled no_show" },
        { "confirmed pickup_requested driver_assigned_pickup driver_en_route_pickup", "driver_en_route_pickup",
            "driver_en_route_pickup driver_arrived_pickup therapist_picked_up rejected en_route arrived in_progress completed cancelled no_show" },
        { "confirmed pickup_requested driver_assigned_pickup driver_arrived_pickup", "driver_arrived_pickup",
            "driver_arrived_pickup therapist_picked_up rejected en_route arrived in_progress completed cancelled no_show" },
        { "confirmed pickup_requested driver_assigned_pickup therapist_picked_up", "therapist_picked_up",
            "therapist_picked_up rejected en_route arrived in_progress completed cancelled no_show" },
        { "confirmed pickup_requested driver_assigned_pickup therapist_picked_up en_route", "en_route",
            "therapist_picked_up en_route arrived in_progress completed cancelled no_show" },
        { "confirmed en_route", "en_route", "en_route arrived in_progress completed cancelled no_show" },
        { "confirmed pickup_requested driver_assigned_pickup therapist_picked_up arrived", "arrived", "arrived in_progress completed cancelled no_show" },
        { "confirmed arrived", "arrived", "arrived in_progress completed cancelled no_show" },
        { "confirmed in_progress", "in_progress", "in_progress completed cancelled" },
        { "confirmed completed", "completed", "completed pickup_requested" },
        { "confirmed completed pickup_requested", "pickup_requested", "pickup_requested driver_assigned_pickup" },
        { "confirmed completed pickup_requested driver_assigned_pickup", "driver_assigned_pickup",
            "driver_assigned_pickup driver_en_route_pickup driver_arrived_pickup therapist_picked_up" },
        { "confirmed completed pickup_requested driver_assigned_pickup driver_en_route_pickup", "driver_en_route_pickup",
            "driver_en_route_pickup driver_arrived_pickup therapist_picked_up" },
        { "confirmed completed pickup_requested driver_assigned_pickup driver_arrived_pickup", "driver_arrived_pickup", "driver_arrived_pickup therapist_picked_up" },
        { "confirmed completed pickup_requested driver_assigned_pickup therapist_picked_up", "therapist_picked_up", "therapist_picked_up en_route arrived" },
        { "confirmed completed pickup_requested driver_assigned_pickup therapist_picked_up arrived", "completed", "completed pickup_requested" },
        { "cancelled", "cancelled", "cancelled" },
        { "confirmed no_show", "no_show", "no_show" },
    };

    [Theory]
    [MemberData(nameof(States))]
    public async Task Every_word_is_possible_or_a_conflict(string way, string shown, string possible)
    {
        var visit = await There(way, shown);
        var here = await visit.Versions();
        var done = new List<string>();
        foreach (var status in All.Split(' '))
        {
            if (await visit.Versions() != here)
            {
                visit = await There(way, shown);
                here = await visit.Versions();
            }

            var answer = await Say(visit, status);
            Assert.True(answer.Number is 200 or 409, $"{status}: {answer.Number} {answer.Body}");
            if (answer.Number == 200)
            {
                done.Add(status);
            }

            Assert.True(answer.Number == 200 && status != shown || await visit.Versions() == here, $"{status} changed something");
        }

        Assert.Equal(possible.Split(' ').Order(), done.Order());
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Where_nobody_answered_in_time_it_has_expired()
    {
        var visit = await OldVisit.Open(world, drivers: 0, accepted: false);
        world.Clock.Advance(TimeSpan.FromHours(1.5));
        await world.DueDone();
        var answer = (await visit.Operator.Get($"/api/scheduling/appointments/{visit.Id}/")).Is(200);
        Assert.Equal(("expired", "Expired"), (answer["status"].GetString(), answer["status_display"].GetString()));
        foreach (var status in All.Split(' ').Except(["cancelled", "expired"]))
        {
            Assert.Equal(409, (await Say(visit, status)).Number);
        }

        (await Say(visit, "expired")).Is(200);
        Assert.Equal("cancelled", (await Say(visit, "cancelled")).Is(200)["status"].GetString());
    }

    private static Task<Answer> Say(OldVisit visit, string status) =>
        visit.Patch(visit.Operator, new { status, driver = status is "driver_assigned_pickup" ? visit.Company.Drivers.FirstOrDefault()?.Id ?? 999_999 : (long?)null, rejection_reason = "For the table" });

    private async Task<OldVisit> There(string way, string shown)
    {
        var visit = await OldVisit.Open(world, accepted: false);
        foreach (var status in way.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            (await Say(visit, status)).Is(200);
        }

        Assert.Equal(shown, (await visit.Operator.Get($"/api/scheduling/appointments/{visit.Id}")).Is(200)["status"].GetString());
        return visit;
    }
}
