using System.Globalization;
using System.Text.Json;
using Attend.People;
using Attend.Platform.Access;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Attend.Tests.Visits;

public sealed class TherapistCandidatesTests(World world) : IClassFixture<World>
{
    private const string Here = "latitude=52.5&longitude=13.4";

    private static readonly (double, double) Near = (52.51, 13.41);

    [Fact]
    public async Task The_best_come_first_and_each_with_what_speaks_against_them()
    {
        var rota = await Rota.Open(world);
        var (service, client) = (await rota.Service(60, "iv"), await rota.Client());
        var skilled = new[] { "iv" };
        var far = await rota.Therapist(home: (52.7, 13.9), skills: skilled);
        var near = await rota.Therapist(home: Near, skills: skilled);
        var known = await rota.Therapist(home: (52.6, 13.6), skills: skilled);
        await rota.Visit(known, rota.At(-48), rota.At(-47), state: "COMPLETED", client: client);
        var unskilled = await rota.Therapist(home: Near);
        var asleep = await rota.Therapist([new DayHours(1, "08:00", "09:00")], Near, skills: skilled);
        var away = await rota.Therapist(home: Near, skills: skilled);
        (await away.Client.Post($"/api/users/{away.Id}/availability", new { available = false })).Is(204);
        var lapsed = await rota.Therapist(home: Near, skills: skilled);
        foreach (var (kind, day) in new[] { ("nursing", rota.At(0).AddDays(-400)), ("nursing", rota.At(0).AddDays(400)), ("driving", rota.At(0).AddDays(-1)) })
        {
            var ends = day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
            (await (await world.Admin()).Post($"/api/users/{lapsed.Id}/licences", new { kind, number = "1", expires_on = ends })).Is(201);
        }

        var booked = await rota.Therapist(home: Near, skills: skilled);
        var visit = await rota.Visit(booked, rota.At(10.5), rota.At(11.5));
        var late = await rota.Therapist(home: Near, skills: skilled);
        var before = await rota.Visit(late, rota.At(8), rota.At(9.75), 52.8, 13.4);
        var next = await rota.Visit(late, rota.At(11.25), rota.At(12), 52.2, 13.4);
        // Who is at another site, and who is no therapist any more, is not asked about.
        await (await Rota.Open(world)).Therapist(skills: skilled);
        var gone = await rota.Therapist(skills: skilled);
        (await (await world.Admin()).Post($"/api/users/{gone.Id}/deactivate")).Is(200);

        var answer = (await Ask(rota, $"services={service}&starts_at={Text(rota.At(10))}&{Here}&client_id={client}")).Is(200);
        Assert.Equal((rota.At(11), "estimate"), (answer["ends_at"].GetDateTimeOffset(), answer["travel"].GetString()));
        var items = answer["items"].EnumerateArray().ToDictionary(item => item.GetProperty("therapist_id").GetInt64());
        Assert.Equal([known.Id, near.Id, far.Id], items.Keys.Take(3));
        Assert.Equal(booked.Id, items.Keys.Last());
        Assert.Equal(9, items.Count);
        Assert.All(items.Values, item => Assert.Equal(item.GetProperty("findings").GetArrayLength() == 0, item.GetProperty("fit").GetBoolean()));
        Assert.Equal([true, false, false], new[] { known, near, far }.Select(one => items[one.Id].GetProperty("knows_client").GetBoolean()));
        Assert.Equal("iv", One(items[unskilled.Id], "unskilled").GetProperty("skills")[0].GetString());
        One(items[asleep.Id], "not_at_work");
        One(items[away.Id], "away");
        One(items[lapsed.Id], "unlicensed");
        Assert.Equal(visit, One(items[booked.Id], "booked").GetProperty("appointment_id").GetInt64());
        Assert.False(items[booked.Id].GetProperty("with_reason").GetBoolean());
        Assert.True(items[late.Id].GetProperty("with_reason").GetBoolean());
        var (from, to) = (Of(items[late.Id], "travel_before"), Of(items[late.Id], "travel_after"));
        Assert.Equal((before, 900, next, 900), (from.GetProperty("appointment_id").GetInt64(), from.GetProperty("seconds_there").GetInt32(),
            to.GetProperty("appointment_id").GetInt64(), to.GetProperty("seconds_there").GetInt32()));
        Assert.True(from.GetProperty("seconds_needed").GetInt32() > 3600);
        Assert.Equal(105 + 45, items[late.Id].GetProperty("minutes_that_day").GetInt32());
        await world.Services.GetRequiredService<AccessLog>().Flush(TestContext.Current.CancellationToken);
        Assert.True(await world.Row<bool>($"select exists (select from platform.access_log where subject = {"user:" + near.Id} and purpose = 'list')"));
    }

