using System.Buffers.Text;
using System.Diagnostics.Metrics;
using System.Text.Json;
using Attend.Channels;
using Attend.Notifications;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Tests.Channels;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Attend.Tests.Notifications;

/// <summary>The ways out: who carries what, who is left alone, what waits, and a message to try one.</summary>
public sealed class WaysTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task Each_way_says_who_carries_it_and_what_waits()
    {
        var person = await world.AddPerson($"waits-{world.Draw()}", "paramedic");
        var now = world.Clock.Now;
        var ids = await world.Told(person, "response:5",
        [
            new Past("test", Way.Webhook, DeliveryState.Pending, now.AddMinutes(-20)), new Past("test", Way.Webhook, DeliveryState.Pending, now.AddMinutes(-10)),
            new Past("test", Way.Webhook, DeliveryState.Pending, now.AddMinutes(30)), new Past("test", Way.Email, DeliveryState.Sent, now),
            new Past("test", Way.Email, DeliveryState.Failed, now), new Past("test", Way.Email, DeliveryState.Failed, now.AddHours(-2)),
        ]);
        // Nobody sends them away while they are counted.
        await world.Db.Run($"update notifications.deliveries set lease_until = now() + interval '1 hour' where id = any({ids.ToArray()})");
        await Tried(ids[3], now, "later");
        await Tried(ids[3], now, "accepted", 2);
        await Tried(ids[4], now, "never");
        await Tried(ids[5], now.AddHours(-2), "never");

        var ways = (await (await world.Admin()).Get("/api/admin/ways")).Is(200);

        Assert.Equal(["web_push", "email", "sms", "voice", "webhook"], ways["ways"].EnumerateArray().Select(way => way.GetProperty("way").GetString()));
        var (email, webhook) = (Row(ways, "email"), Row(ways, "webhook"));
        Assert.Equal((2, 1), (webhook.GetProperty("waiting").GetInt32(), webhook.GetProperty("later").GetInt32()));
        Assert.Equal(now.AddMinutes(-20), webhook.GetProperty("waiting_since").GetDateTimeOffset());
        Assert.Equal((1, 1, 1, 0), (Number(email, "accepted"), Number(email, "put_off"), Number(email, "refused"), Number(email, "unsure")));
        Assert.Equal("sink", email.GetProperty("providers")[0].GetProperty("name").GetString());
        Assert.Equal(0, email.GetProperty("waiting").GetInt32());
        Assert.False(ways["at_least"].GetBoolean());
        (await (await world.Supervisor()).Get("/api/admin/ways")).Refused(403, "forbidden");
    }

    [Fact]
    public async Task What_of_telling_people_could_not_be_done_is_counted_and_found_among_the_failures()
    {
        var subject = $"call:{(await world.Call()).Id}";
        await world.Db.Run($"insert into platform.subscriptions (name, epoch, tx, id) values ('test.reaction', 0, '0', 0)");
        await world.Db.Run($"""
            insert into platform.parked_events (subscription, subject, epoch, tx, id, attempts, error, parked_at)
            select s.name, subject, epoch, tx, id, 5, 'it would not', now()
            from platform.events cross join (values ('test.reaction'), ({DispatchMessages.Subscription.Name})) as s (name)
            where subject = {subject} order by epoch, tx, id limit 2
            """);
        await world.Db.Run($"""
            insert into platform.work (kind, key, due_at, data, attempts, retry_at, last_error)
            select kind, '0', now() + interval '1 hour', jsonb_build_object(), 3, now() + interval '1 hour', 'no answer'
            from (values ({TellAudience.Work}), ('test.failing')) as w (kind)
            """);
        var admin = await world.Admin();

        var ways = (await admin.Get("/api/admin/ways")).Is(200);
        Assert.Equal((1, 1), (ways["parked"].GetInt32(), ways["failing"].GetInt32()));
        var letters = (await admin.Get("/api/admin/dead-letters?module=notifications")).Is(200);
        Assert.Equal([DispatchMessages.Subscription.Name], letters["items"].EnumerateArray().Select(one => one.GetProperty("subscription").GetString()));
        Assert.Equal([TellAudience.Work], letters["work"].EnumerateArray().Select(one => one.GetProperty("kind").GetString()));
        Assert.Equal(2, (await admin.Get("/api/admin/dead-letters")).Is(200)["items"].GetArrayLength());
    }

    [Fact]
    public async Task A_test_goes_out_at_once_and_its_answer_says_what_became_of_it()
    {
        var admin = await Administrator("test-way@example.org", "+4930777");
        var mark = await world.Mark();

        var mail = (await admin.Post("/api/admin/ways/email/test")).Is(200);
        Assert.Equal(("email", "sink", "accepted"), (mail["way"].GetString(), mail["provider"].GetString(), mail["outcome"].GetString()));
        Assert.InRange(mail["milliseconds"].GetInt64(), 0, 60_000);
        Assert.Contains(Written("email"), file => file.Contains("test-way@example.org", StringComparison.Ordinal));
        (await admin.Post("/api/admin/ways/sms/test", new { address = "+4930888" })).Is(200);
        Assert.Contains(Written("sms"), file => file.Contains("4930888", StringComparison.Ordinal));
        var hook = (await admin.Post("/api/admin/ways/webhook/test", new { address = "https://program.example/hook" })).Is(200);
        Assert.StartsWith("whsec_", hook["secret"].GetString(), StringComparison.Ordinal);
        var stored = (await admin.Post("/api/admin/webhooks", new { name = "A program", address = "https://stored.example/hook", kinds = new[] { "alarm" } })).Is(201);
        var kept = (await admin.Post("/api/admin/ways/webhook/test", new { webhook_id = stored["webhook"].GetProperty("id").GetInt64() })).Is(200);
        Assert.Equal(("accepted", JsonValueKind.Null), (kept["outcome"].GetString(), kept["secret"].ValueKind));
        Assert.Contains(Written("webhook"), file => file.Contains("https://stored.example/hook", StringComparison.Ordinal));
        (await admin.Post("/api/admin/ways/webhook/test", new { webhook_id = 999_999 })).Refused(404, "not_found");
        (await admin.Post("/api/admin/ways/web_push/test")).Refused(409, "no_own_address");
        var keys = new { p256dh = Base64Url.EncodeToString([4, .. new byte[64]]), auth = Base64Url.EncodeToString(new byte[16]) };
        (await admin.Post("/api/notifications/devices", new { name = "A browser", endpoint = "https://push.example.org/way", keys })).Is(200);
        Assert.Equal("accepted", (await admin.Post("/api/admin/ways/web_push/test")).Is(200)["outcome"].GetString());

        Assert.Equal(
            ["way_tested email", "way_answered email", "way_tested sms", "way_answered sms", "way_tested webhook", "way_answered webhook", "way_tested webhook",
                "way_answered webhook", "way_tested web_push", "way_answered web_push"],
            await world.Rows<string>($"""
                select substring(kind from 15) || ' ' || substring(subject from 5) from platform.events
                where id > {mark} and kind like 'notifications.way_%' and actor = {"user:" + admin.UserId} order by id
                """));
        // The audit says that it went elsewhere, and not where.
        Assert.Equal(0, await world.Row<long>($"select count(*) from platform.events where data::text like '%4930888%' or data::text like '%program.example%'"));
    }

    [Fact]
    public async Task A_test_that_cannot_be_is_refused_and_too_many_are_too()
    {
        var admin = await Administrator(null, null);
        (await admin.Post("/api/admin/ways/in_app/test")).Refused(404, "not_found");
        (await admin.Post("/api/admin/ways/pigeon/test")).Refused(404, "not_found");
        (await admin.Post("/api/admin/ways/email/test")).Refused(409, "no_own_address");
        foreach (var (way, body) in new (string, object)[]
        {
            ("email", new { address = "nobody" }), ("sms", new { address = "0123" }), ("voice", new { address = "hello" }), ("web_push", new { address = "https://a.example" }),
            ("webhook", new { }), ("webhook", new { address = "ftp://a.example" }), ("webhook", new { address = "https://a.example", secret = "!" }),
            ("webhook", new { address = "https://a.example", webhook_id = 1 }), ("sms", new { webhook_id = 1 }),
        })
        {
            (await admin.Post($"/api/admin/ways/{way}/test", body)).Refused(400, "invalid");
        }

        (await (await world.Supervisor()).Post("/api/admin/ways/email/test")).Refused(403, "forbidden");
        for (var i = 0; i < 10; i++)
        {
            (await admin.Post("/api/admin/ways/email/test", new { address = "a@example.org" })).Is(200);
        }

        (await admin.Post("/api/admin/ways/email/test", new { address = "a@example.org" })).Refused(429, "too_many_requests");
    }

    [Fact]
    public async Task A_provider_that_fails_is_named_with_how_long_it_rests()
    {
        var providers = new Providers([new Broken(Way.Sms)], world.Clock, world.Services.GetRequiredService<IMeterFactory>(), NullLogger<Providers>.Instance);
        for (var i = 0; i < Breaker.Failures; i++)
        {
            await providers.Send(Way.Sms, Message.To("+4930"), CancellationToken.None);
        }

        var ways = Assert.IsType<Ok<WaysView>>(await ReadWays.Handle(world.Db, providers, world.Clock, CancellationToken.None)).Value!;
        var broken = Assert.Single(ways.Ways.Single(way => way.Way is Way.Sms).Providers);
        Assert.Equal(("broken", world.Clock.Now + Breaker.FirstRest), (broken.Name, Assert.Single(broken.Resting).Until));
        Assert.Empty(ways.Ways.Single(way => way.Way is Way.Email).Providers);

        var told = await Test(providers, Way.Sms);
        Assert.Equal((null, TryOutcome.Later), (told.Provider, told.Outcome));
    }

    [Fact]
    public async Task A_provider_that_is_nonsense_is_told_as_such()
    {
        var providers = new Providers([new Nonsense()], world.Clock, world.Services.GetRequiredService<IMeterFactory>(), NullLogger<Providers>.Instance);
        var told = await Test(providers, Way.Email);
        Assert.Equal((TryOutcome.Unsure, "The provider failed instead of answering: FormatException."), (told.Outcome, told.Detail));
        Assert.Equal(TryOutcome.Never, (await Test(new Providers([], world.Clock, world.Services.GetRequiredService<IMeterFactory>(), NullLogger<Providers>.Instance), Way.Email)).Outcome);
    }

    private async Task<WayTestView> Test(Providers providers, Way way)
    {
        var caller = new Caller("user:1", 1, null, new Dictionary<Permission, Grant>());
        var answer = await TestWay.Handle(
            Words.Of(way), new WayTestRequest(way is Way.Email ? "a@example.org" : "+4930999"), world.Db, providers, ChannelSettings.None, new RateLimits(world.Clock), caller,
            world.Clock, NullLoggerFactory.Instance, CancellationToken.None);
        return Assert.IsType<Ok<WayTestView>>(answer.Result).Value!;
    }

    private async Task<Api> Administrator(string? email, string? phone)
    {
        var name = $"admin-{world.Draw()}";
        await world.AddPerson(name, "admin");
        var admin = await world.SignIn(name);
        await world.Db.Run($"update people.users set email = {email}, phone = {phone} where id = {admin.UserId}");
        return admin;
    }

    private IEnumerable<string> Written(string way) =>
        Directory.GetFiles(Path.Combine(world.DataFolder, "sink"), $"*-{way}-*").Where(file => !file.EndsWith(".part", StringComparison.Ordinal)).Select(File.ReadAllText);

    private Task Tried(long delivery, DateTimeOffset at, string outcome, int number = 1) => world.Db.Run($"""
        insert into notifications.tries (delivery_id, number, began_at, ended_at, provider, outcome, maybe_again)
        values ({delivery}, {number}, {at}, {at}, 'sink', {outcome}, false)
        """);

    private static JsonElement Row(Answer ways, string way) => ways["ways"].EnumerateArray().Single(one => one.GetProperty("way").GetString() == way);

    private static int Number(JsonElement row, string member) => row.GetProperty(member).GetInt32();

    private sealed class Broken(Way way) : IProvider
    {
        public string Name => "broken";

        public Way Way => way;

        public TimeSpan Longest => TimeSpan.FromSeconds(1);

        public Task<Outcome> Send(Outgoing message, CancellationToken ct) => Task.FromResult<Outcome>(new Outcome.Later("It is broken."));
    }

    private sealed class Nonsense : IProvider
    {
        public string Name => "nonsense";

        public Way Way => Way.Email;

        public TimeSpan Longest => TimeSpan.FromSeconds(1);

        public Task<Outcome> Send(Outgoing message, CancellationToken ct) => throw new FormatException("nonsense");
    }
}
