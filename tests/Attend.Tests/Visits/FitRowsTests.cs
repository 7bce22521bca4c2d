using Attend.Fleet;
using Attend.Visits;
using Xunit;

namespace Attend.Tests.Visits;

/// <summary>What one statement knows of people, however many visits it is asked about.</summary>
public sealed class FitRowsTests(World world) : IClassFixture<World>
{
    private static readonly GeoPoint Door = new(52.5, 13.4);

    [Fact]
    public async Task One_statement_for_all_visits_says_what_one_for_each_says()
    {
        var rota = await Rota.Open(world);
        var random = new Random(11);
        List<Visitor> therapists = [await rota.Therapist(), await rota.Therapist(home: (52.6, 13.5)), await rota.Therapist([])];
        foreach (var therapist in therapists)
        {
            for (var hour = random.NextDouble() * 6; hour < 96; hour += 1 + random.Next(20) * 0.5)
            {
                await rota.Visit(therapist, rota.At(hour), rota.At(hour + 1), 52.3 + random.NextDouble() * 0.4, 13.2 + random.NextDouble() * 0.4,
                    random.Next(4) switch { 0 => "RELEASED", 1 => "COMPLETED", _ => "ACCEPTED" });
            }
        }

        var visits = Enumerable.Range(0, 40).Select(index => new FitVisit(rota.Site, rota.At(index * 2.25), rota.At(index * 2.25 + 1.5), Door, [])).ToList();
        var at = Fit.TherapistsOf(rota.Site);
        var whole = await world.Rows<FitRow>(Fit.Rows(visits[0], visits[0].StartsAt, visits[^1].EndsAt, at));
        Assert.Equal(therapists.Select(therapist => therapist.Id), whole.Select(row => row.Id));
        var booked = 0;
        foreach (var visit in visits)
        {
            var single = await world.Rows<FitRow>(Fit.Rows(visit, at));
            foreach (var (one, other) in whole.Zip(single))
            {
                var (all, each) = (Fit.Of(visit, one, world.Clock.Now), Fit.Of(visit, other, world.Clock.Now));
                Assert.Equal(each.Findings.Select(finding => finding with { Skills = null }), all.Findings.Select(finding => finding with { Skills = null }));
                Assert.Equal((each.ExtraTravel, each.Minutes), (all.ExtraTravel, all.Minutes));
                var held = await world.Rows<long>($"""
                    select appointment_id from visits.places where therapist_id = {one.Id} and holds and during && tstzrange({visit.StartsAt}, {visit.EndsAt}, '[)') order by 1
                    """);
                Assert.Equal(held, all.Findings.Where(finding => finding.Kind is FitFindingKind.Booked).Select(finding => finding.AppointmentId!.Value).Order());
                booked += held.Count;
            }
        }

        Assert.InRange(booked, 20, 1_000);
    }

    [Fact]
    public async Task Who_does_not_exist_or_works_elsewhere_is_no_therapist_here_and_a_visit_that_ended_early_leaves_time()
    {
        var (rota, other) = (await Rota.Open(world), await Rota.Open(world));
        var (here, there) = (await rota.Therapist(), await other.Therapist());
        // Planned until eleven, over at half past ten.
        var early = await rota.Visit(here, rota.At(10), rota.At(11), 52.5, 13.4, "COMPLETED");
        await world.Db.Run($"update visits.places set started_at = {rota.At(10)}, ended_at = {rota.At(10.5)} where appointment_id = {early}");
        var visit = new FitVisit(rota.Site, rota.At(10.75), rota.At(11.75), new GeoPoint(52.51, 13.4), []);
        long[] ids = [999_999, here.Id, there.Id, here.Id];
        var fits = (await world.Rows<FitRow>(Fit.Rows(visit, $"select unnest({ids}) as id"))).Select(row => Fit.Of(visit, row, rota.At(9))).ToList();
        Assert.Equal([here.Id, there.Id, 999_999], fits.Select(fit => fit.Therapist.Id));
        Assert.True(fits[0].Free);
        Assert.Equal(30, fits[0].Minutes);
        Assert.All(fits[1..], fit => Assert.Contains(fit.Findings, finding => finding is { Kind: FitFindingKind.NotATherapist, Stands: true }));
        // From a place that is further away the quarter of an hour would not do.
        var far = Fit.Of(visit with { Place = new GeoPoint(52.7, 13.4) }, fits[0].Therapist, rota.At(9));
        Assert.Equal((FitFindingKind.TravelBefore, early, 900), (far.Findings[0].Kind, far.Findings[0].AppointmentId, far.Findings[0].SecondsThere));
    }
}
