using Attend.Platform.Database;
using Npgsql;
using Xunit;

namespace Attend.Tests.Platform.Database;

public sealed class MigrationsTests(TestPostgres postgres) : IAsyncLifetime
{
    private static readonly Migration First = new("garden", 1, "001_garden", "create schema garden; create table garden.trees (id bigint)");
    private static readonly Migration Second = new("garden", 2, "002_birds", "create table garden.birds (id bigint)");
    private NpgsqlDataSource source = null!;

    public async ValueTask InitializeAsync() => source = NpgsqlDataSource.Create(await postgres.CreateDatabase());

    public ValueTask DisposeAsync() => source.DisposeAsync();

    [Fact]
    public void The_platform_comes_first_and_modules_follow_in_their_order()
    {
        var files = Migrations.Embedded([]);
        Assert.Equal("001_platform", files[0].Name);
        Assert.All(files, file => Assert.Equal("platform", file.Module));
    }

    [Fact]
    public async Task Each_file_is_applied_once()
    {
        Assert.Equal([First], await Migrations.Run(source, [First]));
        Assert.Equal([Second], await Migrations.Run(source, [First, Second]));
        Assert.Empty(await Migrations.Run(source, [First, Second]));
    }

    [Fact]
    public async Task Servers_that_start_together_apply_it_once_between_them()
    {
        var runs = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Migrations.Run(source, [First, Second])));
        Assert.Equal(2, runs.Sum(run => run.Count));
    }

    [Fact]
    public async Task A_changed_old_file_is_an_error_and_its_line_ends_are_not()
    {
        var windows = First with { Text = "create schema garden;\r\ncreate table garden.trees (id bigint)" };
        await Migrations.Run(source, [windows]);
        await Migrations.Run(source, [new Migration("garden", 1, "001_garden", "create schema garden;\ncreate table garden.trees (id bigint)")]);
        await Assert.ThrowsAsync<MigrationError>(() => Migrations.Run(source, [new Migration("garden", 1, "001_garden", "create schema garden")]));
    }

    [Fact]
    public async Task A_failure_leaves_nothing_half_done()
    {
        var broken = new Migration("garden", 3, "003_broken", "create table garden.bees (id bigint); select broken()");
        var error = await Assert.ThrowsAsync<MigrationError>(() => Migrations.Run(source, [First, Second, broken]));
        Assert.Contains("garden/003_broken.sql", error.Message, StringComparison.Ordinal);
        Assert.Equal([First, Second], await Migrations.Run(source, [First, Second]));
    }

    [Theory]
    [InlineData("no_such_extension", false, "apt install postgresql-contrib")]
    [InlineData("dblink", true, "Run once, as a superuser and in this database: create extension dblink")]
    public async Task An_extension_that_cannot_be_made_is_answered_with_what_to_do(string extension, bool asGuest, string remedy)
    {
        var asks = new Migration("garden", 1, "001_garden", $"-- Trees.\n{(asGuest ? "set local role pg_database_owner; " : "")}create extension if not exists {extension};");
        var error = await Assert.ThrowsAsync<MigrationError>(() => Migrations.Run(source, [asks]));
        Assert.EndsWith(remedy, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_of_a_newer_version_is_refused()
    {
        await Migrations.Run(source, [First, Second]);
        await Assert.ThrowsAsync<MigrationError>(() => Migrations.Run(source, [First]));
    }
}
