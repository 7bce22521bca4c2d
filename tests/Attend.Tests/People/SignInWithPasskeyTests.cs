using System.Text.Json;
using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Xunit;

namespace Attend.Tests.People;

public sealed class SignInWithPasskeyTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task A_browser_is_signed_in_without_a_name_and_without_a_code()
    {
        using var phone = new Authenticator(Passkeys.Origin) { Counts = true };
        var user = await world.User("keyed", Role.Dispatcher);
        var added = await user.Client.AddPasskey(phone);
        await TotpOn(user.Client);
        (await world.Stranger.Post("/api/auth/session", new { username = "keyed", password = World.Password })).Refused(401, "code_required");

        var mark = await world.Mark();
        var asked = (await world.PasskeyChallenge()).Is(200);
        Assert.Equal("attend.example", asked["options"].GetProperty("rpId").GetString());
        Assert.Equal("required", asked["options"].GetProperty("userVerification").GetString());
        Assert.Equal(0, asked["options"].GetProperty("allowCredentials").GetArrayLength());
        var answer = (await world.SignInWith(asked, phone.Get(asked["options"]))).Is(200);
        Assert.Equal(57600, answer["expires_in"].GetInt32());
        Assert.Equal(user.Id, answer["user"].GetProperty("id").GetInt64());
        Assert.False(answer.Body.TryGetProperty("access_token", out _));
        var cookie = Assert.Single(answer.Message.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        (await world.Stranger.With(HttpMethod.Get, "/api/auth/me", null, request => request.Headers.Add("Cookie", cookie.Split(';')[0]))).Is(200);

        Assert.Equal(["people.session_started"], await world.EventsSince(mark));
        var data = await world.Row<JsonElement>($"select data from platform.events where id > {mark}");
        Assert.Equal(added.Id, data.GetProperty("passkey_id").GetInt64());
        var used = Assert.Single((await user.Client.Get("/api/auth/passkeys")).Is(200).Items());
        Assert.Equal(world.Clock.Now, used.GetProperty("used_at").GetDateTimeOffset());
        Assert.Equal(2, await world.Row<long>($"select sign_count from people.passkeys where id = {added.Id}"));
        Assert.Equal(0, await world.Row<long>($"select count(*) from people.passkey_challenges where token_hash = {Token.Hash(asked["challenge"].GetString()!)}"));
    }

    public static TheoryData<string> Wrongs => ["challenge", "origin", "subdomain", "domain", "not verified", "not present", "signature", "owner", "type", "unknown"];

    [Theory]
    [MemberData(nameof(Wrongs))]
    public async Task What_is_not_answered_rightly_opens_nothing_and_uses_the_challenge_up(string wrong)
    {
        using var phone = new Authenticator(Passkeys.Origin);
        using var stranger = new Authenticator(Passkeys.Origin);
        var user = await world.User($"wrong-{world.Draw()}", Role.Nurse);
        await user.Client.AddPasskey(phone);
        var other = await world.User($"other-{world.Draw()}", Role.Nurse);
        var asked = (await world.PasskeyChallenge()).Is(200);
        var options = asked["options"];
        var credential = wrong switch
        {
            "challenge" => phone.Get(options, challenge: (await world.PasskeyChallenge())["options"].GetProperty("challenge").GetString()),
            "origin" => phone.Get(options, at: "https://evil.example"),
            "subdomain" => phone.Get(options, at: "https://x.attend.example"),
            "domain" => phone.Get(options, domain: "example"),
            "not verified" => phone.Get(options, flags: Authenticator.Present),
            "not present" => phone.Get(options, flags: Authenticator.Verified),
            "signature" => phone.Get(options, wrongly: true),
            "owner" => phone.Get(options, owner: $"{other.Id}"),
            "type" => phone.Get(options, type: "webauthn.create"),
            _ => stranger.Get(options, owner: $"{user.Id}"),
        };
        var mark = await world.Mark();
        var refused = (await world.SignInWith(asked, credential)).Refused(401, "bad_passkey");
        Assert.Equal(wrong is "unknown", refused["unknown"].GetBoolean());
        Assert.Empty(await world.EventsSince(mark));
        (await world.SignInWith(asked, phone.Get(options))).Refused(409, "challenge_gone");
        (await world.SignInWith(phone)).Is(200);
    }

    [Fact]
    public async Task A_challenge_is_answered_once_within_five_minutes_and_for_what_it_was_made_for()
    {
        using var phone = new Authenticator(Passkeys.Origin);
        var user = await world.User("challenged", Role.Nurse);
        await user.Client.AddPasskey(phone);

        var once = (await world.PasskeyChallenge()).Is(200);
        var answer = phone.Get(once["options"]);
        (await world.SignInWith(once, answer.DeepClone().AsObject())).Is(200);
        (await world.SignInWith(once, answer)).Refused(409, "challenge_gone");

        var late = (await world.PasskeyChallenge()).Is(200);
        world.Clock.Advance(TimeSpan.FromMinutes(5));
        (await world.SignInWith(late, phone.Get(late["options"]))).Refused(409, "challenge_gone");

        // One that adds does not sign in, one that signs in does not add, and neither is answered at another address.
        var adds = (await user.Client.Ask("/api/auth/passkeys/challenge", new { password = World.Password })).Is(200);
        (await world.Stranger.Ask("/api/auth/session/passkey", Passkeys.Answer(adds, []))).Refused(409, "challenge_gone");
        var signs = (await world.PasskeyChallenge()).Is(200);
        (await user.Client.Ask("/api/auth/passkeys", Passkeys.Answer(signs, [], "x"))).Refused(409, "challenge_gone");
        (await world.Stranger.Ask("/api/auth/session/passkey", Passkeys.Answer(signs, []), "other.example")).Refused(409, "challenge_gone");
        Assert.Equal(0, await world.Row<long>($"select count(*) from people.passkey_challenges where expires_at <= {world.Clock.Now}"));
    }

    [Fact]
    public async Task One_answer_sent_many_times_at_once_opens_once()
    {
        using var phone = new Authenticator(Passkeys.Origin);
        await (await world.User("keyed-race", Role.Nurse)).Client.AddPasskey(phone);
        var asked = (await world.PasskeyChallenge()).Is(200);
        var answer = phone.Get(asked["options"]);
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => world.SignInWith(asked, answer.DeepClone().AsObject())));
        Assert.Single(answers, one => one.Number == 200);
    }

    [Fact]
    public async Task A_count_that_went_back_is_told_and_the_passkey_opens_nothing_any_more()
    {
        using var phone = new Authenticator(Passkeys.Origin) { Counts = true };
        var user = await world.User("copied", Role.Dispatcher);
        var added = await user.Client.AddPasskey(phone);
        (await world.SignInWith(phone)).Is(200);
        var mark = await world.Mark();
        phone.Count--;
        (await world.SignInWith(phone)).Refused(401, "passkey_doubted");
        Assert.Equal(["people.passkey_doubted"], await world.EventsSince(mark));
        Assert.Equal("anonymous", await world.Row<string>($"select actor from platform.events where id > {mark}"));

        phone.Count += 10;
        (await world.SignInWith(phone)).Refused(401, "passkey_doubted");
        Assert.Equal(["people.passkey_doubted"], await world.EventsSince(mark));
        var seen = Assert.Single((await user.Client.Get("/api/auth/passkeys")).Is(200).Items());
        Assert.Equal(world.Clock.Now, seen.GetProperty("doubted_at").GetDateTimeOffset());
        Assert.Equal(added.Id, seen.GetProperty("id").GetInt64());
    }

    [Theory]
    [InlineData("update people.users set active = false, deactivated_at = now() where id = {0}")]
    [InlineData("delete from people.passkeys where user_id = {0}")]
    public async Task A_closed_account_and_a_removed_passkey_open_nothing_not_even_half_way(string meanwhile)
    {
        using var phone = new Authenticator(Passkeys.Origin);
        var user = await world.User($"closed-{world.Draw()}", Role.Nurse);
        await user.Client.AddPasskey(phone);
        Task<Answer>? signIn = null;
        await world.Db.Write<Microsoft.AspNetCore.Http.IResult>(Caller.System, async change =>
        {
            // However long the sign-in needs to come to the lock.
            change.RunAny($"set local idle_in_transaction_session_timeout = 0");
            change.Lock($"select from people.users where id = {user.Id} for no key update");
            await change.Send();
            signIn = world.SignInWith(phone);
            await Platform.Wait.Until(async () => await world.Row<bool>($"""
                select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')
                """));
            change.RunAny(Sql.Raw(string.Format(System.Globalization.CultureInfo.InvariantCulture, meanwhile, user.Id)));
            await change.Send();
            return Microsoft.AspNetCore.Http.TypedResults.NoContent();
        });
        (await signIn!).Refused(401, "bad_passkey");
        (await world.SignInWith(phone)).Refused(401, "bad_passkey");
        Assert.Equal(1, await world.Row<long>($"select count(*) from people.sessions where user_id = {user.Id}"));
    }

    [Fact]
    public async Task Many_wrong_answers_from_one_device_are_slowed()
    {
        // The other stories fail from this device too.
        await world.Db.Run($"delete from platform.throttles");
        using var stranger = new Authenticator(Passkeys.Origin);
        for (var i = 0; i <= 30; i++)
        {
            (await Wrong()).Refused(401, "bad_passkey");
        }

        var slowed = (await Wrong()).Refused(429, "throttled");
        Assert.True(slowed["retry_after"].GetInt32() > 0);
        Assert.NotNull(slowed.Message.Headers.RetryAfter);
        await world.Db.Run($"delete from platform.throttles");

        async Task<Answer> Wrong()
        {
            var asked = (await world.PasskeyChallenge()).Is(200);
            return await world.SignInWith(asked, stranger.Get(asked["options"], owner: "1"));
        }
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"id\":7}")]
    [InlineData("{\"id\":\"\\ud800\"}")]
    [InlineData("{\"id\":\"AAAA\",\"rawId\":\"AAAA\",\"type\":\"public-key\",\"response\":{\"clientDataJSON\":\"e30\",\"authenticatorData\":\"\",\"signature\":\"\",\"userHandle\":\"OTk5OTk5OTk5OTk5OTk5OTk5OTk5\"}}")]
    public async Task Nonsense_is_a_passkey_that_is_not_known(string credential)
    {
        var asked = (await world.PasskeyChallenge()).Is(200);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/auth/session/passkey");
        request.Headers.Host = Passkeys.Host;
        request.Content = new StringContent($$"""{"challenge":"{{asked["challenge"]}}","credential":{{credential}}}""", null, "application/json");
        (await world.Stranger.Send(request)).Refused(401, "bad_passkey");
    }

    [Theory]
    [InlineData("127.0.0.1:8000")]
    [InlineData("[::1]:8000")]
    public async Task An_address_of_numbers_has_no_passkeys(string host) =>
        (await world.Stranger.Ask("/api/auth/session/passkey/challenge", host: host)).Refused(409, "passkeys_not_here");

    private async Task TotpOn(Api client)
    {
        (await client.Post("/api/auth/totp")).Is(200);
        var key = await world.Row<byte[]>($"select totp_key from people.credentials where user_id = {client.UserId}");
        (await client.Post("/api/auth/totp/confirm", new { code = Totp.Code(key, Totp.Step(world.Clock.GetUtcNow())) })).Is(204);
    }
}
