using Attend.Platform.Database;
using Npgsql;
using Xunit;

namespace Attend.Tests.Fleet;

/// <summary>A database of before lists had versions, in which a service had changed its points by hand.</summary>
public sealed class CheckListSchemaTests(TestPostgres postgres) : IAsyncLifetime
{
    private NpgsqlDataSource source = null!;

    public async ValueTask InitializeAsync() => source = NpgsqlDataSource.Create(await postgres.CreateEmptyDatabase());

    public ValueTask DisposeAsync() => source.DisposeAsync();

    [Fact]
    public async Task A_kind_that_had_no_points_left_has_a_list_all_the_same()
    {
        var files = Migrations.Embedded(Modules.All.Select(module => module.Name));
        await Migrations.Run(source, [.. files.Where(file => !(file.Module == "fleet" && file.Number >= 46))]);
        await using (var emptied = source.CreateCommand("delete from fleet.check_points where kind = 'command'; delete from fleet.check_points where kind = 'car' and code <> 'tyres'"))
        {
            await emptied.ExecuteNonQueryAsync();
        }

        await Migrations.Run(source, files);

        await using var asked = source.CreateCommand("""
            select string_agg(kind || ' ' || version || ' ' || jsonb_array_length(points), ', ' order by kind) from fleet.check_lists
            where kind in ('command', 'car', 'engine')
            """);
        Assert.Equal("car 1 1, command 1 1, engine 1 10", await asked.ExecuteScalarAsync());
    }
}
