using Attend.Platform.Database;
using Attend.Platform.Events;
using Attend.Platform.Live;
using Attend.Queues;

namespace Attend.Bookings;

/// <summary>The staff of a queue hear of its bookings, with the buttons that they may press. What there is to begin with they ask for by HTTP.</summary>
internal static class BookingNews
{
    public static readonly Projection Projection = new("bookings", Project);

    private static async Task<IReadOnlyList<(int Index, News News)>> Project(IServiceProvider services, IReadOnlyList<EventRow> events, CancellationToken ct)
    {
        var heard = events.Index().Where(row => row.Item.Concerns("booking")).ToList();
        if (heard.Count == 0)
        {
            return [];
        }

        long[] ids = [.. heard.Select(row => row.Item.SubjectId).Distinct()];
        var views = (await services.GetRequiredService<Db>().List<BookingView>($"{BookingView.Select} where b.id = any({ids})", ct)).ToDictionary(view => view.Id);
        var news = new List<(int, News)>();
        foreach (var (index, row) in heard)
        {
            if (views.GetValueOrDefault(row.SubjectId) is { } view)
            {
                QueueNews.ToStaff(view.QueueId, may => new News("", "booking_update", QueueNews.Named(row), view.For(may)), one => news.Add((index, one)));
            }
        }

        return news;
    }
}
