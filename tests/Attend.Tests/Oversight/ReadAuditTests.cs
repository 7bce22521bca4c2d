using Attend.Platform.Database;
using Xunit;

namespace Attend.Tests.Oversight;

public sealed class ReadAuditTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task The_newest_comes_first_and_pages_lead_to_the_first_event_of_all()
    {
        var auditor = await world.As("auditor");
        var dispatcher = await world.Dispatcher();
        var (call, unit) = ((await world.Call()).Id, await world.Unit());
        (await world.Dispatch(call, unit)).Is(200);

        var told = (await auditor.Get($"/api/audit?subject=call:{call}")).Is(200)["items"].EnumerateArray();
        var dispatched = told.Single(row => row.GetProperty("kind").GetString() == "dispatch.call_dispatched");
        Assert.Equal(("RECEIVED", "DISPATCHED"), (dispatched.GetProperty("from_state").GetString(), dispatched.GetProperty("to_state").GetString()));
        Assert.Equal($"user:{dispatcher.UserId}", dispatched.GetProperty("actor").GetString());
        Assert.False(string.IsNullOrEmpty(dispatched.GetProperty("actor_name").GetString()));
        Assert.Equal(unit.Id, dispatched.GetProperty("data").GetProperty("unit_id").GetInt64());

        // The log of another test is a hundred thousand events of years ago.
        var (subject, from) = ($"call:{call}", world.Clock.Now.AddYears(-1));
        var all = new List<string>();
        for (var next = (string?)""; next is not null;)
        {
            var page = (await auditor.Get($"/api/audit?limit=7&from={Uri.EscapeDataString(from.ToString("o"))}{(next.Length > 0 ? $"&after={next}" : "")}")).Is(200);
            all.AddRange(page["items"].EnumerateArray().Select(row => row.GetProperty("id").GetString()!));
            next = page.Body.GetProperty("next").GetString();
        }

        Assert.Equal(all.Count, all.Distinct().Count());
        Assert.True(all.Count >= await world.Db.One<long>($"select count(*) from platform.events where subject = {subject}"));
        var oldest = await world.Db.One<long>($"select id from platform.events where at >= {from} order by epoch, tx, id limit 1");
        Assert.EndsWith($".{oldest:x}", all[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_asks_for_somebody_in_a_long_log_is_led_on_by_pages()
    {
        await world.Db.Run($"""
            insert into platform.events (epoch, at, actor, kind, subject, data)
            select max(epoch), {world.Clock.Now.AddYears(-9)}, case when n = 1 then 'user:424242' else 'system' end, 'test.old', 'test:1', '{Sql.Raw("{}")}'
            from platform.epochs, generate_series(1, 100000) n group by n order by n
            """);
        await world.Call();
        var auditor = await world.As("auditor");
        var found = new List<string>();
        var pages = 0;
        for (var next = (string?)""; next is not null; pages++)
        {
            var page = (await auditor.Get($"/api/audit?actor=user:424242{(next.Length > 0 ? $"&after={next}" : "")}")).Is(200);
            found.AddRange(page["items"].EnumerateArray().Select(row => row.GetProperty("kind").GetString()!));
            next = page.Body.GetProperty("next").GetString();
        }

        Assert.Equal(["test.old"], found);
        Assert.Equal(2, pages);
        var (from, to) = (Uri.EscapeDataString(world.Clock.Now.AddYears(-10).ToString("o")), Uri.EscapeDataString(world.Clock.Now.AddYears(-8).ToString("o")));
        Assert.Equal(3, (await auditor.Get($"/api/audit?from={from}&to={to}&limit=3")).Is(200)["items"].GetArrayLength());
    }

    [Fact]
    public async Task Who_holds_a_role_at_one_site_only_neither_reads_nor_changes_what_concerns_all()
    {
        var site = await world.Site();
        var (auditor, admin) = (await world.As("auditor", site), await world.As("admin", site));
        (await auditor.Get("/api/audit")).Refused(403, "forbidden");
        (await auditor.Get("/api/audit/access")).Refused(403, "forbidden");
        (await admin.Get("/api/admin/dead-letters")).Refused(403, "forbidden");
        (await admin.Post("/api/admin/dead-letters/replay", new { subscription = "x", subject = "y" })).Refused(403, "forbidden");
        (await admin.Put("/api/retention/people.account", new { days = 1 })).Refused(403, "forbidden");
        (await admin.Put("/api/reports/targets/turnout/HIGH", new { seconds = 1 })).Refused(403, "forbidden");
        (await (await world.Admin()).Put("/api/reports/targets/turnout/HIGH", new { seconds = 60 })).Is(204);
    }

    [Fact]
    public async Task It_is_searched_by_who_what_and_when()
    {
        var auditor = await world.As("auditor");
        var dispatcher = await world.Dispatcher();
        var call = (await world.Call()).Id;
        var from = world.Clock.Now;
        (await dispatcher.Post($"/api/calls/{call}/cancel", new { reason = "duplicate" })).Is(200);
        var until = Uri.EscapeDataString(world.Clock.Now.AddSeconds(1).ToString("o"));
        var found = (await auditor.Get(
            $"/api/audit?kind=dispatch.call_cancelled&actor=user:{dispatcher.UserId}&from={Uri.EscapeDataString(from.ToString("o"))}&to={until}")).Is(200)["items"].EnumerateArray();
        Assert.Equal($"call:{call}", Assert.Single(found, row => row.GetProperty("subject").GetString() == $"call:{call}").GetProperty("subject").GetString());
        Assert.Empty((await auditor.Get("/api/audit?actor=user:999999")).Is(200)["items"].EnumerateArray());
        (await auditor.Get("/api/audit?after=nonsense!")).Refused(400, "invalid");
        (await dispatcher.Get("/api/audit")).Refused(403, "forbidden");
    }

    [Fact]
    public async Task It_comes_as_a_table_and_the_kinds_to_search_for_are_told()
    {
        var auditor = await world.As("auditor");
        var call = (await world.Call()).Id;

        var table = (await auditor.Get($"/api/audit?subject=call:{call}&format=csv")).Is(200);
        var lines = table.Body.GetString()!.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("id,at,actor,actor_name,kind,subject,from_state,to_state,data", lines[0]);
        Assert.Contains(lines, line => line.Contains(",dispatch.call_received,", StringComparison.Ordinal));
        Assert.Equal((await auditor.Get($"/api/audit?subject=call:{call}")).Is(200)["items"].GetArrayLength(), lines.Length - 1);

        var kinds = (await auditor.Get("/api/audit/kinds")).Is(200).Body.EnumerateArray().ToDictionary(
            row => row.GetProperty("kind").GetString()!, row => row.GetProperty("sentence").GetString(), StringComparer.Ordinal);
        Assert.Contains("dispatch.call_received", kinds.Keys);
        Assert.All(kinds.Values, sentence => Assert.False(string.IsNullOrEmpty(sentence)));
        (await (await world.Dispatcher()).Get("/api/audit/kinds")).Refused(403, "forbidden");
    }
}
