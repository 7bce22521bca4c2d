using Attend.Fleet;
using Attend.People;
using Attend.Platform;
using Attend.Platform.Database;

namespace Attend.Visits;

/// <summary>What speaks against somebody's taking a place.</summary>
[LowerWords]
internal enum FitFindingKind
{
    /// <summary>Not at this site, or not any more. Nobody may pass over it.</summary>
    NotATherapist,

    /// <summary>Something that the services ask for they cannot do.</summary>
    Unskilled,

    /// <summary>One of their licences has ended by then, and no newer one of its kind is recorded.</summary>
    Unlicensed,

    /// <summary>It is not within their working hours, or not wholly.</summary>
    NotAtWork,

    /// <summary>Set aside by themselves or by who plans for them.</summary>
    Away,

    /// <summary>At that time they are somewhere else. Nobody may pass over it.</summary>
    Booked,

    /// <summary>They would not be there in time from where they are before.</summary>
    TravelBefore,

    /// <summary>They would not be in time where they are next.</summary>
    TravelAfter,

    /// <summary>They did not want it, or did not answer, as it is now.</summary>
    Refused,
}

/// <param name="Skills">Of <c>unskilled</c>: which are missing.</param>
/// <param name="AppointmentId">Of <c>booked</c>, and of travel from or to another visit: which it is.</param>
/// <param name="SecondsNeeded">Of travel: door to door.</param>
/// <param name="SecondsThere">Of travel: how many there are.</param>
internal sealed record FitFinding(
    FitFindingKind Kind, IReadOnlyList<string>? Skills = null, long? AppointmentId = null, int? SecondsNeeded = null, int? SecondsThere = null)
{
    /// <summary>Whether it stands whatever reason somebody gives.</summary>
    public bool Stands => Kind is FitFindingKind.Booked or FitFindingKind.NotATherapist;
}

/// <summary>The visit that somebody is to take a place of.</summary>
/// <param name="AppointmentId">Null while it is not made: the times of its own places do not count, and who refused it is asked of it.</param>
internal sealed record FitVisit(
    long SiteId, DateTimeOffset StartsAt, DateTimeOffset EndsAt, GeoPoint Place, IReadOnlyList<string> Skills, long? ClientId = null, long? AppointmentId = null);

/// <summary>A visit that somebody has, as far as it fills their time; of one that is over, when it was.</summary>
/// <param name="Held">Whether it is still to come or going on.</param>
internal sealed record FitPlace(long AppointmentId, DateTimeOffset StartsAt, DateTimeOffset EndsAt, bool Held, double Latitude, double Longitude)
{
    public GeoPoint Point => new(Latitude, Longitude);
}

/// <summary>All that must be known of somebody to say whether they can take a place.</summary>
/// <param name="Therapist">Whether they have that role at the site.</param>
/// <param name="Refused">Whether they refused this visit, or did not answer, since it was put where it is.</param>
/// <param name="Knows">Whether they have been with this client before.</param>
/// <param name="Places">Around the time that is asked about, in order.</param>
/// <param name="LicensedTo">The last day of the licence that ends first; null where none is recorded.</param>
internal sealed record FitRow(
    long Id, string Name, bool Active, bool Away, bool Therapist, string[] Skills, string Zone, IReadOnlyList<DayHours> Weekly,
    IReadOnlyList<SpecialDay> SpecialDays, double? HomeLatitude, double? HomeLongitude, bool Refused, bool Knows, IReadOnlyList<FitPlace> Places, DateOnly? LicensedTo = null)
{
    public WeekPlan Plan => new(Weekly, SpecialDays, Zone);

    public GeoPoint? Home => GeoPoint.Of(HomeLatitude, HomeLongitude);
}

/// <summary>
/// Whether somebody can take a place at a time, and what speaks against it. It is asked of everybody at once for a list, and of some under their
/// locks before they are booked: the rows that <see cref="Of"/> looks at come from one statement, however many people it is about.
/// </summary>
/// <param name="ExtraTravel">Seconds of travel that the visit adds to their day; null where it is not known from where they come and where they go.</param>
/// <param name="Minutes">How long they are at visits that day without this one.</param>
internal sealed record Fit(FitRow Therapist, IReadOnlyList<FitFinding> Findings, int? ExtraTravel, int Minutes)
{
    /// <summary>To park, to ring, to find one's shoes. Between two visits in one house nothing is lost.</summary>
    public static readonly TimeSpan AtTheDoors = TimeSpan.FromMinutes(5);

