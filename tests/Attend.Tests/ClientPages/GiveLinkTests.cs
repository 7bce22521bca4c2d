using Attend.Platform.Access;
using Attend.Tests.Visits;
using Xunit;
using Phone = Attend.Tests.WalkIns.Visitor;

namespace Attend.Tests.ClientPages;

public sealed class GiveLinkTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task Another_link_leads_to_the_visit_and_the_one_before_leads_nowhere()
    {
        var rounds = await Rounds.Open(world);
        using var phone = new Phone(world);
        var therapist = await rounds.Rota.Therapist();
        var booked = await rounds.Book(world.Clock.Now.AddHours(8), therapist);
        (await Rounds.Press(therapist, Rounds.Place(booked), "accept")).Is(200);
        var (mark, version) = (await world.Mark(), await rounds.Version(booked.Id));
        var given = (await rounds.Do(booked.Id, "link")).Is(200);
        Assert.Equal($"https://attend.test{Followed.Path(given)}", given["address"].GetString());
        Assert.Matches("^[A-Za-z0-9_-]{22}$", given["token"].GetString());
        await phone.Gone(Followed.Path(booked));
        (await phone.Get(Followed.Path(given))).Is(200).Says("Your visit is confirmed.", Followed.Code(booked));

        Assert.Equal(["visits.link_given"], await world.EventsSince(mark, $"appointment:{booked.Id}"));
        Assert.Equal(("CONFIRMED", version + 1), (await rounds.State(booked.Id), await rounds.Version(booked.Id)));
        Assert.Equal(Token.Hash(given["token"].GetString()!), await world.Row<byte[]>($"select token from visits.appointments where id = {booked.Id}"));
        // A link is somebody's secret: no event and no line of the audit has it.
        Assert.Equal(0L, await world.Row<long>($"select count(*) from platform.events where position({given["token"].GetString()} in data::text) > 0"));
        var last = (await rounds.Rota.Planner.Get($"/api/appointments/{booked.Id}/timeline")).Is(200)["items"].EnumerateArray().Last();
        Assert.Equal("visits.link_given", last.GetProperty("what").GetString());
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task The_same_key_gives_the_same_link()
    {
        var rounds = await Rounds.Open(world);
        var booked = (await rounds.Try(rounds.Rota.At(10), null)).Is(201);
        var key = Guid.NewGuid().ToString("n");
        var first = (await rounds.Rota.Planner.Post($"/api/appointments/{booked.Id}/link", null, key)).Is(200);
        Assert.Equal(first.Body.GetRawText(), (await rounds.Rota.Planner.Post($"/api/appointments/{booked.Id}/link", null, key)).Is(200).Body.GetRawText());
        Assert.NotEqual(first["token"].GetString(), (await rounds.Do(booked.Id, "link")).Is(200)["token"].GetString());
    }

    [Fact]
    public async Task Only_who_plans_the_visits_of_the_site_gives_it_out_and_only_while_there_is_something_to_follow()
    {
        var rounds = await Rounds.Open(world);
        var therapist = await rounds.Rota.Therapist();
        var booked = await rounds.Book(rounds.Rota.At(10), therapist);
        (await therapist.Client.Post($"/api/appointments/{booked.Id}/link")).Refused(403, "forbidden");
        var elsewhere = await Rota.Open(world);
        (await elsewhere.Planner.Post($"/api/appointments/{booked.Id}/link")).Refused(404, "not_found");
        (await rounds.Rota.Planner.Post("/api/appointments/999999999/link")).Refused(404, "not_found");
        (await rounds.Do(booked.Id, "cancel", new { reason_code = "weather" })).Is(200);
        Assert.Equal("CANCELLED", (await rounds.Do(booked.Id, "link")).Refused(409, "wrong_state").State);
    }

    [Fact]
    public async Task A_visit_of_a_series_has_a_link_of_its_own()
    {
        var rounds = await Rounds.Open(world);
        using var phone = new Phone(world);
        var series = (await rounds.Rota.Planner.Post("/api/series", new
        {
            client_id = await rounds.Rota.Client(), service_ids = new[] { rounds.Service }, rule = "FREQ=DAILY;COUNT=2", first_start = $"{rounds.Rota.At(24):yyyy-MM-dd}T09:00",
        })).Is(201);
        var visits = series["visits"].EnumerateArray().ToList();
        var given = (await rounds.Do(visits[1].GetProperty("id").GetInt64(), "link")).Is(200);
        (await phone.Get($"/visit/{visits[0].GetProperty("token").GetString()}")).Is(200);
        await phone.Gone($"/visit/{visits[1].GetProperty("token").GetString()}");
        (await phone.Get(Followed.Path(given))).Is(200).Says("from 09:00 to 10:00");
    }
}
