using Xunit;

namespace Attend.Tests.Queues;

public sealed class FollowQueueTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task Whoever_is_signed_in_follows_a_queue_and_leaves_it_and_both_are_recorded_once()
    {
        var (clinic, other) = (await Clinic.Open(world), await Clinic.Open(world));
        var patient = await world.As("patient");
        var mark = await world.Mark();

        (await Follow(patient, clinic)).Is(204);
        (await Follow(patient, clinic)).Is(204);
        (await Follow(patient, other)).Is(204);
        Assert.Equal([clinic.Queue, other.Queue], await Followed(patient));
        var first = (await patient.Get("/api/following?limit=1")).Is(200);
        Assert.Equal((clinic.Code, clinic.Queue), (first["items"][0].GetProperty("code").GetString(), first["next"].GetInt64()));
        Assert.Empty(await Followed(await clinic.Nurse));

        (await patient.Delete($"/api/queues/{clinic.Queue}/following")).Is(204);
        (await patient.Delete($"/api/queues/{clinic.Queue}/following")).Is(204);
        Assert.Equal([other.Queue], await Followed(patient));
        Assert.Equal([other.Queue], await world.Rows<long>($"select queue_id from queues.followers where user_id = {patient.UserId}"));
        Assert.Equal(["queues.queue_followed", "queues.queue_followed", "queues.queue_unfollowed"], await world.EventsSince(mark, $"user:{patient.UserId}"));
    }

    [Fact]
    public async Task Strangers_follow_nothing_and_nobody_what_is_not_there()
    {
        var clinic = await Clinic.Open(world);
        (await Follow(world.Stranger, clinic)).Is(401);
        (await world.Stranger.Get("/api/following")).Is(401);
        (await (await world.As("patient")).Put("/api/queues/999999/following", new { })).Refused(404, "not_found");
        (await (await world.As("patient")).Delete("/api/queues/999999/following")).Is(204);
    }

    [Fact]
    public async Task What_somebody_follows_is_exported_with_them_and_goes_with_them()
    {
        var clinic = await Clinic.Open(world);
        var admin = await world.Admin();
        var name = $"patient-{world.Draw()}";
        var id = await world.AddPerson(name, "patient");
        (await Follow(await world.SignIn(name), clinic)).Is(204);

        var kept = (await admin.Get($"/api/users/{id}/export")).Is(200)["data"].GetProperty("queues.following");
        Assert.Equal(clinic.Code, Assert.Single(kept.EnumerateArray()).GetProperty("code").GetString());
        (await admin.Post($"/api/users/{id}/erase")).Is(204);
        Assert.Equal(0, await world.Row<long>($"select count(*) from queues.followers where user_id = {id}"));
    }

    private static Task<Answer> Follow(Api person, Clinic clinic) => person.Put($"/api/queues/{clinic.Queue}/following", new { });

    private static async Task<IReadOnlyList<long>> Followed(Api person) =>
        [.. (await person.Get("/api/following")).Is(200)["items"].EnumerateArray().Select(queue => queue.GetProperty("id").GetInt64())];
}