    /// <summary>Visits that lie further apart have a night at home between them, where it is known where that is.</summary>
    public static readonly TimeSpan Night = TimeSpan.FromHours(8);

    private const double OneHouseMetres = 50;

    // The neighbours of a visit lie within a night of it, and its day within a day and the hour that a clock may be put back.
    private static readonly TimeSpan Around = TimeSpan.FromHours(26);

    // A visit is not longer, so that an index on beginnings is enough; the exclusion in the table does not rely on it.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3);

    /// <summary>Nothing speaks against it.</summary>
    public bool Free => Findings.Count == 0;

    /// <summary>Nothing speaks against it that a reason does not pass over.</summary>
    public bool FreeWithReason => !Findings.Any(finding => finding.Stands);

    /// <param name="now">Nobody sets out for a visit before it is asked of them.</param>
    public static Fit Of(FitVisit visit, FitRow row, DateTimeOffset now)
    {
        var places = row.Places.Where(place => place.AppointmentId != visit.AppointmentId).OrderBy(place => place.StartsAt).ToList();
        var before = places.LastOrDefault(place => place.EndsAt <= visit.StartsAt && visit.StartsAt - place.EndsAt < Night);
        var after = places.Find(place => place.StartsAt >= visit.EndsAt && place.StartsAt - visit.EndsAt < Night);
        var (from, to) = (before?.Point ?? row.Home, after?.Point ?? row.Home);
        var (there, on) = (from is { } start ? Travel(start, visit.Place) : (int?)null, to is { } end ? Travel(visit.Place, end) : (int?)null);
        var findings = new List<FitFinding>();
        if (!row.Active || !row.Therapist)
        {
            findings.Add(new FitFinding(FitFindingKind.NotATherapist));
        }

        if (visit.Skills.Except(row.Skills, StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList() is { Count: > 0 } missing)
        {
            findings.Add(new FitFinding(FitFindingKind.Unskilled, Skills: missing));
        }

        if (row.LicensedTo < row.Plan.DayOf(visit.EndsAt))
        {
            findings.Add(new FitFinding(FitFindingKind.Unlicensed));
        }

        if (!row.Plan.Covers(visit.StartsAt, visit.EndsAt))
        {
            findings.Add(new FitFinding(FitFindingKind.NotAtWork));
        }

        if (row.Away)
        {
            findings.Add(new FitFinding(FitFindingKind.Away));
        }

        findings.AddRange(places.Where(place => place.Held && place.StartsAt < visit.EndsAt && visit.StartsAt < place.EndsAt)
            .Select(place => new FitFinding(FitFindingKind.Booked, AppointmentId: place.AppointmentId)));
        if (there is { } needed && Seconds(visit.StartsAt - Leaves(visit, before, now)) is var left && needed > left)
        {
            findings.Add(new FitFinding(FitFindingKind.TravelBefore, null, before?.AppointmentId, needed, left));
        }

        if (on is { } onward && after is not null && Seconds(after.StartsAt - visit.EndsAt) is var gap && onward > gap)
        {
            findings.Add(new FitFinding(FitFindingKind.TravelAfter, null, after.AppointmentId, onward, gap));
        }

        if (row.Refused)
        {
            findings.Add(new FitFinding(FitFindingKind.Refused));
        }

        var without = from is { } one && to is { } other ? Travel(one, other) : 0;
        return new Fit(row, findings, there is null && on is null ? null : Math.Max(0, (there ?? 0) + (on ?? 0) - without), MinutesOf(visit, row, places));
    }

    /// <summary>
    /// The best first: whom nothing speaks against, and then whom a reason would do for; then who knows the client, has the least extra travel, and the
    /// fewest minutes that day.
    /// </summary>
    public static IReadOnlyList<Fit> Ranked(FitVisit visit, IEnumerable<FitRow> rows, DateTimeOffset now) =>
    [
        .. rows.Select(row => Of(visit, row, now)).OrderByDescending(fit => fit.Free).ThenByDescending(fit => fit.FreeWithReason)
            .ThenByDescending(fit => fit.Therapist.Knows).ThenBy(fit => fit.ExtraTravel ?? int.MaxValue).ThenBy(fit => fit.Minutes)
            .ThenBy(fit => fit.Therapist.Id),
    ];

    /// <summary>Seconds from one door to another, by car.</summary>
    public static int Travel(GeoPoint from, GeoPoint to) => from.MetresTo(to) < OneHouseMetres
        ? 0
        : (int)Math.Ceiling(TravelTimes.Between(from, to, UnitKind.Car) + AtTheDoors.TotalSeconds);

    /// <summary>Everybody who has the role at a site, as <c>id</c>.</summary>
    public static Sql TherapistsOf(long siteId) =>
        $"select r.user_id as id from people.roles r where r.role = 'therapist' and (r.site_id is null or r.site_id = {siteId})";

    /// <summary>The rows of those whom a query gives (as <c>id</c>), each once, also of those who do not exist.</summary>
    public static Sql Rows(FitVisit visit, Sql ids) => Rows(visit, visit.StartsAt, visit.EndsAt, ids);

    /// <summary>The same for visits that differ from the given one only in their times, from the first's beginning to the last's end.</summary>
    public static Sql Rows(FitVisit visit, DateTimeOffset from, DateTimeOffset to, Sql ids) => $"""
        select g.id, coalesce(m.full_name, '') as name, coalesce(m.active, false) as active, coalesce(m.away, false) as away,
               exists (select from people.roles r where r.user_id = g.id and r.role = 'therapist' and (r.site_id is null or r.site_id = {visit.SiteId})) as therapist,
               coalesce((select array_agg(k.skill) from people.skills k where k.user_id = g.id), array[]::text[]) as skills,
               coalesce(w.zone, c.zone, 'UTC') as zone, coalesce(w.weekly, '[]') as weekly, coalesce(w.special_days, '[]') as special_days,
               w.home_latitude, w.home_longitude,
               exists (
                   select from visits.places p join visits.refusals f on f.place_id = p.id join visits.appointments a on a.id = p.appointment_id
                   where p.appointment_id = {visit.AppointmentId ?? 0} and f.therapist_id = g.id and f.at >= coalesce(a.rescheduled_at, '-infinity')) as refused,
               exists (
                   select from visits.appointments a join visits.places p on p.appointment_id = a.id
                   where a.client_id = {visit.ClientId ?? 0} and p.therapist_id = g.id and p.state = 'COMPLETED') as knows,
               coalesce(t.places, '[]') as places,
               (select min(l.expires_on) from people.licence_terms l where l.user_id = g.id) as licensed_to
        from (select distinct id from ({ids}) as given) g
        left join people.members m on m.id = g.id
        left join people.working_hours w on w.user_id = g.id
        left join people.contacts c on c.user_id = g.id
        left join lateral (
            {Places(from - Around, to + Around)}
        ) t on true
        order by g.id
        """;

    /// <summary>What fills the time of <c>g.id</c>, as a list in one column; of visits that are over, when they were.</summary>
    private static Sql Places(DateTimeOffset from, DateTimeOffset to) => $"""
        select jsonb_agg(jsonb_build_object('appointment_id', p.appointment_id, 'starts_at', s.starts_at, 'ends_at', s.ends_at, 'held', p.holds,
            'latitude', a.latitude, 'longitude', a.longitude) order by s.starts_at, p.id) as places
        from visits.places p
        join visits.appointments a on a.id = p.appointment_id
        cross join lateral (select case when p.holds then p.starts_at else coalesce(p.started_at, p.starts_at) end as starts_at,
            case when p.holds then p.ends_at else greatest(coalesce(p.ended_at, p.ends_at), coalesce(p.started_at, p.starts_at)) end as ends_at) s
        where p.therapist_id = g.id and p.starts_at > {from - Longest} and p.starts_at < {to} and p.ends_at > {from} and (p.holds or p.state = 'COMPLETED')
        """;

    // Who is still somewhere leaves when that ends, and nobody for what they do not know of yet; what is entered after it was is not to be reached any more.
    private static DateTimeOffset Leaves(FitVisit visit, FitPlace? before, DateTimeOffset now)
    {
        var free = before?.EndsAt ?? DateTimeOffset.MinValue;
        return visit.StartsAt > now && now > free ? now : free;
    }

    private static int MinutesOf(FitVisit visit, FitRow row, IReadOnlyList<FitPlace> places)
    {
        var (from, to) = row.Plan.Day(row.Plan.DayOf(visit.StartsAt));
        return (int)places.Where(place => place.StartsAt >= from && place.StartsAt < to).Sum(place => (place.EndsAt - place.StartsAt).TotalMinutes);
    }

    private static int Seconds(TimeSpan span) => (int)Math.Min(int.MaxValue, Math.Floor(span.TotalSeconds));
}
