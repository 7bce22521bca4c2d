using System.Globalization;

namespace Attend.Demo;

/// <summary>What a replay did, counted while it runs; nothing that was refused or left out goes uncounted.</summary>
internal sealed class ReplayTally(LancasterStream stream)
{
    private readonly Lock door = new();
    private readonly SortedDictionary<string, int> refusedResponses = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> refusedStamps = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> flags = new(StringComparer.Ordinal);
    private readonly List<ReplayResponse> accepted = [];

    public int Incidents { get; private set; }

    public int Closed { get; private set; }

    public int Cancelled { get; private set; }

    public int StampsTaken { get; private set; }

    public int StampsFlagged { get; private set; }

    /// <summary>Stamps that were not sent because the response they belong to had been refused.</summary>
    public int StampsDropped { get; private set; }

    public TimeSpan Took { get; set; }

    public IReadOnlyList<ReplayResponse> Accepted => accepted;

    /// <summary>By the code of the problem.</summary>
    public IReadOnlyDictionary<string, int> RefusedResponses => refusedResponses;

    public IReadOnlyDictionary<string, int> RefusedStamps => refusedStamps;

    public IReadOnlyDictionary<string, int> Flags => flags;

    public void Receive() => Count(() => Incidents++);

    public void Cancel() => Count(() => Cancelled++);

    public void Close() => Count(() => Closed++);

    public void Accept(ReplayResponse response) => Count(() => accepted.Add(response));

    public void RefuseResponse(string code) => Count(() => Add(refusedResponses, code));

    public void RefuseStamp(string code) => Count(() => Add(refusedStamps, code));

    public void Drop() => Count(() => StampsDropped++);

    /// <summary>A step that the server took; <paramref name="inSource"/> is false for a clear that the file does not have.</summary>
    public void Take(bool inSource, IReadOnlyCollection<string> newFlags) => Count(() =>
    {
        StampsTaken += inSource ? 1 : 0;
        StampsFlagged += newFlags.Count > 0 ? 1 : 0;
        foreach (var flag in newFlags)
        {
            Add(flags, flag);
        }
    });

    public void Print(TextWriter output)
    {
        var refused = refusedResponses.Values.Sum();
        Line(output, "incidents", Incidents, $"{Closed:N0} closed, {Cancelled:N0} cancelled");
        Line(output, "responses accepted", accepted.Count);
        Line(output, "responses refused", refused, $"{100.0 * refused / Math.Max(1, accepted.Count + refused):0.00} %");
        Lines(output, refusedResponses);
        Line(output, "stamps taken", StampsTaken);
        Line(output, "stamps flagged", StampsFlagged);
        Lines(output, flags);
        Line(output, "stamps refused", refusedStamps.Values.Sum() + StampsDropped);
        Lines(output, refusedStamps);
        Line(output, "  of refused responses", StampsDropped);
        Line(output, "left out by the rules", stream.LeftOut.Values.Sum());
        Lines(output, stream.LeftOut);
        var steps = stream.Events.Count - StampsDropped;
        var seconds = Math.Max(0.001, Took.TotalSeconds);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{steps:N0} steps in {seconds:N1} s: {steps / seconds:N0} a second, {Incidents / seconds:N1} incidents a second"));
    }

    private void Count(Action count)
    {
        lock (door)
        {
            count();
        }
    }

    private static void Add(SortedDictionary<string, int> counts, string name) => counts[name] = counts.GetValueOrDefault(name) + 1;

    private static void Lines(TextWriter output, IReadOnlyDictionary<string, int> counts)
    {
        foreach (var (name, count) in counts)
        {
            Line(output, "  " + name, count);
        }
    }

    private static void Line(TextWriter output, string name, int count, string? more = null) =>
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-32}{count,10:N0}{(more is null ? "" : $"  ({more})")}"));
}
