using Attend.People;
using Attend.Platform.Database;
using Xunit;

namespace Attend.Tests.People;

public sealed class LicencesTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task The_first_kind_to_lapse_counts_by_its_newest_licence_until_the_day_ends_where_the_person_lives()
    {
        var site = await world.SiteNamed("Licensing station");
        var user = await world.User("licensed", Role.Paramedic, site);
        Assert.Null(await Until(user.Id));
        var mark = await world.Mark();
        await Add(user.Id, "paramedic", "2026-11-30");
        Assert.Equal(new DateTimeOffset(2026, 11, 30, 23, 0, 0, TimeSpan.Zero), await Until(user.Id));
        await Add(user.Id, "driving", "2026-08-31");
        Assert.Equal(new DateTimeOffset(2026, 8, 31, 22, 0, 0, TimeSpan.Zero), await Until(user.Id));
        var renewal = await Add(user.Id, "driving", "2031-08-31");
        Assert.Equal(new DateTimeOffset(2026, 11, 30, 23, 0, 0, TimeSpan.Zero), await Until(user.Id));
        Assert.Equal(3, (await world.EventsSince(mark)).Count(kind => kind == "people.licence_added"));

        var admin = await world.Admin();
        Assert.Equal(3, (await user.Client.Get($"/api/users/{user.Id}/licences")).Is(200).Items().Length);
        (await admin.Delete($"/api/users/{user.Id}/licences/{renewal}")).Is(204);
        (await admin.Delete($"/api/users/{user.Id}/licences/{renewal}")).Refused(404, "not_found");
        Assert.Equal(new DateTimeOffset(2026, 8, 31, 22, 0, 0, TimeSpan.Zero), await Until(user.Id));
    }

    [Fact]
    public async Task Only_administrators_record_them_and_only_who_may_read_the_person_sees_them()
    {
        var user = await world.User("unlicensed", Role.Paramedic);
        var other = await world.User("curious", Role.Nurse);
        (await user.Client.Post($"/api/users/{user.Id}/licences", new { kind = "x", number = "1", expires_on = "2030-01-01" }))
            .Refused(403, "forbidden");
        (await other.Client.Get($"/api/users/{user.Id}/licences")).Refused(404, "not_found");
        (await (await world.Admin()).Post("/api/users/999999/licences", new { kind = "x", number = "1", expires_on = "2030-01-01" }))
            .Refused(404, "not_found");
    }

    [Fact]
    public async Task A_person_sets_themselves_aside_and_comes_back()
    {
        var user = await world.User("aside", Role.Paramedic);
        var other = await world.User("aside-other", Role.Paramedic);
        var dispatcher = await world.User("aside-dispatcher", Role.Dispatcher);
        var mark = await world.Mark();
        (await user.Client.Post($"/api/users/{user.Id}/availability", new { available = false })).Is(204);
        (await user.Client.Post($"/api/users/{user.Id}/availability", new { available = false })).Is(204);
        Assert.True(await world.Db.One<bool>($"select away from people.members where id = {user.Id}"));
        Assert.Equal(["people.availability_changed"], await world.EventsSince(mark));
        (await other.Client.Post($"/api/users/{user.Id}/availability", new { available = true })).Refused(404, "not_found");
        (await dispatcher.Client.Post($"/api/users/{user.Id}/availability", new { available = true })).Is(204);
        Assert.False(await world.Db.One<bool>($"select away from people.members where id = {user.Id}"));
    }

    private Task<DateTimeOffset?> Until(long user) => world.Db.One<DateTimeOffset?>($"select licensed_until from people.members where id = {user}");

    private async Task<long> Add(long user, string kind, string expires) => (await (await world.Admin()).Post(
        $"/api/users/{user}/licences", new { kind, number = "N-1", level = "A", expires_on = expires })).Is(201).Id;
}
