using Attend.Notifications;
using Attend.People;
using Attend.Tests.Platform;
using Xunit;

namespace Attend.Tests.Faults;

/// <summary>
/// A ladder by the machine's clock in a server process: each rung within a second of its time, silence within a second of the answer, one
/// who answered; whatever happens in between. The rungs stand at 0, 2 and 4 seconds.
/// </summary>
[Collection(AloneCollection.Name)]
public sealed class LadderClockTests(SendingServer sending) : IClassFixture<SendingServer>, IAsyncLifetime
{
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(1);

    private long site;

    /// <summary>A test that failed may have left it dead.</summary>
    public async ValueTask InitializeAsync()
    {
        if (!sending.Server.IsRunning)
        {
            await sending.Server.Start();
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task With_no_answer_each_rung_comes_at_its_time()
    {
        await Nurses(2);
        var message = await Say();
        await Wait.Until(async () => (await Rang(message)).Count == 4);

        Assert.All(await Rang(message), Punctual);
        Assert.Equal(["1", "1", "2", "2"], (await Rang(message)).Select(ring => $"{ring.Rung}"));
    }

    [Fact]
    public async Task With_a_late_answer_nothing_rings_a_second_after_it()
    {
        var nurses = await Nurses(2);
        var message = await Say();
        await Wait.Until(async () => (await Rang(message)).Count == 2);

        (await nurses[0].Post($"/api/notifications/{await Inbox(message, nurses[0])}/acknowledge")).Is(200);
        var answered = TimeProvider.System.GetUtcNow();
        await Told(message, seconds: 6);

        Assert.All(await Rang(message), ring => Assert.True(ring.At < answered + Most, $"rung {ring.Rung} rang {ring.At - answered} after the answer"));
        Assert.Equal(2, (await Rang(message)).Count);
        Assert.Equal(1, await Acknowledged(message));
        Assert.Equal("", await sending.Violations());
    }

    [Fact]
    public async Task Of_eight_who_answer_at_once_one_has_and_the_others_learn_who()
    {
        var nurses = await Nurses(8);
        var message = await Say();
        var inbox = await Task.WhenAll(nurses.Select(nurse => Inbox(message, nurse)));
        var answers = await Task.WhenAll(nurses.Zip(inbox, (nurse, id) => nurse.Post($"/api/notifications/{id}/acknowledge")));

        Assert.Single(answers, answer => answer.Number == 200);
        Assert.All(answers.Where(answer => answer.Number != 200), answer => Assert.Equal((409, "already_acknowledged"), (answer.Number, answer.Code)));
        Assert.Equal(nurses[Array.FindIndex(answers, answer => answer.Number == 200)].UserId, await sending.Number($"select acknowledged_by from notifications.messages where id = {message}"));
        await Told(message, seconds: 5);
        Assert.Equal(1, await Acknowledged(message));
        Assert.Empty(await Rang(message));
        Assert.Equal("", await sending.Violations());
    }

    /// <summary>Dead when a rung is due: it comes as soon as somebody is there again, and the next one at its own time.</summary>
    [Fact]
    public async Task After_a_crash_in_the_middle_it_climbs_on_and_an_answer_stops_it()
    {
        var nurses = await Nurses(1);
        var message = await Say();
        await Wait.Until(async () => await sending.Number($"select count(*) from notifications.rungs where message_id = {message} and written_at is not null") == 1);
        await sending.Kill();
        await sending.Server.Start();
        var ready = TimeProvider.System.GetUtcNow();
        await Wait.Until(async () => (await Rang(message)).Count == 2);

        Assert.All(await Rang(message), ring => Assert.InRange(ring.At, ring.Due, (ring.Due > ready ? ring.Due : ready) + Most));
        var nurse = new Api(sending.Server.Http, nurses[0].Token, nurses[0].UserId);
        (await nurse.Post($"/api/notifications/{await Inbox(message, nurse)}/acknowledge")).Is(200);
        Assert.Equal(1, await Acknowledged(message));
        Assert.Equal("", await sending.Violations());
    }

    /// <summary>Killed while a rung is written down, or just after: it is climbed once.</summary>
    [Theory]
    [InlineData(Moment.Saved)]
    [InlineData(Moment.CommitSent)]
    [InlineData(Moment.Committed)]
    public async Task Killed_between_two_rungs_each_is_climbed_once(Moment moment)
    {
        await Nurses(1);
        var trap = sending.Proxy.Set(moment, "update notifications.rungs set written_to", after: 1);
        var message = await Say();
        await trap.Reached;
        await sending.Kill();

        Assert.Equal(moment is Moment.Committed ? 2 : 1, await sending.Number($"select count(*) from notifications.deliveries where message_id = {message}"));
        await sending.Server.Start();
        await Wait.Until(async () => (await Rang(message)).Count == 2);
        Assert.Equal(3, await sending.Number($"select count(*) from notifications.deliveries where message_id = {message}"));
        Assert.Equal("", await sending.Violations());
    }

    private static void Punctual(Ring ring) => Assert.InRange(ring.At, ring.Due, ring.Due + Most);

    private Task<long> Say() => Town.Tell(sending.Db, Kind.PreAlert, Audience.Holders(Role.Nurse, site));

    /// <summary>Which of a message's rungs rang when, and when they should have.</summary>
    private async Task<IReadOnlyList<Ring>> Rang(long message)
    {
        var rang = new List<Ring>();
        foreach (var (reference, at) in sending.Company.Came)
        {
            var found = await sending.Value<string>($"""
                select d.rung || ' ' || (extract(epoch from m.created_at) * 1000000)::bigint + r.after_seconds * 1000000
                from notifications.deliveries d join notifications.messages m on m.id = d.message_id
                join notifications.rungs r on r.message_id = m.id and r.number = d.rung
                where d.reference = '{reference}' and m.id = {message}
                """);
            if (found?.Split(' ') is [var rung, var due])
            {
                rang.Add(new Ring(int.Parse(rung, null), DateTimeOffset.UnixEpoch.AddMicroseconds(long.Parse(due, null)), at));
            }
        }

        return rang;
    }

    private Task<long> Acknowledged(long message) =>
        sending.Number($"select count(*) from platform.events where subject = 'message:{message}' and kind = 'notifications.message_acknowledged'");

    /// <summary>Until so much time has passed since a message was said that whatever it should still do has been done.</summary>
    private Task Told(long message, int seconds) => Wait.Until(async () =>
        await sending.Value<bool>($"select created_at + interval '{seconds} seconds' < now() from notifications.messages where id = {message}"));

    private async Task<long> Inbox(long message, Api nurse)
    {
        var id = 0L;
        await Wait.Until(async () => (id = await sending.Number($"select id from notifications.deliveries where message_id = {message} and user_id = {nurse.UserId} and way = 'in_app'")) > 0);
        return id;
    }

    /// <summary>So many nurses of a new site, each with a telephone and signed in.</summary>
    private async Task<IReadOnlyList<Api>> Nurses(int count)
    {
        var boss = await sending.Boss();
        site = await sending.Site(0);
        var nurses = new List<Api>();
        for (var i = 0; i < count; i++)
        {
            var name = $"nurse-{site}-{i}";
            (await boss.Post("/api/users", new
            {
                username = name, password = World.Password, first_name = "N", last_name = "N", phone = "+4930111" + (100 + i), roles = new[] { new { role = "nurse", site_id = site } },
            })).Is(201);
            nurses.Add(await sending.SignIn(name));
        }

        return nurses;
    }

    private sealed record Ring(int Rung, DateTimeOffset Due, DateTimeOffset At);
}
