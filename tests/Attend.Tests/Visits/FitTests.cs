using Attend.Fleet;
using Attend.People;
using Attend.Visits;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Attend.Tests.Visits;

/// <summary>Whether somebody can take a place, against a day gone through minute by minute.</summary>
public sealed class FitTests
{
    private static readonly DateTimeOffset Monday = new(2026, 5, 18, 0, 0, 0, TimeSpan.Zero);

    private static readonly string[] Skills = ["iv", "wound-care", "lifting"];

    private sealed record Case(FitVisit Visit, FitRow Row, DateTimeOffset Now);

    /// <summary>Two days of places, in quarters of an hour and a town of 20 km, so that everything meets often.</summary>
    private static Gen<Case> Cases =>
        from random in Gen.Choose(0, int.MaxValue)
        select Make(new Random(random));

    [Fact]
    public void What_speaks_against_somebody_is_what_a_day_gone_through_minute_by_minute_shows() => Prop.ForAll(Cases.ToArbitrary(), one =>
    {
        var (visit, row, now) = one;
        var fit = Fit.Of(visit, row, now);
        var places = row.Places.Where(place => place.AppointmentId != visit.AppointmentId).ToList();
        var minutes = Enumerable.Range(0, (int)(visit.EndsAt - visit.StartsAt).TotalMinutes).Select(minute => visit.StartsAt.AddMinutes(minute)).ToList();

        Assert.Equal(!row.Active || !row.Therapist, Says(fit, FitFindingKind.NotATherapist));
        Assert.Equal(visit.Skills.Where(skill => !row.Skills.Contains(skill)).Order(), fit.Findings.SelectMany(finding => finding.Skills ?? []));
        Assert.Equal(minutes.Exists(minute => !row.Plan.At(minute).Open), Says(fit, FitFindingKind.NotAtWork));
        Assert.Equal((row.Away, row.Refused), (Says(fit, FitFindingKind.Away), Says(fit, FitFindingKind.Refused)));
        Assert.Equal(
            places.Where(place => place.Held && minutes.Exists(minute => place.StartsAt <= minute && minute < place.EndsAt)).Select(place => place.AppointmentId).Order(),
            fit.Findings.Where(finding => finding.Kind is FitFindingKind.Booked).Select(finding => finding.AppointmentId!.Value).Order());

        var (before, after) = (Before(places, visit), After(places, visit));
        var free = before?.EndsAt ?? DateTimeOffset.MinValue;
        var leaves = visit.StartsAt > now && now > free ? now : free;
        var (from, to) = (before?.Point ?? row.Home, after?.Point ?? row.Home);
        var late = from is { } start && leaves.AddSeconds(Fit.Travel(start, visit.Place)) > visit.StartsAt;
        Assert.Equal(late, Says(fit, FitFindingKind.TravelBefore));
        Assert.Equal(after is not null && visit.EndsAt.AddSeconds(Fit.Travel(visit.Place, after.Point)) > after.StartsAt, Says(fit, FitFindingKind.TravelAfter));
        Assert.All(fit.Findings.Where(finding => finding.SecondsNeeded is not null), finding => Assert.True(finding.SecondsNeeded > finding.SecondsThere));
        Assert.Equal(from is null && to is null, fit.ExtraTravel is null);
        Assert.Equal(fit.Findings.Count == 0, fit.Free);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_best_come_first() => Prop.ForAll(Gen.ArrayOf(Cases).ToArbitrary(), cases =>
    {
        if (cases is not [var first, ..])
        {
            return;
        }

        var rows = cases.Select((one, index) => one.Row with { Id = index }).ToList();
        var ranked = Fit.Ranked(first.Visit, rows, first.Now);
        Assert.Equal(rows.Select(row => row.Id), ranked.Select(fit => fit.Therapist.Id).Order());
        foreach (var (better, worse) in ranked.Zip(ranked.Skip(1)))
        {
            Assert.True(better.Free || !worse.Free);
            Assert.True(better.FreeWithReason || !worse.FreeWithReason);
            if ((better.Free, better.FreeWithReason, better.Therapist.Knows) == (worse.Free, worse.FreeWithReason, worse.Therapist.Knows))
            {
                Assert.True((better.ExtraTravel ?? int.MaxValue) <= (worse.ExtraTravel ?? int.MaxValue));
                Assert.True(better.ExtraTravel != worse.ExtraTravel || better.Minutes <= worse.Minutes);
            }
            else if ((better.Free, better.FreeWithReason) == (worse.Free, worse.FreeWithReason))
            {
                Assert.True(better.Therapist.Knows);
            }
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Next_door_needs_no_time_and_across_the_town_as_long_as_a_car_takes_and_five_minutes()
    {
        var door = new GeoPoint(52.5, 13.4);
        Assert.Equal(0, Fit.Travel(door, door));
        var across = new GeoPoint(52.59, 13.4);
        // 10 km as the crow flies, 13 by road, at 35 km/h: 22 minutes and a half.
        Assert.InRange(Fit.Travel(door, across), 1_335 + 300, 1_340 + 300);
    }

    [Fact]
    public void Work_that_meets_is_one_and_a_night_belongs_to_both_of_its_days()
    {
        var row = Make(new Random(3)).Row with
        {
            Active = true,
            Therapist = true,
            Away = false,
            Refused = false,
            Places = [],
            SpecialDays = [],
            Zone = "Europe/Berlin",
            HomeLatitude = null,
            HomeLongitude = null,
            Weekly = [new DayHours(1, "20:00", "00:00"), new DayHours(2, "00:00", "04:00")],
        };
        // From 22:00 to 02:00 by Berlin's clock.
        var visit = new FitVisit(1, Monday.AddHours(20), Monday.AddHours(24), new GeoPoint(52.5, 13.4), []);
        Assert.True(Fit.Of(visit, row, Monday).Free);
        var tooLong = visit with { EndsAt = Monday.AddHours(26).AddMinutes(1) };
        Assert.Equal([FitFindingKind.NotAtWork], Fit.Of(tooLong, row, Monday).Findings.Select(finding => finding.Kind));
        // The same hours by another clock.
        Assert.Equal([FitFindingKind.NotAtWork], Fit.Of(visit, row with { Zone = "Asia/Manila" }, Monday).Findings.Select(finding => finding.Kind));
    }

    private static bool Says(Fit fit, FitFindingKind kind) => fit.Findings.Any(finding => finding.Kind == kind);

    /// <summary>Minute by minute backwards until somebody is somewhere.</summary>
    private static FitPlace? Before(List<FitPlace> places, FitVisit visit)
    {
        for (var at = visit.StartsAt; at > visit.StartsAt - Fit.Night; at = at.AddMinutes(-1))
        {
            if (places.LastOrDefault(place => place.EndsAt == at) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private static FitPlace? After(List<FitPlace> places, FitVisit visit)
    {
        for (var at = visit.EndsAt; at < visit.EndsAt + Fit.Night; at = at.AddMinutes(1))
        {
            if (places.Find(place => place.StartsAt == at) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private static Case Make(Random random)
    {
        GeoPoint Point() => new(52.4 + random.Next(8) * 0.025, 13.3 + random.Next(8) * 0.025);
        // Those that are held do not overlap each other, as the table sees to.
        var places = new List<FitPlace>();
        for (var (quarter, id) = (random.Next(20), 1L); quarter < 180; id++)
        {
            var (from, to) = (quarter, quarter + 1 + random.Next(8));
            var point = Point();
            places.Add(new FitPlace(id, Monday.AddMinutes(from * 15), Monday.AddMinutes(to * 15), random.Next(4) > 0, point.Latitude, point.Longitude));
            quarter = to + random.Next(random.Next(2) is 0 ? 4 : 50);
        }

        var begins = random.Next(180);
        string[] Some() => [.. Skills.Where(_ => random.Next(3) > 0)];
        var home = random.Next(3) > 0 ? Point() : (GeoPoint?)null;
        var visit = new FitVisit(
            1, Monday.AddMinutes(begins * 15), Monday.AddMinutes((begins + 1 + random.Next(8)) * 15), Point(), [.. Some().Take(random.Next(3))], 1,
            random.Next(3) is 0 ? 1 + random.Next(5) : null);
        var row = new FitRow(
            1, "Somebody", random.Next(8) > 0, random.Next(8) is 0, random.Next(8) > 0, Some(), random.Next(2) is 0 ? "Europe/Berlin" : "Asia/Manila",
            [.. Enumerable.Range(1, 7).SelectMany(day => new[] { new DayHours(day, "06:00", "14:00"), new DayHours(day, "14:00", "23:00") }).Where(_ => random.Next(5) > 0)],
            random.Next(4) is 0 ? [new SpecialDay(new DateOnly(2026, 5, 18), "Leave")] : [], home?.Latitude, home?.Longitude, random.Next(8) is 0, random.Next(2) is 0, places);
        return new Case(visit, row, Monday.AddMinutes(random.Next(-300, 200) * 15));
    }
}
