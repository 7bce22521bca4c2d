using Attend.Platform.Database;
using Attend.Platform.Lifecycles;
using Xunit;

namespace Attend.Tests.Platform.Lifecycles;

/// <summary>Every table's states are the ones that its CHECK allows: the schema and the lifecycle cannot drift apart.</summary>
public sealed class StateTests(World world) : IClassFixture<World>
{
    public static TheoryData<string> Tables => [.. Modules.All.SelectMany(module => module.Lifecycles).Select(lifecycle => lifecycle.Name)];

    [Theory]
    [MemberData(nameof(Tables))]
    public async Task The_check_in_the_schema_is_the_lifecycle(string name)
    {
        var lifecycle = Modules.All.SelectMany(module => module.Lifecycles).Single(table => table.Name == name);
        var check = await world.Row<string>($"""
            select pg_get_constraintdef(oid) from pg_constraint
            where conrelid = {lifecycle.Table}::text::regclass and contype = 'c' and conname like '%\_state'
            """);
        var allowed = check.Split('\'').Where((_, index) => index % 2 == 1).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(lifecycle.States.Order(StringComparer.Ordinal), allowed.Order(StringComparer.Ordinal));
    }
}
