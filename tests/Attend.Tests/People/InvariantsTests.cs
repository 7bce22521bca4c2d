using Attend.People;
using Attend.Platform.Database;
using Xunit;

namespace Attend.Tests.People;

/// <summary>Each invariant is silent over a sound database and speaks once its guard is taken away.</summary>
public sealed class InvariantsTests(World world) : IClassFixture<World>
{
    [Theory]
    [InlineData("people.one_shift_at_a_time", """
        alter table people.shifts drop constraint one_shift_at_a_time;
        insert into people.shifts (user_id, site_id, from_at, created_at) select 1, id, now(), now() from people.places, generate_series(1, 2)
        """)]
    [InlineData("people.deactivated_is_signed_out", "update people.users set active = false, deactivated_at = now() where username = 'admin'")]
    [InlineData("people.erased_is_gone", "update people.users set erased_at = now() where username = 'admin'")]
    [InlineData("people.erased_is_gone", """
        update people.users set username = 'erased-' || id, first_name = '', last_name = '', erased_at = now() where username = 'admin';
        update people.credentials set password_hash = null;
        insert into people.passkeys (user_id, name, domain, credential_id, public_key, sign_count, transports, backup_eligible, backed_up, created_at)
        select id, 'phone', 'localhost', '', '', 0, array[]::text[], true, true, now() from people.users where erased_at is not null
        """)]
    [InlineData("people.every_user_has_credentials", "delete from people.credentials where user_id = 1")]
    public async Task It_speaks_when_its_guard_is_gone(string name, string harm)
    {
        if (await world.Db.One<long>($"select count(*) from people.places") == 0)
        {
            await world.SiteNamed("Harmed");
        }

        var invariant = PeopleInvariants.All.Single(known => known.Name == name);
        Assert.Empty(await world.Db.List<string>($"{Sql.Raw(invariant.Query)}"));
        await using var connection = await Source().OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using (var command = new Npgsql.NpgsqlCommand(harm, connection, transaction))
        {
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        await using var query = new Npgsql.NpgsqlCommand(invariant.Query, connection, transaction);
        Assert.NotNull(await query.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }

    private Npgsql.NpgsqlDataSource Source() => (Npgsql.NpgsqlDataSource)world.Services.GetService(typeof(Npgsql.NpgsqlDataSource))!;
}
