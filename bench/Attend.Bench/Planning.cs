using System.Diagnostics;
using System.Globalization;
using Attend.Fleet;
using Attend.Platform.Database;
using Attend.Visits;

namespace Attend.Bench;

/// <summary>
/// B13: who of 50 therapists is free in a month in which each has 40 visits, from the rows to the windows that are left, and over HTTP. The yardstick
/// on the same rows is a query for each therapist; both must say the same. And a series of 260 visits, each asked of one therapist's year: the rows by
/// one statement, and by a statement for each visit.
/// </summary>
internal static class Planning
{
    private const int Therapists = 50;
    private const int Visits = 40;
    private const int InSeries = 260;

    // A Monday; nothing of it depends on the day on which it is measured.
    private static readonly DateTimeOffset First = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Last = First.AddDays(30);
    private static readonly GeoPoint Door = new(52.5, 13.4);

    public static async Task Run(TextWriter output, bool brief = false)
    {
        var rounds = brief ? 20 : 500;
        await using var server = await BenchServer.Start(throwaway: true);
        await server.Staff(1);
        var (db, site) = (server.Db, await Fill(server.Db));
        var therapists = (await db.List<long>(Fit.TherapistsOf(site))).Order().ToArray();
        var at = $"{First:yyyy-MM-ddTHH:mm:ssZ}&to={Last:yyyy-MM-ddTHH:mm:ssZ}";
        using var http = await server.SignIn();

        var differ = (await Month(db, site, null)).Zip(await OneByOne(db, site, therapists)).Count(pair => !Same(pair.First, pair.Second));
        var ours = await Measure(rounds, () => Month(db, site, null));
        var single = await Measure(Math.Max(5, rounds / 10), () => OneByOne(db, site, therapists));
        var route = await Measure(rounds, async () => await http.GetByteArrayAsync($"/api/therapists/availability?site_id={site}&from={at}"));
        output.WriteLine($"  {Therapists} therapists, {Visits} visits each in 30 days; answers that differ: {differ}");
        Tell(output, "one query for all", ours);
        Tell(output, "a query for each", single);
        Tell(output, "the route over HTTP", route);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  ratio of p50 {ours.P50 / single.P50:N2}"));
        Figures.Aim(output, "p99 of a month for all, ms", ours.P99, "N1", ours.P99 <= 100 && differ == 0, "<= 100, and the same as one by one");

        var visits = Enumerable.Range(0, InSeries).Select(day => new FitVisit(site, First.AddDays(day).AddHours(10), First.AddDays(day).AddHours(11), Door, [])).ToList();
        var unlike = (await Whole(db, visits, therapists[0])).Zip(await Each(db, visits, therapists[0])).Count(pair => pair.First.Findings.Count != pair.Second.Findings.Count);
        var whole = await Measure(Math.Max(5, rounds / 10), () => Whole(db, visits, therapists[0]));
        var each = await Measure(5, () => Each(db, visits, therapists[0]));
        output.WriteLine($"  a series of {InSeries} visits asked of one therapist; answers that differ: {unlike}");
        Tell(output, "one statement", whole);
        Tell(output, "one for each visit", each);
        Figures.Aim(output, "p99 of a series, ms", whole.P99, "N1", whole.P99 <= 100 && unlike == 0, "<= 100, and the same as one by one");
    }

    private static async Task<IReadOnlyList<TherapistAvailabilityView>> Month(Db db, long site, long[]? ids)
    {
        var rows = await db.List<ReadAvailability.Row>(ReadAvailability.Select(site, First, Last, ids));
        return [.. rows.Select(row => ReadAvailability.Of(row, First, Last))];
    }

    private static async Task<IReadOnlyList<TherapistAvailabilityView>> OneByOne(Db db, long site, long[] therapists)
    {
        var views = new List<TherapistAvailabilityView>();
        foreach (var id in therapists)
        {
            views.AddRange(await Month(db, site, [id]));
        }

        return views;
    }

    private static async Task<IReadOnlyList<Fit>> Whole(Db db, List<FitVisit> visits, long therapist)
    {
        var rows = await db.List<FitRow>(Fit.Rows(visits[0], visits[0].StartsAt, visits[^1].EndsAt, $"select {therapist}::bigint as id"));
        return visits.ConvertAll(visit => Fit.Of(visit, rows[0], First));
    }

