using System.Collections.Concurrent;
using System.Globalization;
using Attend.Channels;
using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Work;
using Attend.Tests.Platform;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Xunit;

namespace Attend.Tests;

/// <summary>
/// A server of its own for a test class: the whole product on a port of its own, a fresh database, a clock that the test moves, and the
/// people, units and calls that a story needs. Everything goes over HTTP; rows and events are looked at afterwards.
/// </summary>
public sealed class World(TestPostgres postgres) : IAsyncLifetime
{
    public const string Password = "attend-test-password";

    private readonly ConcurrentDictionary<string, Lazy<Task<long>>> added = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Name, long Period), Lazy<Task<Api>>> signedIn = new();
    private string connection = "";
    private WebApplication app = null!;
    private HttpClient http = null!;
    private Action<IServiceCollection> more = _ => { };
    private int drawn;

    public FakeClock Clock { get; } = new();

    public Uri Url => http.BaseAddress!;

    /// <summary>The server's data folder: what an operator may lay something into.</summary>
    public string DataFolder { get; } = Path.Combine(Path.GetTempPath(), "attend-world-" + Guid.NewGuid().ToString("n")[..8]);

    public string Connection => connection;

    public IServiceProvider Services => app.Services;

    /// <summary>A client that has not signed in.</summary>
    public Api Stranger => new(http);

    internal Db Db => Services.GetRequiredService<Db>();

    public async ValueTask InitializeAsync()
    {
        connection = await postgres.CreateDatabase();
        await Start();
        await AddUser.Run(Db, Services.GetRequiredService<Passwords>(), "admin", "Ada", "Admin", [new HeldRole(Role.Admin, null)], Password,
            TextWriter.Null, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        await postgres.DropDatabase(connection);
        if (Directory.Exists(DataFolder))
        {
            Directory.Delete(DataFolder, recursive: true);
        }
    }

    /// <summary>The same database under a new server, as after a restart.</summary>
    /// <param name="with">Parts in the place of the world's own, from now on.</param>
    public async Task Restart(Action<IServiceCollection>? with = null)
    {
        await Stop();
        signedIn.Clear();
        more = with ?? more;
        await Start();
    }

    /// <summary>A user with this role at all sites, signed in; the same one each time.</summary>
    public async Task<Api> As(string role, long? site = null)
    {
        var name = site is null ? role : NameAt(role, site.Value);
        if (name != "admin")
        {
            await added.GetOrAdd(name, _ => new Lazy<Task<long>>(() => AddPerson(name, role, site))).Value;
        }

        // Sessions last sixteen hours of the clock that the test moves.
        var period = Clock.Now.Ticks / TimeSpan.FromHours(8).Ticks;
        return await signedIn.GetOrAdd((name, period), _ => new Lazy<Task<Api>>(() => SignIn(name))).Value;
    }

    /// <summary>What whoever has a role at one site is called.</summary>
    public static string NameAt(string role, long site) => $"{role}-of-{site}";

    public Task<Api> Admin() => As("admin");

    public Task<Api> Dispatcher() => As("dispatcher");

    public Task<Api> Supervisor() => As("supervisor");

    public async Task<Api> SignIn(string username, string password = Password)
    {
        var answer = (await Stranger.Post("/api/auth/login", new { username, password })).Is(200);
        return new Api(http, answer["access_token"].GetString(), answer["user"].GetProperty("id").GetInt64());
    }

    public async Task<long> AddPerson(string name, string role, long? site = null)
    {
        var admin = await Admin();
        var roles = new[] { new { role, site_id = site } };
        return (await admin.Post("/api/users", new { username = name, password = Password, first_name = name, last_name = "Test", roles })).Is(201).Id;
    }

    /// <summary>A site; hospitals and stations are sites.</summary>
    public async Task<long> Site(string kind = "station", double latitude = 52.52, double longitude = 13.40)
    {
        var admin = await Admin();
        return (await admin.Post("/api/sites", new
        {
            name = $"{kind} {Draw()}", kind, zone = "Europe/Berlin", latitude, longitude,
        })).Is(201).Id;
    }

    /// <summary>A paramedic on duty without end.</summary>
    public async Task<Person> Paramedic(long site)
    {
        var name = $"paramedic-{Draw()}";
        var id = await AddPerson(name, "paramedic");
        var supervisor = await Supervisor();
        (await supervisor.Post("/api/shifts", new { user_id = id, site_id = site, from = Clock.Now.AddDays(-1) })).Is(201);
        return new Person(id, name);
    }

    /// <summary>A unit with this many crew members signed on.</summary>
    public async Task<Unit> Unit(int crew = 1, long? site = null, string kind = "ambulance", string level = "ADVANCED")
    {
        var home = site ?? await Site();
        var supervisor = await Supervisor();
        var number = $"M{Draw()}";
        var id = (await supervisor.Post("/api/units", new
        {
            unit_number = number, kind, level, seats = 2, equipment = Array.Empty<string>(), home_site_id = home,
        })).Is(201).Id;
        var people = new List<Person>();
        for (var i = 0; i < crew; i++)
        {
            people.Add(await Paramedic(home));
        }

        if (crew > 0)
        {
            (await supervisor.Post($"/api/units/{id}/sign-on", new { user_ids = people.Select(person => person.Id) })).Is(200);
        }

        return new Unit(id, number, home, people);
    }

    public async Task<long> Hospital(double latitude = 52.53, double longitude = 13.38)
    {
        var site = await Site("hospital", latitude, longitude);
        var admin = await Supervisor();
        return (await admin.Post("/api/hospitals", new { site_id = site, specialties = new[] { "MEDICAL" }, total_beds = 20, available_beds = 10 })).Is(201).Id;
    }

    /// <summary>A call as a dispatcher takes it, each at an address of its own.</summary>
    public async Task<Answer> Call(string priority = "HIGH", int patients = 0, DateTimeOffset? occurredAt = null, string? description = null)
    {
        var dispatcher = await Dispatcher();
        return (await dispatcher.Post("/api/calls", new
        {
            emergency_type = "MEDICAL",
            priority,
            description,
            location = new { address = $"Teststrasse {Draw()}", latitude = 52.51, longitude = 13.41 },
            callers = new[] { new { name = "Caller", phone = "+4930" + Draw() } },
            patients = Enumerable.Range(1, patients).Select(index => new { name = $"Patient {index}", age = 40 + index, sex = "female" }),
            occurred_at = occurredAt,
        })).Is(201);
    }

    /// <summary>Dispatches; the response's view.</summary>
    public async Task<Answer> Dispatch(long call, Unit unit) =>
        (await (await Dispatcher()).Post($"/api/calls/{call}/dispatch", new { unit_id = unit.Id })).Is(200);

    /// <summary>Waits until all that is due by the test's clock was done, whoever does it: the server's own worker may be at it.</summary>
    public Task DueDone() => Wait.Until(async () =>
    {
        await Services.GetRequiredService<Worker>().RunDue();
        return !await Row<bool>($"select exists (select from platform.work where due_at <= {Clock.Now} and retry_at is null)");
    });

    /// <summary>Where the log of events stands; <see cref="EventsSince"/> tells what came after.</summary>
    public Task<long> Mark() => Db.One<long>($"select coalesce(max(id), 0) from platform.events");

    /// <summary>
    /// The kinds of the events since a mark, in order; what the worker does beside the test (a shift begins, an alarm rings or climbs because
    /// the clock was moved, somebody is told) is left out.
    /// </summary>
    public async Task<IReadOnlyList<string>> EventsSince(long mark) =>
        await Db.List<string>($"select kind from platform.events where id > {mark} and not {ByTheWorker} order by id");

    /// <summary>The same for one subject, such as <c>call:7</c>: what others do meanwhile is left out.</summary>
    public async Task<IReadOnlyList<string>> EventsSince(long mark, string subject) =>
        await Db.List<string>($"select kind from platform.events where id > {mark} and subject = {subject} and not {ByTheWorker} order by id");

    internal static readonly ChannelSettings Companies = ChannelSettings.None with
    {
        PublicUrl = new Uri("https://attend.test"),
        Sms = [new Carrier(new Uri("https://carrier.test"), "AC1", "token-of-the-company", "+15005550006")],
    };

    private static Sql ByTheWorker =>
        Sql.Raw("(actor = 'system' and (kind like 'people.shift_%' or kind like 'notifications.%' or kind in ('dispatch.alarm_raised', 'dispatch.alarm_climbed', 'queues.forecast_rose', 'queues.wait_grew')))");

    internal Task<T> Row<T>(Sql sql) => Db.One<T>(sql);

    internal Task<IReadOnlyList<T>> Rows<T>(Sql sql) => Db.List<T>(sql);

    /// <summary>Violated invariants, each as a sentence; the test's last question.</summary>
    public async Task<string> Violations()
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        await Invariants.Violations(Services.GetRequiredService<NpgsqlDataSource>(), Modules.All, output, CancellationToken.None);
        return output.ToString();
    }

    /// <summary>A number that no other name of this world has.</summary>
    public int Draw() => Interlocked.Increment(ref drawn);

    private async Task Start()
    {
        var settings = new Settings("http://127.0.0.1:0", connection, DataFolder, DispatchNumber: "+6495550100");
        app = Server.Build(settings, connection, Modules.All, Clock, services =>
        {
            services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Error));
            // Hashing is slow on purpose; the tests sign in thousands of times.
            services.Configure<PasswordHasherOptions>(options => options.IterationCount = 1000);
            // Nothing that is told in a test leaves the machine; companies call back here, and sign with their token.
            services.AddSingleton(Companies);
            services.AddSingleton<IEnumerable<IProvider>>(_ =>
            [
                .. Enum.GetValues<Way>().Except([Way.InApp]).Select(way => new Sink(way, Path.Combine(DataFolder, "sink"), new Mailbox("attend", "localhost"), Clock)),
            ]);
            more(services);
        });
        await CommandLine.Prepare(app, Modules.All, CancellationToken.None);
        await app.StartAsync();
        var addresses = app.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>().Features.Get<IServerAddressesFeature>()!;
        http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 128, UseCookies = false }) { BaseAddress = new Uri(addresses.Addresses.First()) };
    }

    private async Task Stop()
    {
        http.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
    }
}

public sealed record Person(long Id, string Name);

public sealed record Unit(long Id, string Number, long Site, IReadOnlyList<Person> Crew);
