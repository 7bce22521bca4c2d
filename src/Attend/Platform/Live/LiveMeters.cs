using System.Diagnostics.Metrics;

namespace Attend.Platform.Live;

/// <summary>The sockets' instruments. Labels are routes' patterns and words of the program.</summary>
internal sealed class LiveMeters
{
    private readonly Histogram<double> told;
    private readonly Counter<long> closed;
    private readonly Counter<long> opened;

    public LiveMeters(IMeterFactory meters, LiveSockets sockets, Rooms rooms)
    {
        var meter = meters.Attend();
        told = meter.CreateHistogram<double>("attend.live.told", "s", "From reading a batch of the feed to having handed it to every socket");
        opened = meter.CreateCounter<long>("attend.live.opened", null, "Sockets opened, by how: fresh, resumed or after a gap");
        closed = meter.CreateCounter<long>("attend.live.closed", null, "Sockets closed, by reason");
        meter.CreateObservableUpDownCounter("attend.live.sockets", () => sockets.Count, null, "Open sockets");
        meter.CreateObservableGauge("attend.live.behind", () => sockets.Behind, "By", "What busy sockets have yet to take");
        meter.CreateObservableGauge("attend.live.ring", () => rooms.Bytes, "By", "The ring of messages kept for reconnects");
    }

    public void Told(TimeSpan time) => told.Record(time.TotalSeconds);

    public void Opened(string route, string how) =>
        opened.Add(1, new KeyValuePair<string, object?>("route", route), new KeyValuePair<string, object?>("how", how));

    public void Closed(string route, string why) =>
        closed.Add(1, new KeyValuePair<string, object?>("route", route), new KeyValuePair<string, object?>("why", why));
}
