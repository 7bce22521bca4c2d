using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Events;
using Attend.Platform.Live;

namespace Attend.Visits;

/// <summary>
/// What is heard of appointments and their places: operators everything at their sites, therapists the visits that are theirs. Whoever was taken off
/// one hears that, and no more of it.
/// </summary>
internal static class VisitNews
{
    public static readonly Projection Projection = new("visits", Project);

    /// <summary>So far back and ahead a therapist's phone looks: what began yesterday evening, and two weeks.</summary>
    private static readonly (TimeSpan Back, TimeSpan Ahead) OnThePhone = (TimeSpan.FromHours(12), TimeSpan.FromDays(14));

    /// <summary>Operators begin with a day; what else they look at they ask for.</summary>
    private static readonly (TimeSpan Back, TimeSpan Ahead) InTheOffice = (TimeSpan.FromHours(12), TimeSpan.FromHours(24));

    /// <summary>Queues what operators begin with.</summary>
    /// <param name="sites">Null: all of them.</param>
    public static Pending<IReadOnlyList<AppointmentView>> OfSites(Reads reads, long[]? sites, DateTimeOffset now) => reads.List<AppointmentView>($"""
        {AppointmentView.Select} where a.ends_at > {now - InTheOffice.Back} and a.starts_at < {now + InTheOffice.Ahead}
          {Sql.If(sites, $"and a.site_id = any({sites ?? []})")} order by a.id
        """);

    /// <summary>Queues what a therapist's phone begins with.</summary>
    public static Pending<IReadOnlyList<AppointmentView>> OfTherapist(Reads reads, long id, DateTimeOffset now) => reads.List<AppointmentView>($"""
        {AppointmentView.Select} where a.ends_at > {now - OnThePhone.Back} and a.starts_at < {now + OnThePhone.Ahead}
          and exists (select from visits.places p where p.appointment_id = a.id and p.therapist_id = {id} and {PlaceRow.Kept}) order by a.id
        """);

    /// <summary>The event's own name as clients hear it: <c>THERAPIST_ASKED</c>.</summary>
    public static string Named(EventRow row) => row.Kind[(row.Kind.IndexOf('.', StringComparison.Ordinal) + 1)..].ToUpperInvariant();

    private static async Task<IReadOnlyList<(int Index, News News)>> Project(IServiceProvider services, IReadOnlyList<EventRow> events, CancellationToken ct)
    {
        var heard = events.Index().Where(row => row.Item.Concerns("appointment")).ToList();
        var rooms = new VisitRooms(services.GetRequiredService<OpenRooms>().Named);
        if (heard.Count == 0 || !rooms.Any)
        {
            return [];
        }

        long[] ids = [.. heard.Select(row => row.Item.SubjectId).Distinct()];
        var views = (await services.GetRequiredService<Db>().List<AppointmentView>($"""
            {AppointmentView.Select} where a.id = any({ids}) and ({rooms.Reach("a.site_id")}
                or exists (select from visits.places p where p.appointment_id = a.id and p.therapist_id = any({rooms.Therapists}) and {PlaceRow.Kept}))
            """, ct)).ToDictionary(view => view.Id);
        var shared = views.ToDictionary(view => view.Key, view => view.Value.For(VisitRooms.AnyOperator));
        var news = new List<(int, News)>();
        foreach (var (index, row) in heard)
        {
            long[] theirs = [];
            if (views.GetValueOrDefault(row.SubjectId) is { } view)
            {
                theirs =
                [
                    .. view.Places.Where(place => PlaceRow.IsKept(place.State, place.StateSince, view.State, view.StateSince))
                        .Select(place => place.TherapistId).OfType<long>().Distinct(),
                ];
                news.AddRange(rooms.At(view.SiteId).Select(room => (index, Of(room, row, shared[view.Id]))));
                news.AddRange(theirs.Where(rooms.HasTherapist).Select(id => (index, Of(VisitRooms.Therapist(id), row, view.For(VisitRooms.TherapistOf(id))))));
            }

            if (row.Number("former_therapist_id") is { } former && rooms.HasTherapist(former) && !theirs.Contains(former))
            {
                news.Add((index, new News(VisitRooms.Therapist(former), "appointment_removed", Named(row), new { id = row.SubjectId })));
            }
        }

        return news;
    }

    private static News Of(string room, EventRow row, AppointmentView view) => new(room, "appointment_updated_confirmed", Named(row), view);
}
