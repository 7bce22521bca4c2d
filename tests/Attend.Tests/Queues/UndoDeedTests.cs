using System.Globalization;
using Xunit;

namespace Attend.Tests.Queues;

public sealed class UndoDeedTests(World world) : IClassFixture<World>
{
    private static readonly string[] Keys = ["recall", "start", "put-back", "hold", "return", "complete", "no-show", "reinstate", "cancel", "set-priority", "transfer", "undo", "next"];

    /// <summary>Whatever a desk does, taken back one by one it is as it was before: state, order and the record of the way.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Random_keys_taken_back_one_by_one_lead_through_every_state_that_was(int seed)
    {
        var random = new Random(seed);
        var clinic = await Clinic.Open(world, new { scheme = "strict", scale = "esi", recalls = 0, grace_seconds = 0 }, desks: 2);
        var other = await Clinic.Open(world, new { scheme = "credits", scale = "esi" }, site: clinic.Site);
        var ids = new List<long>();
        for (var number = 0; number < 4; number++)
        {
            ids.Add((await clinic.Join(new { priority = random.Next(2, 6) })).Id);
            world.Clock.Advance(TimeSpan.FromSeconds(30));
        }

        // Per ticket the states before each key that did something, as a stack.
        var before = ids.ToDictionary(id => id, _ => new Stack<string>());
        for (var step = 0; step < 60; step++)
        {
            world.Clock.Advance(TimeSpan.FromSeconds(1));
            var ticket = ids[random.Next(ids.Count)];
            var key = Keys[random.Next(Keys.Length)];
            var was = await Whole(ids);
            var answer = key switch
            {
                "next" => await (await clinic.Nurse).Post($"/api/queues/{clinic.Queue}/call-next", new { desk_id = clinic.Desks[random.Next(2)] }),
                "set-priority" => await clinic.Do(ticket, key, new { priority = random.Next(1, 6), emergency = random.Next(5) == 0 }),
                "transfer" => await clinic.Do(ticket, key, new { queue_id = random.Next(2) == 0 ? other.Queue : clinic.Queue }),
                _ => await clinic.Do(ticket, key),
            };
            var now = await Whole(ids);
            Assert.True(answer.Number is 200 or 204 or 409, $"{key}: {answer.Number} {answer.Body}");
            if (answer.Number != 200)
            {
                Assert.Equal(was, now);
            }
            else if (key == "undo")
            {
                Assert.Equal(before[ticket].Pop(), now[ticket]);
            }
            else
            {
                before[answer.Id].Push(was[answer.Id]);
            }
        }

        foreach (var id in ids)
        {
            while (before[id].TryPop(out var state))
            {
                var answer = await clinic.Do(id, "undo");
                // Another one may be where this one was; then that one goes back first.
                if (answer.Number == 409)
                {
                    Assert.Equal("desk_busy", answer.Code);
                    break;
                }

                Assert.Equal(state, (await Whole(ids))[id]);
            }
        }

        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task What_was_done_long_ago_stays_done_and_what_nobody_did_cannot_be_taken_back()
    {
        var clinic = await Clinic.Open(world);
        var ticket = (await clinic.Join()).Id;
        (await clinic.Do(ticket, "undo")).Refused(409, "nothing_to_undo");
        (await clinic.Do(ticket, "hold")).Is(200);
        world.Clock.Advance(TimeSpan.FromMinutes(31));
        (await clinic.Do(ticket, "undo")).Refused(409, "undo_too_late");
    }

    /// <summary>Two at one desk: whoever takes back what they saw does not take back what the other one has done since.</summary>
    [Fact]
    public async Task What_is_meant_is_taken_back_and_nothing_that_was_done_since()
    {
        var clinic = await Clinic.Open(world);
        var ticket = (await clinic.Join()).Id;
        (await clinic.Next()).Is(200);
        var seen = await Press();
        (await clinic.Do(ticket, "start")).Is(200);
        var last = await Press();

        var mark = await world.Mark();
        Assert.Equal(last, (await clinic.Do(ticket, "undo", new { press_id = seen })).Refused(409, "done_since")["press_id"].GetInt64());
        Assert.Empty(await world.EventsSince(mark, $"ticket:{ticket}"));
        Assert.Equal("CALLED", (await clinic.Do(ticket, "undo", new { press_id = last })).Is(200).State);
        Assert.Equal("WAITING", (await clinic.Do(ticket, "undo", new { press_id = seen })).Is(200).State);

        async Task<long> Press() => (await (await clinic.Nurse).Get($"/api/desks/{clinic.Desk}/deeds")).Is(200).Body[0].GetProperty("id").GetInt64();
    }

    /// <summary>Whoever does not say which means their own.</summary>
    [Fact]
    public async Task Who_does_not_say_which_takes_back_nobody_elses()
    {
        var clinic = await Clinic.Open(world);
        var ticket = (await clinic.Join()).Id;
        (await clinic.Next()).Is(200);
        var doctor = await world.As("doctor", clinic.Site);
        (await doctor.Post($"/api/tickets/{ticket}/start")).Is(200);
        (await clinic.Do(ticket, "undo")).Refused(409, "done_since");
        Assert.Equal("CALLED", (await doctor.Post($"/api/tickets/{ticket}/undo")).Is(200).State);
        Assert.Equal("WAITING", (await clinic.Do(ticket, "undo")).Is(200).State);
    }

    /// <summary>Who is away until a time is asked back then, also when somebody had noted their return by mistake.</summary>
    [Fact]
    public async Task Who_is_away_again_by_an_undo_is_asked_back_when_it_was_planned()
    {
        var clinic = await Clinic.Open(world);
        var ticket = (await clinic.Join()).Id;
        (await clinic.Do(ticket, "hold", new { back_in_minutes = 20 })).Is(200);
        var planned = world.Clock.Now.AddMinutes(20);
        world.Clock.Advance(TimeSpan.FromMinutes(5));
        (await clinic.Do(ticket, "return")).Is(200);
        Assert.Empty(await Due());
        (await clinic.Do(ticket, "undo")).Is(200);
        Assert.Equal([planned], await Due());
        var mark = await world.Mark();
        world.Clock.Now = planned;
        await world.DueDone();
        Assert.Equal(["queues.return_due"], await world.EventsSince(mark, $"ticket:{ticket}"));
        Assert.Equal("", await world.Violations());

        Task<IReadOnlyList<DateTimeOffset>> Due() => world.Rows<DateTimeOffset>($"select due_at from platform.work where kind = 'queues.return' and key = {ticket.ToString(CultureInfo.InvariantCulture)}");
    }

    /// <summary>A desk takes back its own keys; that somebody feels worse is for whoever looks at them to answer.</summary>
    [Fact]
    public async Task What_a_patient_says_of_themselves_no_desk_takes_back()
    {
        var clinic = await Clinic.Open(world, new { scale = "esi" });
        var xray = await Clinic.Open(world, new { scale = "esi" }, site: clinic.Site);
        var joined = await clinic.Join(new { priority = 3 });
        (await clinic.Do(joined.Id, "hold")).Is(200);
        (await world.Stranger.Post($"/api/my-tickets/{joined["token"].GetString()}/worse")).Is(200);
        Assert.True(await Worse(joined.Id));
        Assert.Equal("WAITING", (await clinic.Do(joined.Id, "undo")).Is(200).State);
        Assert.True(await Worse(joined.Id));
        (await clinic.Do(joined.Id, "undo")).Refused(409, "nothing_to_undo");

        // Sent on, they still do; once somebody has looked, or had them at a desk, they do not.
        (await clinic.Do(joined.Id, "transfer", new { queue_id = xray.Queue })).Is(200);
        Assert.True(await Worse(joined.Id));
        (await clinic.Do(joined.Id, "reassess", new { priority = 2 })).Is(200);
        Assert.False(await Worse(joined.Id));
        (await clinic.Do(joined.Id, "undo")).Is(200);
        Assert.True(await Worse(joined.Id));
        world.Clock.Advance(TimeSpan.FromSeconds(10));
        (await xray.Next()).Is(200);
        (await clinic.Do(joined.Id, "start")).Is(200);
        (await clinic.Do(joined.Id, "transfer", new { queue_id = clinic.Queue })).Is(200);
        Assert.False(await Worse(joined.Id));
        Assert.Equal("", await world.Violations());

        Task<bool> Worse(long ticket) => world.Row<bool>($"select worse_at is not null from queues.tickets where id = {ticket}");
    }

    [Fact]
    public async Task Nobody_is_given_back_to_a_desk_that_has_gone_home()
    {
        var clinic = await Clinic.Open(world);
        var ticket = (await clinic.Join()).Id;
        await clinic.Serve();
        (await (await clinic.Nurse).Post($"/api/desks/{clinic.Desk}/close")).Is(200);
        Assert.Equal(clinic.Desk, (await clinic.Do(ticket, "undo")).Refused(409, "desk_not_open")["desk_id"].GetInt64());
        (await (await clinic.Nurse).Post($"/api/desks/{clinic.Desk}/open")).Is(200);
        (await clinic.Do(ticket, "undo")).Is(200);
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task A_number_that_somebody_else_has_by_now_is_not_given_back()
    {
        var clinic = await Clinic.Open(world, new { day_starts_at = "00:00" });
        var midnight = world.Clock.Now.Date.AddDays(2);
        world.Clock.Now = new DateTimeOffset(midnight, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin").GetUtcOffset(midnight)).AddMinutes(-5);
        var first = (await clinic.Join()).Id;
        (await clinic.Do(first, "cancel")).Is(200);
        world.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal($"{clinic.Code}-001", (await clinic.Join())["ticket_number"].GetString());
        (await clinic.Do(first, "undo")).Refused(409, "number_taken");
    }

    /// <summary>Everything of the tickets that a key may change, but for the versions; what was learned from them stays learned.</summary>
    private async Task<Dictionary<long, string>> Whole(IReadOnlyList<long> ids) => (await world.Rows<string>($"""
        select t.id || '|' || (to_jsonb(t) - 'version' - 'state_since' - 'token' - 'learned_to')::text || '|' ||
               coalesce((select string_agg(s.stage || s.ended, ',' order by s.stage) from queues.stages s where s.ticket_id = t.id), '')
        from queues.tickets t where t.id = any({ids.ToArray()}) order by t.id
        """)).ToDictionary(row => long.Parse(row.Split('|')[0], System.Globalization.CultureInfo.InvariantCulture));
}
