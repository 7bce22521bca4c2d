using System.Text.Json;
using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Attend.Platform.Work;
using Attend.Tests.Platform;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Attend.Tests.People;

public sealed class PersonalDataTests(World world) : IClassFixture<World>
{
    private const string Canary = "Quetzalcoatl";

    [Fact]
    public async Task What_is_kept_of_a_person_is_exported_and_erased()
    {
        var admin = await world.Admin();
        var made = await Make("canary-one");
        await world.SignIn("canary-one");
        (await admin.Post($"/api/users/{made}/licences", new { kind = "pilot", number = Canary + "-77", expires_on = "2030-01-01" })).Is(201);
        var export = (await admin.Get($"/api/users/{made}/export")).Is(200);
        Assert.Equal($"user:{made}", export["subject"].GetString());
        var data = export["data"];
        Assert.Equal(Canary, data.GetProperty("people.account").GetProperty("last_name").GetString());
        Assert.Equal(Canary + "-77", data.GetProperty("people.account").GetProperty("licences")[0].GetProperty("number").GetString());
        Assert.Equal(1, data.GetProperty("people.sessions").GetArrayLength());
        Assert.DoesNotContain("hash", export.Body.ToString(), StringComparison.Ordinal);

        var mark = await world.Mark();
        (await admin.Post($"/api/users/{made}/erase")).Is(204);
        Assert.Equal(["people.session_ended", "people.user_erased"], await world.EventsSince(mark));
        Assert.Equal([], await Found());
        Assert.Equal($"erased-{made}", await world.Db.One<string>($"select username from people.users where id = {made}"));
        (await world.Stranger.Post("/api/auth/login", new { username = $"erased-{made}", password = World.Password }))
            .Refused(401, "bad_credentials");
        (await admin.Post($"/api/users/{made}/erase")).Refused(404, "not_found");
        (await admin.Post($"/api/users/{made}/reactivate")).Refused(404, "not_found");
        await Verify();
    }

    [Fact]
    public async Task Names_stand_nowhere_but_in_their_rows()
    {
        var made = await Make("canary-two");
        await world.SignIn("canary-two");
        await (await world.Admin()).Post("/api/users/search", new { text = Canary });
        // The answer under an Idempotency-Key is a copy of the row and goes after seven days; no other table may hold a name.
        Assert.Equal(["people.users"], await Found());
        await (await world.Admin()).Post($"/api/users/{made}/erase");
    }

    [Fact]
    public async Task One_exports_oneself_and_nobody_else()
    {
        var user = await world.User("exporter", Role.Nurse);
        var other = await world.User("exported", Role.Nurse);
        (await user.Client.Get($"/api/users/{user.Id}/export")).Is(200);
        (await user.Client.Get($"/api/users/{other.Id}/export")).Refused(404, "not_found");
        (await user.Client.Post($"/api/users/{user.Id}/erase")).Refused(403, "forbidden");
    }

    [Fact]
    public async Task A_legal_hold_stops_erasing_until_it_is_lifted()
    {
        var admin = await world.Admin();
        var user = await world.User("held", Role.Nurse);
        var mark = await world.Mark();
        var hold = (await admin.Post($"/api/users/{user.Id}/holds", new { reason = "case 12" })).Is(201);
        var refused = (await admin.Post($"/api/users/{user.Id}/erase")).Refused(409, "held");
        Assert.Equal(hold.Id, refused["holds"][0].GetInt64());
        Assert.Single((await admin.Get($"/api/users/{user.Id}/holds")).Items());
        (await admin.Post($"/api/users/{user.Id}/holds/{hold.Id}/lift")).Is(204);
        (await admin.Post($"/api/users/{user.Id}/holds/{hold.Id}/lift")).Is(204);
        (await admin.Post($"/api/users/{user.Id}/holds/999999/lift")).Refused(404, "not_found");
        Assert.Equal(["people.hold_placed", "people.hold_lifted"], await world.EventsSince(mark));
        (await admin.Post($"/api/users/{user.Id}/erase")).Is(204);
    }

