using Attend.Notifications;
using Attend.Tests.Notifications;
using Npgsql;
using Xunit;

namespace Attend.Tests.Faults;

/// <summary>Personal data stand in the rows that were made for them, which can be exported and erased, and nowhere else.</summary>
public sealed class CanaryTests(World world) : IClassFixture<World>
{
    private const string Canary = "Kanarienvogel";

    /// <summary>The columns that may hold what people said of themselves and others. The answers under a key are kept a week.</summary>
    private static readonly HashSet<string> Homes =
    [
        "dispatch.calls.description", "dispatch.calls.address", "dispatch.callers.name", "dispatch.callers.phone", "dispatch.patients.name",
        "dispatch.patients.condition", "dispatch.notes.text", "dispatch.crew.name", "people.users.username", "people.users.first_name",
        "people.users.last_name", "people.users.email", "people.users.phone", "dispatch.responses.end_reason", "dispatch.calls.end_reason",
        "platform.commands.answer", "dispatch.stamps.reason", "dispatch.pre_alerts.reason", "dispatch.calls.drop_off_address",
        "dispatch.hospitals.diversion_reason", "people.licences.kind", "people.licences.number",
    ];

    [Fact]
    public async Task A_canary_is_found_only_in_its_rows()
    {
        var admin = await world.Admin();
        var site = await world.Site();
        var member = (await admin.Post("/api/users", new
        {
            username = Canary.ToLowerInvariant(), password = World.Password, first_name = Canary, last_name = Canary, email = $"{Canary}@example.org",
            phone = "+49" + Canary, roles = new[] { new { role = "paramedic" } },
        })).Number is 201 ? Canary : throw new InvalidOperationException("The canary could not be made.");
        var id = await world.Row<long>($"select id from people.users where first_name = {member}");
        (await (await world.Supervisor()).Post("/api/shifts", new { user_id = id, site_id = site, from = world.Clock.Now.AddHours(-1) })).Is(201);
        // Its holder is told that it expires.
        var tomorrow = DateOnly.FromDateTime(world.Clock.Now.UtcDateTime).AddDays(1);
        (await admin.Post($"/api/users/{id}/licences", new { kind = Canary, number = Canary, expires_on = tomorrow })).Is(201);
        await world.Db.Run($"update platform.work set due_at = {world.Clock.Now} where kind = {PeopleMessages.Licences.Name}");
        await world.Settled();
        Assert.Equal(1, await world.Row<long>($"select count(*) from notifications.deliveries where user_id = {id} and way = 'in_app'"));
        var unit = await world.Unit(crew: 0, site);
        (await (await world.Supervisor()).Post($"/api/units/{unit.Id}/sign-on", new { user_ids = new[] { id } })).Is(200);
        var dispatcher = await world.Dispatcher();
        var call = (await dispatcher.Post("/api/calls", new
        {
            emergency_type = "CARDIAC", priority = "CRITICAL", description = Canary, location = new { address = Canary, latitude = 52.5, longitude = 13.4 },
            callers = new[] { new { name = Canary, phone = "+49" + Canary } }, patients = new[] { new { name = Canary, condition = Canary } },
        }, Guid.NewGuid().ToString("n"))).Is(201);
        var response = (await dispatcher.Post($"/api/calls/{call.Id}/dispatch", new { unit_id = unit.Id })).Is(200);
        (await dispatcher.Post($"/api/responses/{response.Id}/decline", new { reason = Canary })).Is(200);
        (await dispatcher.Post($"/api/calls/{call.Id}/cancel", new { reason = Canary })).Is(200);

        Assert.Empty(await Nests(Homes));
        Assert.NotEmpty(await Nests([]));

        // All of it can be erased, free text included; the answers under a key go by themselves.
        (await admin.Post($"/api/calls/{call.Id}/erase")).Is(204);
        (await admin.Post($"/api/users/{id}/erase")).Is(204);
        Assert.Empty(await Nests(["platform.commands.answer"]));
    }

    /// <summary>Every text, text array and jsonb column of the product that holds the canary, but for those named.</summary>
    private async Task<IReadOnlyList<string>> Nests(HashSet<string> but)
    {
        await using var source = NpgsqlDataSource.Create(world.Connection);
        await using var connection = await source.OpenConnectionAsync();
        var columns = new List<(string Table, string Column)>();
        await using (var command = new NpgsqlCommand("""
            select c.table_schema || '.' || c.table_name, c.column_name
            from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
            where t.table_type = 'BASE TABLE' and c.table_schema not in ('pg_catalog', 'information_schema')
              and c.data_type in ('text', 'character varying', 'jsonb', 'ARRAY')
            """, connection))
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                columns.Add((reader.GetString(0), reader.GetString(1)));
            }
        }

        var nests = new List<string>();
        foreach (var (table, column) in columns.Where(column => !but.Contains($"{column.Table}.{column.Column}")))
        {
            await using var command = new NpgsqlCommand($"select exists (select 1 from {table} where {column}::text ilike '%{Canary}%')", connection);
            if ((bool)(await command.ExecuteScalarAsync())!)
            {
                nests.Add($"{table}.{column}");
            }
        }

        return nests;
    }
}
