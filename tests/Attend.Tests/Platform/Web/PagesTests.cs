using Attend.Platform.Web;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Attend.Tests.Platform.Web;

public sealed class PagesTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task The_type_of_a_problem_leads_to_its_sentence()
    {
        var refused = (await world.Stranger.Get("/api/calls")).Refused(401, "unauthenticated");
        var type = refused["type"].GetString()!.Split('#');
        var page = (await world.Stranger.Get(type[0])).Is(200).Body.GetString()!;
        Assert.Contains($"id=\"{type[1]}\"", page, StringComparison.Ordinal);
        Assert.All(Modules.All.SelectMany(module => module.Problems), problem => Assert.Contains($"id=\"{problem.Code}\"", page, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Its_description_is_made_once()
    {
        (await world.Stranger.Get("/docs")).Is(200);
        Assert.Equal("3.1", (await world.Stranger.Get("/openapi.json")).Is(200)["openapi"].GetString()![..3]);
        var pages = world.Services.GetRequiredService<Pages>();
        Assert.Same(await pages.OpenApi(), await pages.OpenApi());
        Assert.Same(await pages.Routes(), await pages.Routes());
        Assert.Same(pages.Problems(), pages.Problems());
    }

    [Fact]
    public async Task Ready_means_that_every_migration_is_there_the_feed_has_begun_and_work_is_done()
    {
        await Wait.Until(async () => (await world.Stranger.Get("/health/ready")).Number == 200);
        await world.Db.Run($"update platform.migrations set number = 900 where module = 'fleet' and number = 1");
        var waits = (await world.Stranger.Get("/health/ready")).Refused(503, "not_ready");
        Assert.Equal("migrations", waits["waiting_for"][0].GetString());
        await world.Db.Run($"update platform.migrations set number = 1 where module = 'fleet' and number = 900");
        await world.Services.GetRequiredService<Attend.Platform.Work.Worker>().StopAsync(TestContext.Current.CancellationToken);
        waits = (await world.Stranger.Get("/health/ready")).Refused(503, "not_ready");
        Assert.Equal("work", waits["waiting_for"][0].GetString());
    }
}
