using System.Text.Json;
using Microsoft.Playwright;

namespace Attend.Bench;

/// <summary>
/// A stretch of Chromium's own trace of a page: what its main thread spent on script and layout (style, layout, paint lists, commit) in each
/// frame, and how long each picture took from its beginning until it was to be seen, drawing by GPU or software included. A frame is the
/// sixtieth of a second that begins with the first work after the frame before. Counted so, an idle second does not make room for a late
/// one, and a machine that draws slowly does not put the work of many frames into one. What is less than a millisecond in all is no frame.
/// Counted is the thread's own time: while it waits for a core, somebody else is working. The time until something is seen is all of it.
/// </summary>
internal sealed class FrameTrace
{
    // No more than is read: each event that is written takes time from what is measured.
    private const string Categories = "devtools.timeline,cc,benchmark";

    private const double FrameLength = 1_000_000 / 60.0;

    // What runs on the main thread for a page; what lies within another is counted once.
    private static readonly HashSet<string> Script =
    [
        "EvaluateScript", "FunctionCall", "TimerFire", "FireAnimationFrame", "FireIdleCallback", "EventDispatch", "RunMicrotasks",
        "MinorGC", "MajorGC",
    ];

    private static readonly HashSet<string> Layout =
        ["UpdateLayoutTree", "Layout", "PrePaint", "Paint", "Layerize", "UpdateLayer", "Commit", "HitTest"];

    private readonly List<JsonElement> events = [];

    /// <summary>Milliseconds of script and of layout in each frame.</summary>
    public IReadOnlyList<(double Script, double Layout)> Frames { get; private set; } = [];

    /// <summary>Milliseconds of each frame until it was shown.</summary>
    public IReadOnlyList<double> Shown { get; private set; } = [];

    public static async Task<FrameTrace> Record(ICDPSession tools, TimeSpan length)
    {
        var trace = new FrameTrace();
        var complete = new TaskCompletionSource();
        void Take(object? sender, JsonElement? data)
        {
            lock (trace.events)
            {
                trace.events.AddRange(data!.Value.GetProperty("value").EnumerateArray().Select(one => one.Clone()));
            }
        }

        void End(object? sender, JsonElement? data) => complete.TrySetResult();
        tools.Event("Tracing.dataCollected").OnEvent += Take;
        tools.Event("Tracing.tracingComplete").OnEvent += End;
        await tools.SendAsync("Tracing.start", new Dictionary<string, object> { ["categories"] = Categories, ["transferMode"] = "ReportEvents" });
        await Task.Delay(length, TimeProvider.System);
        await tools.SendAsync("Tracing.end");
        await complete.Task.WaitAsync(TimeSpan.FromSeconds(60));
        tools.Event("Tracing.dataCollected").OnEvent -= Take;
        tools.Event("Tracing.tracingComplete").OnEvent -= End;
        trace.Read();
        trace.events.Clear();
        return trace;
    }

    private void Read()
    {
        var main = events.Where(one => Phase(one) is "X").GroupBy(Thread)
            // The browser has pages of its own, which do next to nothing.
            .MaxBy(thread => thread.Count(one => Name(one) is "ProxyMain::BeginMainFrame::commit"))!
            .Where(one => Script.Contains(Name(one)) || Layout.Contains(Name(one))).OrderBy(At).ThenByDescending(Length);
        var frames = new List<(double Script, double Layout)>();
        var (reach, end) = (double.MinValue, double.MinValue);
        foreach (var one in main)
        {
            if (At(one) < reach)
            {
                // Within the one before, and counted there.
                continue;
            }

            reach = At(one) + Length(one);
            if (At(one) >= end)
            {
                end = At(one) + FrameLength;
                frames.Add((0, 0));
            }

            // Work that lasts longer belongs whole to the frame that it began in, as that is the one which waits for it.
            var (script, layout) = frames[^1];
            var spent = Own(one) / 1000;
            frames[^1] = Script.Contains(Name(one)) ? (script + spent, layout) : (script, layout + spent);
        }

        Frames = [.. frames.Where(frame => frame.Script + frame.Layout >= 1)];
        Shown = [.. UntilShown(events.Where(one => Name(one) is "PipelineReporter").OrderBy(At))];
    }

    /// <summary>A frame's begin says what became of it; ids are used again once a frame has ended.</summary>
    private static IEnumerable<double> UntilShown(IEnumerable<JsonElement> reports)
    {
        var open = new Dictionary<(long, string), JsonElement>();
        foreach (var one in reports)
        {
            var id = (Thread(one).Process, one.GetProperty("id2").GetProperty("local").GetString()!);
            if (Phase(one) is "b")
            {
                open[id] = one;
            }
            else if (Phase(one) is "e" && open.Remove(id, out var begun) && Presented(begun))
            {
                yield return (At(one) - At(begun)) / 1000;
            }
        }
    }

    /// <summary>A frame in which the page had nothing new is begun and dropped again.</summary>
    private static bool Presented(JsonElement one) =>
        one.TryGetProperty("args", out var args) && args.TryGetProperty("frame_reporter", out var reporter)
        && reporter.TryGetProperty("state", out var state) && state.GetString()!.StartsWith("STATE_PRESENTED", StringComparison.Ordinal);

    private static string Name(JsonElement one) => one.GetProperty("name").GetString()!;

    private static string? Phase(JsonElement one) => one.GetProperty("ph").GetString();

    private static (long Process, long Thread) Thread(JsonElement one) => (one.GetProperty("pid").GetInt64(), one.GetProperty("tid").GetInt64());

    private static double At(JsonElement one) => one.GetProperty("ts").GetDouble();

    /// <summary>Microseconds in which the thread had a core.</summary>
    private static double Own(JsonElement one) => one.TryGetProperty("tdur", out var own) ? own.GetDouble() : Length(one);

    private static double Length(JsonElement one) => one.TryGetProperty("dur", out var length) ? length.GetDouble() : 0;
}
