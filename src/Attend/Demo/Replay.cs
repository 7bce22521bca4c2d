using System.Globalization;

namespace Attend.Demo;

/// <summary>What to replay and where. Speed 0 is as fast as the server answers, 60 is an hour a minute.</summary>
internal sealed record ReplayOptions(string File, Uri Url, string User, string Password)
{
    public double Speed { get; init; }

    public int Concurrency { get; init; } = 16;

    /// <summary>Only so many incidents from the start of the file.</summary>
    public int? Incidents { get; init; }
}

/// <summary>
/// Drives a server's native API with the incidents of a file, each step at its historical time (<c>occurred_at</c>). Steps of one call
/// and steps of one unit keep the file's order; everything else runs side by side. Nothing is repaired: a unit that another open
/// incident holds is refused by the server, and with it its stamps.
/// </summary>
internal sealed class Replay(ServerApi api, LancasterStream stream, IReadOnlyDictionary<string, long> units, ReplayTally tally)
{
    // Far enough for sixteen steps side by side, near enough that the calls open at one moment stay those of one time.
    private const int Window = 2_000;

    // The file has no places.
    private static readonly object Place = new { address = "Lancaster County, Nebraska", latitude = 40.784, longitude = -96.688 };

    private readonly long[] calls = new long[stream.Incidents.Count];
    private readonly long[] responses = new long[stream.Responses.Count];
    private readonly HashSet<string>[] flags = [.. stream.Responses.Select(_ => new HashSet<string>(StringComparer.Ordinal))];

    public static async Task<ReplayTally> Run(ReplayOptions options, TextWriter output, CancellationToken ct)
    {
        using var sockets = new SocketsHttpHandler { MaxConnectionsPerServer = options.Concurrency };
        using var http = new HttpClient(sockets) { BaseAddress = options.Url };
        return await Run(options, http, TimeProvider.System, output, ct);
    }

    public static async Task<ReplayTally> Run(
        ReplayOptions options, HttpClient http, TimeProvider time, TextWriter output, CancellationToken ct)
    {
        var incidents = LancasterFile.Read(options.File);
        var stream = LancasterStream.Of([.. incidents.Take(options.Incidents ?? incidents.Count)]);
        var user = await ServerApi.SignIn(http, options.User, options.Password, time, ct);
        var dispatcher = await ReplayFleet.Dispatcher(user, http, time, ct);
        var units = await ReplayFleet.Build(user, dispatcher, stream, ct);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{stream.Incidents.Count:N0} incidents with {stream.Responses.Count:N0} responses of {stream.Units.Count} units"));

        var tally = new ReplayTally(stream);
        var began = time.GetTimestamp();
        await new Replay(dispatcher, stream, units, tally).Run(options, time, ct);
        tally.Took = time.GetElapsedTime(began);
        tally.Print(output);
        return tally;
    }

    private Task Run(ReplayOptions options, TimeProvider time, CancellationToken ct)
    {
        var began = time.GetTimestamp();
        TimeSpan UntilDue(ReplayEvent step) => options.Speed > 0
            ? (step.At - stream.Events[0].At) / options.Speed - time.GetElapsedTime(began)
            : TimeSpan.Zero;
        return new OrderedRun<ReplayEvent>(stream.Events, Do, options.Concurrency, Window) { UntilDue = UntilDue, Time = time }
            .Run(Threads, ct);
    }

    private Task Do(ReplayEvent step, CancellationToken ct) => step.Step switch
    {
        ReplayStep.Receive => Receive(step, ct),
        ReplayStep.Dispatch => Dispatch(step, ct),
        ReplayStep.Cancel => Cancel(step, step.Reason!, ct),
        ReplayStep.Close => End(step, ct),
        _ => Stamp(step, ct),
    };

    private async Task Receive(ReplayEvent step, CancellationToken ct)
    {
        var incident = stream.Incidents[step.Incident];
        var call = await api.Post("/api/calls", new
        {
            emergency_type = LancasterWords.EmergencyType(incident.CallType),
            priority = LancasterWords.Priority(incident.CallType),
            determinant = LancasterWords.Determined(incident.CallType),
            description = $"{incident.CallType} (incident {incident.Number})",
            location = Place,
            external_ref = incident.Number,
            occurred_at = step.At,
        }, ct);
        calls[step.Incident] = call.GetProperty("id").GetInt64();
        tally.Receive();
    }

    private async Task Dispatch(ReplayEvent step, CancellationToken ct)
    {
        var call = calls[step.Incident];
        var answer = await api.Try($"/api/calls/{call}/dispatch", new { unit_id = units[step.Unit!], occurred_at = step.At }, ct);
        if (!answer.Done)
        {
            tally.RefuseResponse(Held(answer, call));
            return;
        }

        responses[step.Response!.Value] = answer.Body.GetProperty("id").GetInt64();
        tally.Accept(stream.Responses[step.Response.Value]);
        tally.Take(inSource: true, NewFlags(step, answer));
    }

    private async Task Stamp(ReplayEvent step, CancellationToken ct)
    {
        var inSource = step.Reason is null;
        var response = responses[step.Response!.Value];
        if (response == 0)
        {
            if (inSource)
            {
                tally.Drop();
            }

            return;
        }

        var answer = await api.Try($"/api/responses/{response}/{Verb(step.Step)}", Body(step), ct);
        if (answer.Done)
        {
            tally.Take(inSource, NewFlags(step, answer));
        }
        else
        {
            tally.RefuseStamp($"{answer.Code} ({Verb(step.Step)})");
        }
    }

    private async Task Cancel(ReplayEvent step, string reason, CancellationToken ct)
    {
        await api.Post($"/api/calls/{calls[step.Incident]}/cancel", new { reason, occurred_at = step.At }, ct);
        tally.Cancel();
    }

    /// <summary>The file knows no dispositions: after its last unit the call is closed as a dispatcher would close a paper call.</summary>
    private async Task End(ReplayEvent step, CancellationToken ct)
    {
        await api.Post($"/api/calls/{calls[step.Incident]}/close", new { disposition = "NOT_RECORDED", occurred_at = step.At }, ct);
        tally.Close();
    }

    private List<string> NewFlags(ReplayEvent step, Answer answer)
    {
        // Steps of one response never run side by side, so its set needs no lock.
        var known = flags[step.Response!.Value];
        var now = answer.Body.GetProperty("flags").EnumerateArray().Select(flag => flag.GetString()!);
        return [.. now.Where(known.Add)];
    }

    /// <summary>The reason of a refused dispatch; a unit that the very call holds which asks for it is told apart.</summary>
    private static string Held(Answer answer, long call) =>
        answer.Body.TryGetProperty("holder", out var holder) && holder.GetProperty("call_id").GetInt64() == call
            ? $"{answer.Code}_by_this_call"
            : answer.Code;

    private static object Body(ReplayEvent step) => step.Reason is null
        ? new { occurred_at = step.At }
        : new { occurred_at = step.At, clear_missing = true };

    private static string Verb(ReplayStep step) => step switch
    {
        ReplayStep.AtPatient => "at-patient",
        ReplayStep.ArriveHospital => "arrive-hospital",
        _ => step.ToString().ToLowerInvariant(),
    };

    private static IEnumerable<string> Threads(ReplayEvent step)
    {
        yield return $"call {step.Incident}";
        if (step.Unit is not null)
        {
            yield return $"unit {step.Unit}";
        }
    }
}
