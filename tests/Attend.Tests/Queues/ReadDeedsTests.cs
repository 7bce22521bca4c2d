using Xunit;

namespace Attend.Tests.Queues;

public sealed class ReadDeedsTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task What_was_done_at_a_desk_stands_there_until_it_is_taken_back()
    {
        var clinic = await Clinic.Open(world, desks: 2);
        var (first, second) = ((await clinic.Join()).Id, (await clinic.Join()).Id);
        (await clinic.Next()).Is(200);
        (await clinic.Do(first, "start")).Is(200);
        (await (await clinic.Nurse).Post($"/api/desks/{clinic.Desk}/complete-and-call-next")).Is(200);
        // While they wait somebody is at no desk: that was done by whoever did it.
        var third = (await clinic.Join()).Id;
        (await clinic.Do(third, "hold", new { reason = "Away" })).Is(200);

        Assert.Equal(
            [$"{third} hold last", $"{first} complete, {second} call last", $"{first} start", $"{first} call"], await Deeds(clinic));
        var name = await world.Row<string>($"select full_name from people.members where id = {(await clinic.Nurse).UserId}");
        Assert.All((await (await clinic.Nurse).Get($"/api/desks/{clinic.Desk}/deeds")).Is(200).Body.EnumerateArray(), press =>
            Assert.Equal(name, press.GetProperty("by_name").GetString()));
        // Of one press, of which another key has touched a part since, nothing can be taken back.
        (await clinic.Do(second, "recall")).Is(200);
        Assert.Equal([$"{second} recall last", $"{third} hold last", $"{first} complete, {second} call"], (await Deeds(clinic)).Take(3));
        (await clinic.Do(second, "undo")).Is(200);
        (await clinic.Do(first, "undo")).Is(200);
        Assert.Equal([$"{third} hold last", $"{first} start last", $"{first} call"], await Deeds(clinic));

        var other = await world.As("nurse", await world.Site("hospital"));
        (await other.Get($"/api/desks/{clinic.Desk}/deeds")).Refused(404, "not_found");
        Assert.Equal([$"{third} hold last"], await Deeds(clinic, clinic.Desks[1]));
        var clerk = await world.As("clerk", clinic.Site);
        Assert.Equal(0, (await clerk.Get($"/api/desks/{clinic.Desks[1]}/deeds")).Is(200).Body.GetArrayLength());
        world.Clock.Advance(TimeSpan.FromMinutes(31));
        Assert.Empty(await Deeds(clinic));
    }

    private static async Task<IReadOnlyList<string>> Deeds(Clinic clinic, long? desk = null) =>
    [
        .. (await (await clinic.Nurse).Get($"/api/desks/{desk ?? clinic.Desk}/deeds")).Is(200).Body.EnumerateArray().Select(press => string.Join(
            ", ", press.GetProperty("deeds").EnumerateArray().Select(deed => $"{deed.GetProperty("ticket_id").GetInt64()} {deed.GetProperty("action").GetString()}"))
            + (press.GetProperty("last").GetBoolean() ? " last" : "")),
    ];
}
