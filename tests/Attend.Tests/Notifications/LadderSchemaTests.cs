using System.Globalization;
using Attend.Platform;
using Attend.Platform.Database;
using Npgsql;
using Xunit;

namespace Attend.Tests.Notifications;

/// <summary>A database of before messages climbed and named things by their ids, in which people had been told.</summary>
public sealed class LadderSchemaTests(TestPostgres postgres) : IAsyncLifetime
{
    private NpgsqlDataSource source = null!;

    public async ValueTask InitializeAsync() => source = NpgsqlDataSource.Create(await postgres.CreateEmptyDatabase());

    public ValueTask DisposeAsync() => source.DisposeAsync();

    [Fact]
    public async Task What_was_said_before_there_were_ladders_has_one_and_is_asked_for_only_while_it_is_worth_something()
    {
        await Before(2);
        await Run("""
            insert into notifications.messages (id, kind, urgency, subject, facts, audience, plan, created_at, deadline, withdrawn_at, written_to, written_at, people) values
                (1, 'alarm', 'clinical', 'alarm:1', '{"alarm": "crew_silent", "level": 0}', 'user:7', '{"in_app": 0, "sms": 30}', now(), now() + interval '1 hour', null, 7, now(), 1),
                (2, 'alarm', 'clinical', 'alarm:2', '{}', 'user:7', '{"in_app": 0}', now() - interval '2 hours', now() - interval '1 hour', null, 7, now(), 1),
                (3, 'alarm', 'clinical', 'alarm:3', '{}', 'user:7', '{"in_app": 0}', now() - interval '2 hours', now() + interval '1 hour', now() - interval '1 hour', 7, now(), 1),
                (4, 'work_failed', 'low', 'parked:x', '{}', 'role:admin', '{"in_app": 0}', now() - interval '2 hours', null, null, 0, null, 0),
                (5, 'crew_stood_down', 'normal', 'response:5', '{}', 'user:7', '{}', now(), now() + interval '1 hour', null, 0, null, 0);
            insert into notifications.deliveries (id, message_id, user_id, way, state, state_since, version, next_at, sent_at) values
                (1, 1, 7, 'in_app', 'DELIVERED', now(), 2, now(), null), (2, 1, 7, 'sms', 'PENDING', now(), 1, now(), null),
                (3, 2, 7, 'in_app', 'READ', now(), 3, now(), null), (4, 3, 7, 'in_app', 'PENDING', now(), 1, now(), null);
            insert into notifications.tries (delivery_id, number, began_at, ended_at, outcome, maybe_again) values (2, 1, now(), now(), 'later', false)
            """);

        await After();

        Assert.Equal(
            ["1 SAID", "2 OVER", "3 OVER", "4 OVER", "5 SAID"],
            await List("select id || ' ' || state from notifications.messages order by id"));
        Assert.Empty(await List("select id::text from notifications.messages where (state = 'OVER') <> (withdrawn_at is not null) or state_since is null or version <> 1"));
        Assert.Equal(
            ["1 0 0 user:7 {in_app,sms} 7 true 1", "2 0 0 user:7 {in_app} 7 true 1", "3 0 0 user:7 {in_app} 7 true 1", "4 0 0 role:admin {in_app} 0 false 0"],
            await List("""
                select concat_ws(' ', message_id, number, after_seconds, audience, array(select unnest(ways) order by 1), written_to, case when written_at is null then 'false' else 'true' end, people)
                from notifications.rungs order by message_id
                """));
        Assert.Equal(
            ["1 0 false DELIVERED", "2 0 true PENDING", "3 0 false READ", "4 0 true PENDING"],
            await List("select concat_ws(' ', id, rung, case when clinical then 'true' else 'false' end, state) from notifications.deliveries order by id"));
        Assert.Equal(["2 1 later"], await List("select concat_ws(' ', delivery_id, number, outcome) from notifications.tries"));

        // From here on it holds what every database of it must.
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        await Invariants.Violations(source, [.. Modules.All.Where(module => module.Name == "notifications")], output, TestContext.Current.CancellationToken);
        Assert.Equal("", output.ToString());
        var twice = await Assert.ThrowsAsync<PostgresException>(() => Add(11, "in_app"));
        Assert.Equal("one_inbox_row_per_message", twice.ConstraintName);
        await Add(12, "sms");

        // The same on its next rung.
        Task Add(long id, string way) => Run($"""
            insert into notifications.deliveries (id, message_id, rung, user_id, way, state, state_since, version, next_at)
            values ({id}, 1, 1, 7, '{way}', 'PENDING', now(), 1, now())
            """);
    }

    [Fact]
    public async Task What_people_wrote_leaves_the_facts_and_what_it_is_looked_up_by_stays()
    {
        await Before(10);
        await Run("""
            insert into people.places (id, name, kind, zone, created_at) values (3, 'Station North', 'station', 'UTC', now());
            insert into people.users (id, username, first_name, last_name, language, zone, created_at) values (7, 'medic', 'M', 'M', 'en', 'UTC', now());
            insert into people.shifts (id, user_id, site_id, from_at, created_at) values (4, 7, 3, now(), now());
            insert into notifications.messages (id, kind, urgency, subject, facts, audience, state, state_since, version, created_at) values
                (1, 'shift_begins', 'low', 'shift:4', '{"site": "Station North", "at": "2026-03-02T08:00:00Z", "shift_id": 4}', 'user:7', 'SAID', now(), 1, now()),
                (2, 'shift_begins', 'low', 'shift:9', '{"site": "Station South", "at": "2026-03-02T08:00:00Z", "shift_id": 9}', 'user:7', 'SAID', now(), 1, now()),
                (3, 'licence_expires', 'low', 'licence:5:1', '{"licence": "Dr Canary", "on": "2026-03-09", "days": 7, "licence_id": 5}', 'user:7', 'SAID', now(), 1, now()),
                (4, 'pre_alert', 'clinical', 'pre_alert:6', '{"hospital": "St Mary", "hospital_id": 8, "unit": "M1"}', 'user:7', 'SAID', now(), 1, now())
            """);

        await After();

        Assert.Equal(
            [
                """1 {"at": "2026-03-02T08:00:00Z", "site_id": 3, "shift_id": 4}""", """2 {"at": "2026-03-02T08:00:00Z", "shift_id": 9}""",
                """3 {"on": "2026-03-09", "days": 7, "licence_id": 5}""", """4 {"unit": "M1", "hospital_id": 8}""",
            ],
            await List("select id || ' ' || facts from notifications.messages order by id"));
    }

    private static IReadOnlyList<Migration> Files => Migrations.Embedded(Modules.All.Select(module => module.Name));

    /// <summary>All but this file of Notifications and what came after it, and what stands on Notifications.</summary>
    private Task Before(int number)
    {
        var files = Files.TakeWhile(file => file.Module != "notifications").Concat(Files.Where(file => file.Module == "notifications" && file.Number < number));
        return Migrations.Run(source, [.. files]);
    }

    private Task After() => Migrations.Run(source, Files);

    private async Task Run(string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<IReadOnlyList<string>> List(string sql)
    {
        await using var command = source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }
}