    [Fact]
    public async Task A_visit_that_is_made_does_not_stand_in_its_own_way_and_who_refused_it_is_not_asked_again()
    {
        var rota = await Rota.Open(world);
        var (has, other) = (await rota.Therapist(), await rota.Therapist());
        var what = $"services={await rota.Service()}&{Here}&starts_at=";
        var visit = await rota.Visit(has, rota.At(10), rota.At(11));
        await world.Db.Run($"""
            insert into visits.refusals (place_id, therapist_id, how, at) select id, {other.Id}, 'rejected', {world.Clock.Now} from visits.places where appointment_id = {visit}
            """);
        var items = (await Ask(rota, $"{what}{Text(rota.At(10))}&appointment_id={visit}")).Is(200)["items"];
        Assert.Equal([has.Id, other.Id], Ids(items));
        One(items[1], "refused");
        // Half an hour later it is theirs still, and when it has been put elsewhere it is another question.
        Assert.True((await Ask(rota, $"{what}{Text(rota.At(10.5))}&appointment_id={visit}")).Is(200)["items"][0].GetProperty("fit").GetBoolean());
        await world.Db.Run($"update visits.appointments set rescheduled_at = {world.Clock.Now.AddMinutes(1)} where id = {visit}");
        Assert.All((await Ask(rota, $"{what}{Text(rota.At(10))}&appointment_id={visit}")).Is(200)["items"].EnumerateArray(), item => Assert.True(item.GetProperty("fit").GetBoolean()));
    }

    [Fact]
    public async Task What_cannot_be_asked_is_refused()
    {
        var (rota, other) = (await Rota.Open(world), await Rota.Open(world));
        var (service, strange, foreign) = (await rota.Service(), await other.Service(), await other.Client());
        var at = Text(rota.At(10));
        (await Ask(rota, $"services={service}&starts_at={at}&{Here}")).Is(200);
        foreach (var (query, field) in new[]
        {
            ($"services={service}&{Here}", "starts_at"), ($"starts_at={at}&{Here}", "services"), ($"services={service}&starts_at={at}", "latitude"),
            ($"services={service}&starts_at={at}&latitude=52", "longitude"), ($"services={service}&starts_at={at}&ends_at={at}&{Here}", "ends_at"),
            ($"services={service}&starts_at={at}&ends_at={Text(rota.At(40))}&{Here}", "ends_at"), ($"services={service}&starts_at={at}&latitude=91&longitude=0", "latitude"),
        })
        {
            Assert.True((await Ask(rota, query)).Refused(400, "invalid")["errors"].TryGetProperty(field, out _), query);
        }

        (await rota.Planner.Get($"/api/appointments/candidates?services={service}&starts_at={at}&{Here}")).Refused(400, "invalid");
        Assert.Equal(strange, (await Ask(rota, $"services={service}&services={strange}&starts_at={at}&{Here}")).Refused(404, "unknown_service")["services"][0].GetInt64());
        (await Ask(rota, $"services={service}&starts_at={at}&{Here}&client_id={foreign}")).Refused(404, "unknown_client");
        (await rota.Planner.Get($"/api/appointments/candidates?site_id={other.Site}&services={strange}&starts_at={at}&{Here}")).Refused(404, "unknown_site");
        var theirs = await other.Visit(await other.Therapist(), rota.At(10), rota.At(11));
        (await Ask(rota, $"services={service}&starts_at={at}&{Here}&appointment_id={theirs}")).Refused(404, "not_found");
        (await (await rota.Therapist()).Client.Get($"/api/appointments/candidates?site_id={rota.Site}&services={service}&starts_at={at}&{Here}")).Refused(403, "forbidden");
    }

    private static Task<Answer> Ask(Rota rota, string query) => rota.Planner.Get($"/api/appointments/candidates?site_id={rota.Site}&{query}");

    private static IEnumerable<long> Ids(JsonElement items) => items.EnumerateArray().Select(item => item.GetProperty("therapist_id").GetInt64());

    /// <summary>The only finding there is.</summary>
    private static JsonElement One(JsonElement item, string kind)
    {
        Assert.Equal(kind, Assert.Single(item.GetProperty("findings").EnumerateArray()).GetProperty("kind").GetString());
        return item.GetProperty("findings")[0];
    }

    private static JsonElement Of(JsonElement item, string kind) => item.GetProperty("findings").EnumerateArray().Single(finding => finding.GetProperty("kind").GetString() == kind);

    private static string Text(DateTimeOffset at) => at.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