    private static async Task<IReadOnlyList<Fit>> Each(Db db, List<FitVisit> visits, long therapist)
    {
        var fits = new List<Fit>();
        foreach (var visit in visits)
        {
            var rows = await db.List<FitRow>(Fit.Rows(visit, $"select {therapist}::bigint as id"));
            fits.Add(Fit.Of(visit, rows[0], First));
        }

        return fits;
    }

    private static bool Same(TherapistAvailabilityView one, TherapistAvailabilityView other) => one.TherapistId == other.TherapistId
        && one.Windows.SequenceEqual(other.Windows) && one.Booked.SequenceEqual(other.Booked) && one.Free.SequenceEqual(other.Free);

    /// <summary>The site with its therapists, who work two windows on five days a week, and their visits, two a day on twenty days.</summary>
    private static async Task<long> Fill(Db db)
    {
        var site = await db.One<long>($"insert into people.places (name, kind, zone, latitude, longitude, created_at) values ('Bench visits', 'base', 'Europe/Berlin', 52.5, 13.4, now()) returning id");
        await db.Run($"""
            with made as (
                insert into people.users (username, first_name, last_name, language, zone, created_at)
                select 'v' || n, 'V', n::text, 'en', 'Europe/Berlin', now() from generate_series(1, {Therapists}) n returning id),
            roles as (insert into people.user_roles (user_id, role, site_id) select id, 'therapist', {site} from made)
            insert into people.work_plans (user_id, weekly, special_days, home_latitude, home_longitude, version, updated_at)
            select m.id, w.weekly, '[]', 52.5, 13.4, 1, now()
            from made m
            cross join (
                select jsonb_agg(jsonb_build_object('day', d, 'from', h.f, 'to', h.t)) as weekly
                from generate_series(1, 5) d cross join (values ('08:00', '12:00'), ('13:00', '18:00')) h (f, t)) w
            """);
        await db.Run($"""
            with people as (
                select r.user_id, row_number() over (order by r.user_id) as n from people.roles r where r.site_id = {site} and r.role = 'therapist'),
            clients as (
                insert into visits.clients (site_id, name, address, latitude, longitude, language, created_at)
                select {site}, 'Client ' || user_id, 'Somewhere', 52.4 + n * 0.004, 13.3 + n * 0.004, 'en', now() from people returning id, name),
            made as (
                insert into visits.appointments (token, site_id, client_id, starts_at, ends_at, address, latitude, longitude, state, state_since, version, code)
                select uuid_send(gen_random_uuid()), {site}, c.id, s.at, s.at + interval '45 minutes', 'Somewhere', 52.5, 13.4, 'CONFIRMED', now(), 1, '123456'
                from clients c
                cross join lateral (
                    select {First} + make_interval(days => (k / 2) * 7 / 5, hours => 7 + (k % 2) * 6) as at from generate_series(0, {Visits - 1}) k) s
                returning id, client_id, starts_at, ends_at)
            insert into visits.places (appointment_id, number, therapist_id, starts_at, ends_at, state, state_since, version)
            select m.id, 1, p.user_id, m.starts_at, m.ends_at, 'ACCEPTED', now(), 1
            from made m join clients c on c.id = m.client_id join people p on c.name = 'Client ' || p.user_id
            """);
        foreach (var table in (string[])["people.users", "people.user_roles", "visits.appointments", "visits.places"])
        {
            await db.Run($"analyze {Sql.Raw(table)}");
        }

        return site;
    }

    private static async Task<(double P50, double P99, double Worst)> Measure<T>(int rounds, Func<Task<T>> once)
    {
        await once();
        var times = new double[rounds];
        for (var i = 0; i < rounds; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await once();
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        Array.Sort(times);
        return (Figures.Percentile(times, 0.5), Figures.Percentile(times, 0.99), times[^1]);
    }

    private static void Tell(TextWriter output, string what, (double P50, double P99, double Worst) times) => output.WriteLine(
        string.Create(CultureInfo.InvariantCulture, $"  {what,-20} p50 {times.P50:N2} ms, p99 {times.P99:N2} ms, worst {times.Worst:N2} ms"));
}
