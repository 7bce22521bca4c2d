using System.Text.Json;
using Attend.Tests.Queues;
using Xunit;

namespace Attend.Tests.Notifications;

/// <summary>Whom nurses must see to, told to those on duty and then to whoever is over them, until one of them answers or it is over.</summary>
public sealed class NurseMessagesTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task Who_feels_worse_is_told_to_the_nurses_of_the_site_and_to_a_supervisor_when_nobody_answers()
    {
        var clinic = await Clinic.Open(world);
        var (nurse, elsewhere) = (await world.Reachable("nurse", clinic.Site), await world.Reachable("nurse", await world.Site()));
        var supervisor = await world.Reachable("supervisor", clinic.Site);
        var joined = await clinic.Join();
        await Worse(joined);
        Assert.Equal([$"patient_worse {nurse.UserId} in_app PENDING", $"patient_worse {nurse.UserId} web_push SUPPRESSED no_device"], await Of(joined, nurse, elsewhere, supervisor));

        // To say it again does not begin the ladder anew.
        world.Clock.Advance(TimeSpan.FromSeconds(60));
        await Worse(joined);
        Assert.Contains(await Of(joined, nurse), line => line.StartsWith($"patient_worse {nurse.UserId} sms", StringComparison.Ordinal));
        world.Clock.Advance(TimeSpan.FromSeconds(60));
        await world.Settled();
        Assert.Equal(
            [$"patient_worse {supervisor.UserId} in_app", $"patient_worse {supervisor.UserId} sms", $"patient_worse {supervisor.UserId} web_push"],
            (await Of(joined, supervisor)).Select(line => string.Join(' ', line.Split(' ').Take(3))).Order());
        Assert.Equal(["patient_worse SAID"], await world.Said($"ticket:{joined.Id}"));

        var mine = await Inbox(nurse, joined);
        Assert.Equal(("clinical", $"The patient with ticket {joined["ticket_number"].GetString()} in Clinic feels worse. Look at them now, and acknowledge."),
            (mine.GetProperty("urgency").GetString(), mine.GetProperty("text").GetString()));
        (await nurse.Post($"/api/notifications/{mine.GetProperty("id")}/acknowledge")).Is(200);
        (await supervisor.Post($"/api/notifications/{(await Inbox(supervisor, joined)).GetProperty("id")}/acknowledge")).Refused(409, "already_acknowledged");
        await Worse(joined);
        Assert.Equal(["patient_worse ACKNOWLEDGED", "patient_worse SAID"], await world.Said($"ticket:{joined.Id}"));

        (await clinic.Do(joined.Id, "reassess", new { priority = 1 })).Is(200);
        await world.Settled();
        Assert.Equal(["patient_worse ACKNOWLEDGED", "patient_worse OVER ended"], await world.Said($"ticket:{joined.Id}"));
        Assert.Empty(await world.Violations());
    }

    /// <summary>Nobody has looked at them only because a desk pressed a key.</summary>
    [Fact]
    public async Task Who_feels_worse_is_told_on_wherever_they_are_sent_and_again_when_a_desk_called_them_and_gave_them_back()
    {
        var clinic = await Clinic.Open(world, new { scale = "esi" });
        var xray = await Clinic.Open(world, new { scale = "esi" }, site: clinic.Site);
        await world.Reachable("nurse", clinic.Site);
        var joined = await clinic.Join(new { priority = 4 });
        await Worse(joined);
        (await clinic.Do(joined.Id, "transfer", new { queue_id = xray.Queue })).Is(200);
        await world.Settled();
        Assert.Equal(["patient_worse SAID"], await world.Said($"ticket:{joined.Id}"));

        (await xray.Next()).Is(200);
        await world.Settled();
        Assert.Equal(["patient_worse OVER ended"], await world.Said($"ticket:{joined.Id}"));
        (await clinic.Do(joined.Id, "put-back")).Is(200);
        await world.Settled();
        Assert.Equal(["patient_worse OVER ended", "patient_worse SAID"], await world.Said($"ticket:{joined.Id}"));
        (await clinic.Do(joined.Id, "reassess", new { priority = 4 })).Is(200);
        await world.Settled();
        Assert.Equal(["patient_worse OVER ended", "patient_worse OVER ended"], await world.Said($"ticket:{joined.Id}"));
        Assert.Empty(await world.Violations());
    }

    [Fact]
    public async Task An_emergency_that_nobody_calls_in_time_or_that_a_desk_forgets_is_told_and_over_when_somebody_takes_them()
    {
        var clinic = await Clinic.Open(world, new { scale = "esi", silent_seconds = 120 });
        var nurse = await world.Reachable("nurse", clinic.Site);
        var (emergency, other) = (await clinic.Join(new { emergency = true }), await clinic.Join(new { priority = 2 }));
        var mark = await world.Mark();
        world.Clock.Advance(TimeSpan.FromSeconds(59));
        await world.Settled();
        Assert.Empty(await world.Said($"ticket:{emergency.Id}"));
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        await world.Settled();
        Assert.Equal(["patient_unattended SAID"], await world.Said($"ticket:{emergency.Id}"));
        Assert.Equal(["queues.patient_unattended"], await world.EventsSince(mark, $"ticket:{emergency.Id}"));
        Assert.Contains("was not called in time", (await Inbox(nurse, emergency)).GetProperty("text").GetString(), StringComparison.Ordinal);

        Assert.Equal(emergency.Id, (await clinic.Next()).Is(200).Id);
        await world.Settled();
        Assert.Equal(["patient_unattended OVER ended"], await world.Said($"ticket:{emergency.Id}"));
        world.Clock.Advance(TimeSpan.FromSeconds(120));
        await world.Settled();
        Assert.Equal(["patient_unattended OVER ended", "patient_unattended SAID"], await world.Said($"ticket:{emergency.Id}"));
        Assert.Contains("the desk did nothing more", (await Inbox(nurse, emergency)).GetProperty("text").GetString(), StringComparison.Ordinal);

        // Somebody looked, and it is none.
        (await clinic.Do(emergency.Id, "set-priority", new { priority = 4 })).Is(200);
        world.Clock.Advance(TimeSpan.FromMinutes(4));
        await world.Settled();
        Assert.Equal(["patient_unattended OVER ended", "patient_unattended OVER ended"], await world.Said($"ticket:{emergency.Id}"));
        Assert.DoesNotContain(await world.Said($"ticket:{other.Id}"), line => line.StartsWith("patient_unattended", StringComparison.Ordinal));
        Assert.Empty(await world.Violations());
    }

    [Fact]
    public async Task Whom_an_ambulance_brought_and_a_desk_forgot_is_told_though_it_is_no_emergency()
    {
        var clinic = await Clinic.Open(world, new { silent_seconds = 60 });
        await world.Reachable("nurse", clinic.Site);
        var (brought, walked) = ((await clinic.Join()).Id, (await clinic.Join()).Id);
        await world.Db.Run($"update queues.tickets set source = 'ambulance' where id = {brought}");
        foreach (var ticket in new[] { brought, walked })
        {
            (await clinic.Do(ticket, "call", new { desk_id = clinic.Desk })).Is(200);
            world.Clock.Advance(TimeSpan.FromSeconds(60));
            await world.Settled();
        }

        Assert.Equal(["patient_unattended SAID"], await world.Said($"ticket:{brought}"));
        Assert.Empty(await world.Said($"ticket:{walked}"));
    }

    [Fact]
    public async Task Who_waits_long_is_looked_at_again_and_told_until_that_is_done()
    {
        var clinic = await Clinic.Open(world, new { scale = "esi" });
        var (nurse, supervisor) = (await world.Reachable("nurse", clinic.Site), await world.Reachable("supervisor", clinic.Site));
        var joined = await clinic.Join(new { priority = 3 });
        world.Clock.Advance(TimeSpan.FromMinutes(60));
        await world.Settled();
        Assert.Equal([$"reassessment_due {nurse.UserId} in_app PENDING", $"reassessment_due {nurse.UserId} web_push SUPPRESSED no_device"], await Of(joined, nurse, supervisor));
        world.Clock.Advance(TimeSpan.FromMinutes(10));
        await world.Settled();
        Assert.Contains($"reassessment_due {supervisor.UserId} in_app PENDING", await Of(joined, supervisor));

        (await clinic.Do(joined.Id, "reassess", new { priority = 3 })).Is(200);
        await world.Settled();
        Assert.Equal(["reassessment_due OVER ended"], await world.Said($"ticket:{joined.Id}"));
        Assert.Empty(await world.Violations());
    }

    private async Task Worse(Answer joined)
    {
        (await world.Stranger.Post($"/api/my-tickets/{joined["token"].GetString()}/worse")).Is(200);
        await world.Settled();
    }

    /// <summary>What became of it for these: others of the world may be on duty too.</summary>
    private async Task<IReadOnlyList<string>> Of(Answer joined, params Api[] people) =>
        [.. (await world.Deliveries($"ticket:{joined.Id}")).Where(line => people.Any(person => line.Split(' ')[1] == person.UserId.ToString(null, null)))];

    private static async Task<JsonElement> Inbox(Api person, Answer joined) =>
        (await person.Get("/api/notifications?limit=200")).Is(200)["items"].EnumerateArray().First(one => one.GetProperty("subject").GetString() == $"ticket:{joined.Id}");
}