    [Fact]
    public async Task What_is_past_its_period_goes_by_itself_and_what_is_held_stays()
    {
        var admin = await world.Admin();
        var (old, held, recent) = (await world.User("old", Role.Nurse), await world.User("old-held", Role.Nurse), await world.User("recent", Role.Nurse));
        (await admin.Post($"/api/users/{held.Id}/holds", new { reason = "case 13" })).Is(201);
        await admin.Post($"/api/users/{old.Id}/deactivate");
        await admin.Post($"/api/users/{held.Id}/deactivate");
        (await admin.Put("/api/retention/people.account", new { days = 100 })).Is(200);
        (await admin.Put("/api/retention/people.nonsense", new { days = 100 })).Refused(404, "not_found");
        world.Clock.Advance(TimeSpan.FromDays(99));
        admin = await world.Admin();
        Assert.Equal(100, (await admin.Get("/api/retention")).Is(200).Body.EnumerateArray()
            .Single(kind => kind.GetProperty("kind").GetString() == "people.account").GetProperty("days").GetInt32());
        await admin.Post($"/api/users/{recent.Id}/deactivate");
        await Sweep();
        Assert.Equal("old", await Name(old.Id));
        world.Clock.Advance(TimeSpan.FromDays(2));
        await Sweep();
        Assert.Equal($"erased-{old.Id}", await Name(old.Id));
        Assert.Equal("old-held", await Name(held.Id));
        Assert.Equal("recent", await Name(recent.Id));
        Assert.Equal(0, await world.Db.One<long>($"select count(*) from people.sessions where user_id = {recent.Id} and expires_at < {world.Clock.GetUtcNow().AddDays(-90)}"));
        Assert.Equal(1, await world.Db.One<long>($"select count(*) from people.sessions where user_id = {held.Id}"));
        await Verify();
    }

    [Fact]
    public async Task Retention_goes_by_short_batches_until_nothing_is_left()
    {
        // The first round of a server that has just started is over.
        await world.DueDone();
        var old = world.Clock.Now.AddDays(-3000);
        await world.Db.Run($"""
            insert into platform.access_log (at, actor, subject, purpose) select {old}, 'user:1', 'call:77', 'read' from generate_series(1, 1200)
            """);
        await world.Db.Write<Results<NoContent, Refused>>(Caller.System, async change =>
        {
            var kind = PersonalRecords.Kinds.Single(kind => kind.Kind == "people.access_log");
            Assert.Equal(500, await kind.Expire(change, old.AddDays(1), $"select subject from people.held_subjects", Retention.Batch));
            return TypedResults.NoContent();
        });
        Assert.Equal(700, await world.Row<long>($"select count(*) from platform.access_log where subject = 'call:77'"));
        await Sweep();
        Assert.Equal(0, await world.Row<long>($"select count(*) from platform.access_log where subject = 'call:77'"));
    }

    [Fact]
    public async Task What_a_round_that_comes_to_nothing_has_in_hand_the_next_one_waits_for()
    {
        var user = await world.User("in-hand", Role.Nurse);
        await (await world.Admin()).Post($"/api/users/{user.Id}/deactivate");
        Task? next = null;
        await world.Db.Write<Results<NoContent, Refused>>(Caller.System, async change =>
        {
            await Expire(change);
            next = world.Db.Write<Results<NoContent, Refused>>(Caller.System, async other =>
            {
                await Expire(other);
                return TypedResults.NoContent();
            });
            await Wait.Until(async () => next.IsCompleted || await world.Row<bool>($"select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')"));
            return PlatformProblems.Busy.Refuse();
        });
        await next!;
        Assert.Equal($"erased-{user.Id}", await Name(user.Id));
    }

    private Task<long> Expire(Change change) => PersonalRecords.Kinds.Single(kind => kind.Kind == "people.account")
        .Expire(change, world.Clock.Now.AddDays(1), $"select subject from people.held_subjects", Retention.Batch);

    private Task<string> Name(long id) => world.Db.One<string>($"select username from people.users where id = {id}");

    private async Task Sweep()
    {
        await world.Db.Write<Results<NoContent, Refused>>(Caller.System, async change =>
        {
            await Retention.Daily.Run(world.Services, change, new DueItem(1, Retention.Daily.Name, "", world.Clock.GetUtcNow(), default(JsonElement), 1, 1));
            return TypedResults.NoContent();
        });
        // The server's own worker may have taken some of it.
        var worker = world.Services.GetRequiredService<Worker>();
        await Wait.Until(async () =>
        {
            await worker.RunDue(TestContext.Current.CancellationToken);
            return !await world.Row<bool>($"select exists (select from platform.work where kind = {Retention.OfKind.Name})");
        });
    }

    private async Task<long> Make(string username) => (await (await world.Admin()).Post("/api/users", new
    {
        username, password = World.Password, first_name = "Ana", last_name = Canary, phone = "+52 55 0000", email = $"{Canary}@example.org",
        roles = new[] { new { role = "nurse" } },
    })).Is(201).Id;

    /// <summary>The tables in which the canary's name stands.</summary>
    private async Task<List<string>> Found()
    {
        var found = new List<string>();
        var tables = await world.Db.List<string>($"""
            select format('%I.%I', schemaname, tablename) from pg_tables where schemaname not in ('pg_catalog', 'information_schema') order by 1
            """);
        foreach (var table in tables)
        {
            if (await world.Db.One<bool>($"select exists (select from {Sql.Raw(table)} t where to_jsonb(t)::text ilike {$"%{Canary}%"})"))
            {
                found.Add(table);
            }
        }

        return found;
    }

    private async Task Verify()
    {
        foreach (var invariant in PeopleInvariants.All)
        {
            Assert.Empty(await world.Db.List<string>($"{Sql.Raw(invariant.Query)}"));
        }
    }
}
