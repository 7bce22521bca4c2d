using System.Globalization;
using Attend.Channels;
using Attend.Notifications;
using Attend.Platform;
using Attend.Platform.Database;
using Attend.Tests.Platform;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Xunit;

namespace Attend.Tests.Faults;

/// <summary>
/// A server process that sends text messages by a telephone company of the test's, with a proxy before its PostgreSQL; and the database by
/// another way, for looking and for saying something while the server lies dead.
/// </summary>
public sealed class SendingServer : IAsyncLifetime
{
    /// <summary>Of its own: what is held open here would hold up every other test's feed.</summary>
    private readonly TestPostgres postgres = new();
    private string connection = "";
    private NpgsqlDataSource source = null!;
    private WebApplication beside = null!;

    public ServerProcess Server { get; private set; } = null!;

    internal PostgresProxy Proxy { get; private set; } = null!;

    internal TelephoneCompany Company { get; private set; } = null!;

    internal Temper Temper { get; } = new(1);

    /// <summary>The product's own door to the database, of a server that never runs.</summary>
    internal Db Db => beside.Services.GetRequiredService<Db>();

    public async ValueTask InitializeAsync()
    {
        await postgres.InitializeAsync();
        connection = await postgres.CreateDatabase();
        source = NpgsqlDataSource.Create(connection);
        beside = Attend.Platform.Server.Build(new Settings("http://127.0.0.1:0", connection, null), connection, Modules.All, TimeProvider.System,
            services => services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Error)));
        await CommandLine.Prepare(beside, Modules.All, CancellationToken.None);
        Proxy = new PostgresProxy(connection);
        Company = await TelephoneCompany.Start(Temper);
        Server = new ServerProcess(Proxy.Connection, ("ATTEND_SMS", Company.Setting), ("ATTEND_PUBLIC_URL", CallBacks.Public.ToString()), ("ATTEND_OFFER_SECONDS", "5"));
        await Run(Town.Ladder(Kind.Alarm, (0, Way.Sms)));
        await Run(Town.Ladder(Kind.PreAlert, (0, Way.InApp), (2, Way.Sms), (4, Way.Sms)));
        await Server.Start();
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Company.DisposeAsync();
        await Proxy.DisposeAsync();
        await beside.DisposeAsync();
        await source.DisposeAsync();
        await postgres.DisposeAsync();
    }

    /// <summary>
    /// What <c>kill -9</c> leaves behind, decided: what it had open is over. Its leases have run out too, which the database's clock would
    /// take minutes for.
    /// </summary>
    public async Task Kill()
    {
        await Server.Kill();
        Temper.Always = null;
        await Wait.Until(async () => await Number("select count(*) from pg_stat_activity where datname = current_database() and state like '%in transaction%'") == 0);
        await Run("update notifications.deliveries set lease_until = now() - interval '1 second' where lease_until is not null");
        await Run("update platform.work set lease_until = now() - interval '1 second' where lease_until is not null");
    }

    /// <summary>An administrator, signed in.</summary>
    public async Task<Api> Boss()
    {
        if (await Number("select count(*) from people.users where username = 'boss'") == 0)
        {
            Assert.Equal(0, (await Server.Command("user", "add", "boss", "--role", "admin", "--password", World.Password)).Code);
        }

        return await SignIn("boss");
    }

    public async Task<Api> SignIn(string name)
    {
        var answer = (await new Api(Server.Http).Post("/api/auth/login", new { username = name, password = World.Password })).Is(200);
        return new Api(Server.Http, answer["access_token"].GetString(), answer["user"].GetProperty("id").GetInt64());
    }

    /// <summary>A site with so many people who have a telephone.</summary>
    public Task<long> Site(int people) => Number(Town.Of(people));

    /// <summary>Tells one person something by telephone. The delivery's reference, once it is written down.</summary>
    public async Task<Guid> TellOne()
    {
        var message = await Town.Tell(Db, await Site(1));
        Guid reference = default;
        await Wait.Until(async () => (reference = await Value<Guid>($"select reference from notifications.deliveries where message_id = {message}")) != default);
        return reference;
    }

    /// <summary>The state of a delivery and its tries: <c>SENT: 1 cut_off, 2 accepted again</c>.</summary>
    public async Task<string> Story(Guid reference) => await Value<string>($"""
        select d.state || ': ' || coalesce(string_agg(concat_ws(' ', t.number, t.outcome, case when t.maybe_again then 'again' end), ', ' order by t.number) filter (where t.number > 0), 'no try')
        from notifications.deliveries d left join notifications.tries t on t.delivery_id = d.id where d.reference = '{reference}' group by d.state
        """) ?? "";

    public Task<long> Number(string sql) => Value<long>(sql);

    public async Task<T?> Value<T>(string sql)
    {
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync() is T value ? value : default;
    }

    public async Task Run(string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<string> Violations()
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        await Invariants.Violations(source, Modules.All, output, TestContext.Current.CancellationToken);
        return output.ToString();
    }
}
