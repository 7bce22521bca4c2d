namespace Attend.Platform;

/// <summary>What can be set from outside, by command line (<c>--data DIR</c>) or environment (<c>ATTEND_DATA_FOLDER</c>).</summary>
/// <param name="Urls">Where to listen.</param>
/// <param name="Connection">A PostgreSQL of the operator's; without one the server keeps a private one in <paramref name="Data"/>.</param>
/// <param name="Data">The data folder of the private PostgreSQL.</param>
/// <param name="DispatchNumber">The control room's telephone, for those in the field; none is offered without it.</param>
/// <param name="MapStyle">The maps' ground from somewhere else; see <c>GET /api/map</c>.</param>
/// <param name="Domain">What passkeys are made for, where that is not the one host that browsers ask.</param>
/// <param name="Proxies">Whose word about a client's address is taken; see <see cref="Access.Proxies"/>.</param>
internal sealed record Settings(
    string Urls, string? Connection, string? Data, bool Demo = false, bool Simulator = true, string EmergencyNumber = "112", string? Proxies = null,
    string? MapStyle = null, string? DispatchNumber = null, string? Domain = null)
{
    public static readonly IReadOnlyList<(string Option, string Variable, string Sentence)> Known =
    [
        ("--urls", "ATTEND_URLS", "Where to listen; http://localhost:8000 when not given."),
        ("--connection", "ATTEND_CONNECTION", "A PostgreSQL 15 or newer of your own; without it the server keeps a private one."),
        ("--data", "ATTEND_DATA_FOLDER", "Where the private PostgreSQL keeps its data: /var/lib/attend as root, else $XDG_DATA_HOME/attend."),
        ("", "ATTEND_PROXIES", "Proxies whose word about a client's address is taken, beside those on this machine: 10.0.0.5,10.1.0.0/16."),
        ("", "ATTEND_DOMAIN", "The domain that passkeys are made for: example.org lets every host below it use them; without it the host that the browser asked."),
        ("--demo", "", "Loopback only: a made-up town with users, units and a simulator."),
        ("--no-simulator", "", "With --demo: the town stands still."),
        ("", "ATTEND_EMERGENCY_NUMBER", "What a stranger is told to call when it gets worse; 112 when not given."),
        ("", "ATTEND_MAP_STYLE", "The address of a MapLibre style for the maps' ground; without it a .pmtiles file in the data folder, else a plain ground."),
        ("", "ATTEND_DISPATCH_NUMBER", "The control room's telephone, for one tap in the field: +6495550100; none is offered when not given."),
        ("", "OTEL_EXPORTER_OTLP_ENDPOINT", "Where metrics and traces are sent by OTLP; nothing is sent without it."),
        ("", "ATTEND_DATA", "Where tests and benches find the real data; ../shared/data when not given."),
    ];

    /// <summary>What stood on the command line.</summary>
    public Arguments Given { get; init; } = new([]);

    /// <summary>As root <c>/var/lib/attend</c>, else below the user's own data.</summary>
    public string DataFolder => Data is { } given ? Path.GetFullPath(given)
        : Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows() ? "/var/lib/attend"
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "attend");

    /// <summary>The demonstration has passwords that everybody knows; it never listens to the network.</summary>
    public void Check()
    {
        if (Demo && !Urls.Split(';').All(url => Uri.TryCreate(url, UriKind.Absolute, out var address) && address.IsLoopback))
        {
            throw new BadUsage("--demo listens on loopback only, such as http://localhost:8000.");
        }

        if (MapStyle is not null && !(Uri.TryCreate(MapStyle, UriKind.Absolute, out var style) && style.Scheme is "https" or "http"))
        {
            throw new BadUsage("ATTEND_MAP_STYLE is the address of a style, such as https://maps.example.org/style.json.");
        }

        if (Domain is not null && (Uri.CheckHostName(Domain) is not UriHostNameType.Dns || Domain.Any(char.IsAsciiLetterUpper)))
        {
            throw new BadUsage("ATTEND_DOMAIN is a domain in small letters, such as example.org.");
        }
    }

    public static Settings Of(Arguments arguments) => new(
        arguments.Value("--urls") ?? Environment.GetEnvironmentVariable("ATTEND_URLS") ?? "http://localhost:8000",
        arguments.Value("--connection") ?? Environment.GetEnvironmentVariable("ATTEND_CONNECTION"),
        arguments.Value("--data") ?? Environment.GetEnvironmentVariable("ATTEND_DATA_FOLDER"),
        arguments.Has("--demo"),
        !arguments.Has("--no-simulator"),
        Environment.GetEnvironmentVariable("ATTEND_EMERGENCY_NUMBER") ?? "112",
        Environment.GetEnvironmentVariable("ATTEND_PROXIES"),
        Environment.GetEnvironmentVariable("ATTEND_MAP_STYLE"),
        Environment.GetEnvironmentVariable("ATTEND_DISPATCH_NUMBER"),
        Environment.GetEnvironmentVariable("ATTEND_DOMAIN"))
    {
        Given = arguments,
    };
}

/// <summary>The command line: words, and options with or without a value.</summary>
internal sealed class Arguments(IReadOnlyList<string> args)
{
    private static readonly string[] Flags = ["--demo", "--no-simulator", "--help", "--force", "--dry-run"];

    public IReadOnlyList<string> Words
    {
        get
        {
            var words = new List<string>();
            for (var i = 0; i < args.Count; i++)
            {
                if (!args[i].StartsWith("--", StringComparison.Ordinal))
                {
                    words.Add(args[i]);
                }
                else if (!Flags.Contains(args[i]) && !args[i].Contains('='))
                {
                    i++;
                }
            }

            return words;
        }
    }

    public bool Has(string flag) => args.Contains(flag);

    /// <summary>Whether an option stands for itself, without a value.</summary>
    public bool IsFlag(string option) => Flags.Contains(option);

    public string? Value(string option)
    {
        for (var i = 0; i < args.Count; i++)
        {
            if (args[i] == option)
            {
                return i + 1 < args.Count ? args[i + 1] : throw new BadUsage($"{option} needs a value.");
            }

            if (args[i].StartsWith(option + "=", StringComparison.Ordinal))
            {
                return args[i][(option.Length + 1)..];
            }
        }

        return null;
    }

    /// <summary>Options that nobody knows; a typing error must not start a server with other settings than meant.</summary>
    public IEnumerable<string> Unknown(IEnumerable<string> known)
    {
        var names = known.Concat(Flags).ToHashSet();
        return args.Where(arg => arg.StartsWith("--", StringComparison.Ordinal)).Select(arg => arg.Split('=')[0]).Where(arg => !names.Contains(arg));
    }
}

/// <summary>The command line or the environment asks for something that cannot be; the sentence says what would be right.</summary>
internal sealed class BadUsage(string sentence) : Exception(sentence);
