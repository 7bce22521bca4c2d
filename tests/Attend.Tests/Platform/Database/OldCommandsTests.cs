using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Attend.Platform.Work;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Xunit;

namespace Attend.Tests.Platform.Database;

public sealed class OldCommandsTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task An_answer_is_given_again_for_seven_days_and_then_gone()
    {
        var admin = await world.Admin();
        (await admin.Post("/api/sites", Site(), "kept-for-seven-days")).Is(201);
        world.Clock.Advance(TimeSpan.FromDays(6.9));
        await Drop();
        admin = await world.Admin();
        (await admin.Post("/api/sites", Site(), "kept-for-seven-days")).Is(201);
        world.Clock.Advance(TimeSpan.FromDays(0.2));
        await Drop();
        Assert.Equal(0, await world.Row<long>($"select count(*) from platform.commands where position('Once' in coalesce(answer, '')) > 0"));
        Assert.Equal(0, await world.Row<long>($"select count(*) from platform.commands where at < {world.Clock.Now.AddDays(-1)}"));
        admin = await world.Admin();
        (await admin.Post("/api/sites", Site(), "kept-for-seven-days")).Refused(409, "site_name_taken");

        static object Site() => new { name = "Once", kind = "base", zone = "UTC" };
    }

    private Task Drop() => world.Db.Write<Results<NoContent, Refused>>(Caller.System, async change =>
    {
        await OldCommands.Drop.Run(world.Services, change, new DueItem(1, OldCommands.Drop.Name, "", world.Clock.Now, default, 1, 1));
        return TypedResults.NoContent();
    });
}
