using System.Text.Json;
using System.Text.Json.Nodes;
using Attend.People;
using Attend.Platform;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Xunit;

namespace Attend.Tests.People;

public sealed class PasskeysTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task One_adds_lists_renames_and_removes_one_s_own()
    {
        using var phone = new Authenticator(Passkeys.Origin);
        var (_, client) = await world.User("owner", Role.Dispatcher);
        var mark = await world.Mark();
        var asked = (await client.Ask("/api/auth/passkeys/challenge", new { password = World.Password })).Is(200);
        var options = asked["options"];
        Assert.Equal("attend.example", options.GetProperty("rp").GetProperty("id").GetString());
        Assert.Equal("owner", options.GetProperty("user").GetProperty("name").GetString());
        Assert.Equal("owner Test", options.GetProperty("user").GetProperty("displayName").GetString());
        Assert.Equal("required", options.GetProperty("authenticatorSelection").GetProperty("residentKey").GetString());
        Assert.Equal("required", options.GetProperty("authenticatorSelection").GetProperty("userVerification").GetString());
        var credential = phone.Create(options, transports: ["usb", "nonsense", "nfc"]);
        var added = (await client.Ask("/api/auth/passkeys", Passkeys.Answer(asked, credential, " Blue key "))).Is(201);
        Assert.Equal("Blue key", added["name"].GetString());
        Assert.Equal("attend.example", added["domain"].GetString());
        Assert.True(added["synced"].GetBoolean());
        Assert.Equal(["nfc", "usb"], added["transports"].EnumerateArray().Select(word => word.GetString()));
        Assert.Equal(JsonValueKind.Null, added["used_at"].ValueKind);
        Assert.Equal(JsonValueKind.Null, added["doubted_at"].ValueKind);

        // The next one is not made on the same device: the browser is told which there are.
        var again = (await client.Ask("/api/auth/passkeys/challenge", new { password = World.Password })).Is(200)["options"];
        Assert.Equal(credential["id"]!.GetValue<string>(), again.GetProperty("excludeCredentials")[0].GetProperty("id").GetString());

        (await client.Patch($"/api/auth/passkeys/{added.Id}", new { name = "Green key" })).Refused(428, "precondition_required");
        (await client.Patch($"/api/auth/passkeys/{added.Id}", new { name = " " }, 1)).Refused(400, "invalid");
        Assert.Equal("Green key", (await client.Patch($"/api/auth/passkeys/{added.Id}", new { name = "Green key" }, 1)).Is(200)["name"].GetString());
        (await client.Patch($"/api/auth/passkeys/{added.Id}", new { name = "Red key" }, 1)).Refused(412, "precondition_failed");

        (await client.Post($"/api/auth/passkeys/{added.Id}/remove", new { password = "wrong" })).Refused(401, "bad_credentials");
        (await client.Post($"/api/auth/passkeys/{added.Id}/remove", new { password = World.Password })).Is(204);
        (await client.Post($"/api/auth/passkeys/{added.Id}/remove", new { password = World.Password })).Refused(404, "not_found");
        Assert.Empty((await client.Get("/api/auth/passkeys")).Is(200).Items());
        Assert.Equal(["people.passkey_added", "people.passkey_renamed", "people.passkey_removed"], await world.EventsSince(mark));
        (await world.SignInWith(phone)).Refused(401, "bad_passkey");
    }

    [Fact]
    public async Task Password_and_code_are_asked_for_again_and_wrong_ones_are_slowed()
    {
        var (id, client) = await world.User("proven", Role.Dispatcher);
        (await Ask(World.Password)).Is(200);
        (await Ask("wrong")).Refused(401, "bad_credentials");
        (await client.Post("/api/auth/totp")).Is(200);
        var key = await world.Row<byte[]>($"select totp_key from people.credentials where user_id = {id}");
        (await client.Post("/api/auth/totp/confirm", new { code = Code() })).Is(204);
        (await Ask(World.Password)).Refused(401, "code_required");
        (await Ask(World.Password, Code())).Refused(401, "code_wrong");
        world.Clock.Advance(TimeSpan.FromSeconds(30));
        (await Ask(World.Password, Code())).Is(200);
        // The code opened once.
        (await Ask(World.Password, Code())).Refused(401, "code_wrong");
        for (var i = 0; i < 5; i++)
        {
            await Ask("wrong");
        }

        (await Ask(World.Password)).Refused(429, "throttled");

        string Code() => Totp.Code(key, Totp.Step(world.Clock.GetUtcNow()));
        Task<Answer> Ask(string password, string? code = null) => client.Ask("/api/auth/passkeys/challenge", new { password, code });
    }

    public static TheoryData<string> Wrongs => ["challenge", "origin", "domain", "not verified", "nothing", "no object"];

    [Theory]
    [MemberData(nameof(Wrongs))]
    public async Task What_is_not_made_rightly_is_not_added(string wrong)
    {
        using var phone = new Authenticator(Passkeys.Origin);
        var (_, client) = await world.User($"unfit-{world.Draw()}", Role.Nurse);
        var asked = (await client.Ask("/api/auth/passkeys/challenge", new { password = World.Password })).Is(200);
        var options = asked["options"];
        JsonNode? credential = wrong switch
        {
            "challenge" => phone.Create((await client.Ask("/api/auth/passkeys/challenge", new { password = World.Password }))["options"]),
            "origin" => phone.Create(options, at: "https://evil.example"),
            "domain" => phone.Create(options, domain: "evil.example"),
            "not verified" => phone.Create(options, flags: Authenticator.Present),
            "nothing" => null,
            _ => JsonValue.Create("none"),
        };
        var body = new JsonObject { ["challenge"] = asked["challenge"].GetString(), ["name"] = "Wrong", ["credential"] = credential };
        (await client.Ask("/api/auth/passkeys", body)).Refused(400, "passkey_unfit");
        Assert.Empty((await client.Get("/api/auth/passkeys")).Items());
    }

    [Fact]
    public async Task A_repeated_request_adds_once_and_is_answered_alike()
    {
        using var phone = new Authenticator(Passkeys.Origin);
        var (_, client) = await world.User("repeating", Role.Nurse);
        var asked = (await client.Ask("/api/auth/passkeys/challenge", new { password = World.Password })).Is(200);
        var body = Passkeys.Answer(asked, phone.Create(asked["options"]), "Once");
        var first = (await client.Ask(HttpMethod.Post, "/api/auth/passkeys", body, key: "passkey-repeated-1")).Is(201);
        Assert.Equal(first.Id, (await client.Ask(HttpMethod.Post, "/api/auth/passkeys", body.DeepClone(), key: "passkey-repeated-1")).Is(201).Id);
        (await client.Ask("/api/auth/passkeys", body.DeepClone())).Refused(409, "challenge_gone");
        Assert.Single((await client.Get("/api/auth/passkeys")).Items());
    }

    [Fact]
    public async Task A_passkey_belongs_to_one_account()
    {
        using var phone = new Authenticator(Passkeys.Origin);
        var (_, one) = await world.User("first-owner", Role.Nurse);
        var (_, other) = await world.User("second-owner", Role.Nurse);
        var added = await one.AddPasskey(phone);
        var asked = (await other.Ask("/api/auth/passkeys/challenge", new { password = World.Password })).Is(200);
        (await other.Ask("/api/auth/passkeys", Passkeys.Answer(asked, phone.Create(asked["options"]), "Mine"))).Refused(400, "passkey_unfit");

        (await other.Patch($"/api/auth/passkeys/{added.Id}", new { name = "Mine" }, 1)).Refused(404, "not_found");
        (await other.Post($"/api/auth/passkeys/{added.Id}/remove", new { password = World.Password })).Refused(404, "not_found");
        Assert.Empty((await other.Get("/api/auth/passkeys")).Items());
        // A challenge is its owner's.
        var own = (await one.Ask("/api/auth/passkeys/challenge", new { password = World.Password })).Is(200);
        (await other.Ask("/api/auth/passkeys", Passkeys.Answer(own, [], "Mine"))).Refused(409, "challenge_gone");
        Assert.Single((await one.Get("/api/auth/passkeys")).Items());
    }

    [Fact]
    public async Task Twenty_are_enough_even_at_once()
    {
        var (id, client) = await world.User("collector", Role.Nurse);
        using var phone = new Authenticator(Passkeys.Origin);
        using var tablet = new Authenticator(Passkeys.Origin);
        await world.Db.Run($"""
            insert into people.passkeys (user_id, name, domain, credential_id, public_key, sign_count, transports, backup_eligible, backed_up, created_at)
            select {id}, 'Key ' || n, 'attend.example', int4send(n::integer), '', 0, array[]::text[], true, true, {world.Clock.Now} from generate_series(1, 19) n
            """);
        var first = (await client.Ask("/api/auth/passkeys/challenge", new { password = World.Password })).Is(200);
        var second = (await client.Ask("/api/auth/passkeys/challenge", new { password = World.Password })).Is(200);
        (await client.Ask("/api/auth/passkeys", Passkeys.Answer(first, phone.Create(first["options"]), "20"))).Is(201);
        (await client.Ask("/api/auth/passkeys", Passkeys.Answer(second, tablet.Create(second["options"]), "21"))).Refused(409, "passkey_limit");
        (await client.Ask("/api/auth/passkeys/challenge", new { password = World.Password })).Refused(409, "passkey_limit");
    }

    [Fact]
    public async Task An_administrator_sees_a_user_s_passkeys_and_takes_the_lost_one_off()
    {
        using var phone = new Authenticator(Passkeys.Origin);
        var (id, client) = await world.User("lost-phone", Role.Nurse);
        var added = await client.AddPasskey(phone, "Lost phone");
        var (_, other) = await world.User("no-administrator", Role.Supervisor);
        (await other.Get($"/api/users/{id}/passkeys")).Refused(403, "forbidden");
        (await other.Delete($"/api/users/{id}/passkeys/{added.Id}")).Refused(403, "forbidden");
        var elsewhere = await world.As("admin", await world.Site());
        (await elsewhere.Get($"/api/users/{id}/passkeys")).Refused(404, "not_found");
        (await elsewhere.Delete($"/api/users/{id}/passkeys/{added.Id}")).Refused(404, "not_found");

        var admin = await world.Admin();
        var seen = Assert.Single((await admin.Get($"/api/users/{id}/passkeys")).Is(200).Items());
        Assert.Equal("Lost phone", seen.GetProperty("name").GetString());
        Assert.False(seen.TryGetProperty("public_key", out _));
        var mark = await world.Mark();
        (await admin.Delete($"/api/users/{admin.UserId}/passkeys/{added.Id}")).Refused(404, "not_found");
        (await admin.Delete($"/api/users/{id}/passkeys/{added.Id}")).Is(204);
        (await admin.Delete($"/api/users/{id}/passkeys/{added.Id}")).Refused(404, "not_found");
        Assert.Equal(["people.passkey_removed"], await world.EventsSince(mark));
        (await world.SignInWith(phone)).Refused(401, "bad_passkey");
    }

    [Fact]
    public async Task They_are_exported_and_erased_with_the_person()
    {
        using var phone = new Authenticator(Passkeys.Origin);
        var (id, client) = await world.User("erased-owner", Role.Nurse);
        await client.AddPasskey(phone, "My own phone");
        (await client.Ask("/api/auth/passkeys/challenge", new { password = World.Password })).Is(200);
        var export = (await client.Get($"/api/users/{id}/export")).Is(200)["data"].GetProperty("people.account").GetProperty("passkeys");
        Assert.Equal("My own phone", Assert.Single(export.EnumerateArray()).GetProperty("name").GetString());
        (await (await world.Admin()).Post($"/api/users/{id}/erase")).Is(204);
        Assert.Equal(0, await world.Row<long>($"select count(*) from people.passkeys where user_id = {id}"));
        Assert.Equal(0, await world.Row<long>($"select count(*) from people.passkey_challenges where user_id = {id}"));
        (await world.SignInWith(phone)).Refused(401, "bad_passkey");
        Assert.Equal("", await world.Violations());
    }

    [Theory]
    [InlineData("attend.example", null, "attend.example")]
    [InlineData("localhost:8000", null, "localhost")]
    [InlineData("127.0.0.1:8000", null, null)]
    [InlineData("[2001:db8::1]", null, null)]
    [InlineData("board.example.org", "example.org", "example.org")]
    [InlineData("example.org:8443", "example.org", "example.org")]
    [InlineData("badexample.org", "example.org", null)]
    [InlineData("localhost", "example.org", null)]
    public void A_passkey_is_made_for_the_host_asked_or_for_the_domain_that_was_set(string host, string? set, string? domain)
    {
        var request = new DefaultHttpContext().Request;
        request.Host = new HostString(host);
        Assert.Equal(domain, PasskeyChallenge.Domain(request, new Settings("", null, null, Domain: set)));
        var options = new IdentityPasskeyOptions();
        PasskeyChallenge.Rules(options, new Settings("", null, null, Domain: set));
        Assert.Equal(set, options.ServerDomain);
    }

    [Theory]
    [InlineData("https://example.org")]
    [InlineData("192.0.2.7")]
    [InlineData("Example.org")]
    public void A_domain_that_is_none_is_told_at_the_start(string domain) =>
        Assert.Throws<BadUsage>(() => new Settings("http://localhost:8000", null, null, Domain: domain).Check());
}
