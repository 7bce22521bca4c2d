using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Xunit;

namespace Attend.Tests.Platform.Database;

/// <summary>What a client is told when the database does not answer: only what is known.</summary>
public sealed class LostCommitTests(TestPostgres postgres) : IAsyncLifetime
{
    private string connection = "";
    private FaultyWire wire = null!;
    private TestDatabase database = null!;
    private int tries;

    public async ValueTask InitializeAsync()
    {
        connection = await postgres.CreateDatabase();
        wire = new FaultyWire(connection);
        database = await TestDatabase.Open(wire.Connection);
        await database.Db.Run($"create table written (value bigint not null)");
    }

    public async ValueTask DisposeAsync()
    {
        await database.DisposeAsync();
        await wire.DisposeAsync();
        await postgres.DropDatabase(connection);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_commit_whose_answer_is_lost_is_looked_up_and_done_once(bool arrives)
    {
        (wire.Lose, wire.Arrives) = (1, arrives);
        Assert.IsType<NoContent>((await Write()).Result);
        Assert.Equal(1, await Written());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task When_the_database_stays_away_nobody_claims_to_know_what_became_of_it(bool arrives)
    {
        (wire.Lose, wire.Arrives, wire.StaysAway) = (1, arrives, true);
        var refused = Assert.IsType<Refused>((await Write()).Result);
        Assert.Equal(("outcome_unknown", 503), (refused.Problem.Code, refused.Problem.Status));
        wire.Away = false;
        await Wait.Until(async () => await Written() == (arrives ? 1 : 0));
    }

    [Fact]
    public async Task Nothing_was_changed_where_no_commit_was_sent()
    {
        wire.Cut();
        Assert.Equal("busy", Assert.IsType<Refused>((await Write()).Result).Problem.Code);
    }

    [Fact]
    public async Task What_takes_too_long_is_refused_as_busy_and_not_tried_again()
    {
        var result = await database.Db.Write<Results<NoContent, Refused>>(Caller.System, async change =>
        {
            tries++;
            change.RunAny($"set local statement_timeout = 20");
            change.RunAny($"select pg_sleep(5)");
            await change.Send();
            return TypedResults.NoContent();
        });
        Assert.Equal("busy", Assert.IsType<Refused>(result.Result).Problem.Code);
        Assert.Equal(1, tries);
    }

    private Task<Results<NoContent, Refused>> Write() => database.Db.Write<Results<NoContent, Refused>>(Caller.System, async change =>
    {
        tries++;
        change.Run($"insert into written (value) values (1)");
        await change.Send();
        return TypedResults.NoContent();
    });

    private Task<long> Written() => database.Db.One<long>($"select count(*) from written");
}
