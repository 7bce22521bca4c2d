using Xunit;

namespace Attend.Tests.Oversight;

public sealed class DeadLetterTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task A_parked_subject_is_seen_and_tried_again()
    {
        var admin = await world.As("admin");
        var call = (await world.Call()).Id;
        var subject = $"call:{call}";
        await world.Db.Run($"insert into platform.subscriptions (name, epoch, tx, id) values ('test.reaction', 0, '0', 0)");
        await world.Db.Run($"""
            insert into platform.parked_events (subscription, subject, epoch, tx, id, attempts, error, parked_at)
            select 'test.reaction', subject, epoch, tx, id, 5, 'it would not', now() from platform.events
            where subject = {subject} order by epoch, tx, id limit 1
            """);

        var parked = (await admin.Get("/api/admin/dead-letters")).Is(200)["items"].EnumerateArray().Single();
        Assert.Equal((subject, "parked", "it would not"), (
            parked.GetProperty("subject").GetString(), parked.GetProperty("state").GetString(), parked.GetProperty("error").GetString()));

        var mark = await world.Mark();
        (await admin.Post("/api/admin/dead-letters/replay", new { subscription = "test.reaction", subject })).Is(204);
        Assert.Equal(["platform.subject_replayed"], await world.EventsSince(mark, subject));
        Assert.Equal("retrying", (await admin.Get("/api/admin/dead-letters")).Is(200)["items"].EnumerateArray().Single().GetProperty("state").GetString());

        (await admin.Post("/api/admin/dead-letters/replay", new { subscription = "test.reaction", subject = "call:0" })).Refused(404, "not_found");
        (await (await world.Dispatcher()).Get("/api/admin/dead-letters")).Refused(403, "forbidden");
    }

    [Fact]
    public async Task Due_work_that_keeps_failing_is_seen()
    {
        await world.Db.Run($"""
            insert into platform.work (kind, key, due_at, data, attempts, retry_at, last_error)
            values ('test.failing', '1', now() - interval '1 hour', jsonb_build_object(), 3, now() + interval '1 hour', 'no answer')
            """);
        var work = (await (await world.As("admin")).Get("/api/admin/dead-letters")).Is(200).Body.GetProperty("work").EnumerateArray();
        var failing = work.Single(row => row.GetProperty("kind").GetString() == "test.failing");
        Assert.Equal((3, "no answer"), (failing.GetProperty("attempts").GetInt32(), failing.GetProperty("last_error").GetString()));
    }

    [Fact]
    public async Task Due_work_that_failed_is_tried_again_when_somebody_asks()
    {
        await world.Db.Run($"""
            insert into platform.work (kind, key, due_at, data, attempts, retry_at, last_error)
            values ('test.retried', '7', now() - interval '1 hour', jsonb_build_object(), 4, now() + interval '1 hour', 'no answer')
            """);
        var admin = await world.As("admin");
        var id = await world.Row<long>($"select id from platform.work where kind = 'test.retried'");
        var mark = await world.Mark();

        (await admin.Post("/api/admin/dead-letters/retry", new { kind = "test.retried", key = "7" })).Is(204);

        Assert.Equal(["platform.work_retried"], await world.EventsSince(mark, $"work:{id}"));
        Assert.Equal(1, await world.Row<long>($"select count(*) from platform.work where id = {id} and retry_at is null and attempts = 0"));
        (await admin.Post("/api/admin/dead-letters/retry", new { kind = "test.retried", key = "8" })).Refused(404, "not_found");
        (await (await world.Dispatcher()).Post("/api/admin/dead-letters/retry", new { kind = "test.retried", key = "7" })).Refused(403, "forbidden");
    }
}
