using System.Globalization;
using Attend.Platform;

namespace Attend.Demo;

/// <summary>Clients of the server that come with it: replay, and the made-up town of <c>--demo</c>. No routes, no tables.</summary>
internal static class DemoModule
{
    public static void Add(Module module)
    {
        module.Commands.Add(new(
            "replay", "replay FILE --user NAME [--password PASSWORD] [--url URL] [--speed TIMES] [--incidents COUNT]", false, RunReplay));
        module.OnReady.Add(Demonstration.Begin);
    }

    /// <summary>Ends with 1 when a response was refused for anything but a unit that another incident holds.</summary>
    private static async Task<int> RunReplay(ConsoleCall call)
    {
        var given = call.Arguments;
        var options = new ReplayOptions(
            call.Rest is [var file] ? file : throw new BadUsage("replay needs a file."),
            Uri.TryCreate(given.Value("--url") ?? "http://localhost:8000", UriKind.Absolute, out var url)
                ? url
                : throw new BadUsage("--url needs an address such as http://localhost:8000."),
            given.Value("--user") ?? throw new BadUsage("replay needs --user, an administrator of the server."),
            given.Value("--password") ?? Environment.GetEnvironmentVariable("ATTEND_PASSWORD")
                ?? throw new BadUsage("replay needs --password, or the password in ATTEND_PASSWORD."))
        {
            Speed = Number(given, "--speed") ?? 0,
            Incidents = (int?)Number(given, "--incidents"),
        };
        try
        {
            var tally = await Replay.Run(options, call.Out, call.Cancel);
            return tally.RefusedResponses.Keys.All(code => code == "unit_held") ? 0 : 1;
        }
        catch (Exception failed) when (failed is UnexpectedAnswerException or HttpRequestException or FormatException)
        {
            await call.Out.WriteLineAsync(failed.Message);
            return 1;
        }
    }

    private static double? Number(Arguments given, string option) =>
        given.Value(option) is not { } text ? null
        : double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number
        : throw new BadUsage($"{option} needs a number.");
}
