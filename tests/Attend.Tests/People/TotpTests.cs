using System.Text;
using Attend.People;
using Xunit;

namespace Attend.Tests.People;

public sealed class TotpTests(World world) : IClassFixture<World>
{
    // RFC 6238, appendix B, the SHA-1 rows; the last six of their eight digits.
    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1111111111, "050471")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    [InlineData(20000000000, "353130")]
    public void The_codes_are_those_of_RFC_6238(long seconds, string code) =>
        Assert.Equal(code, Totp.Code(Encoding.ASCII.GetBytes("12345678901234567890"), Totp.Step(DateTimeOffset.FromUnixTimeSeconds(seconds))));

    [Theory]
    [InlineData("f", "MY")]
    [InlineData("fo", "MZXQ")]
    [InlineData("foo", "MZXW6")]
    [InlineData("foobar", "MZXW6YTBOI")]
    public void The_key_is_written_in_base32(string key, string text) => Assert.Equal(text, Totp.Text(Encoding.ASCII.GetBytes(key)));

    [Fact]
    public async Task An_authenticator_is_set_up_asked_for_and_taken_off_again()
    {
        var user = await world.User("totp", Role.Dispatcher);
        var mark = await world.Mark();
        var secret = (await user.Client.Post("/api/auth/totp")).Is(200)["secret"].GetString()!;
        (await user.Client.Post("/api/auth/totp/confirm", new { code = "000000" })).Refused(401, "code_wrong");
        (await SignIn(null)).Is(200);

        (await user.Client.Post("/api/auth/totp/confirm", new { code = Code(0) })).Is(204);
        (await user.Client.Post("/api/auth/totp")).Refused(409, "totp_on");
        (await SignIn(null)).Refused(401, "code_required");
        (await SignIn(Code(0))).Refused(401, "code_wrong");
        world.Clock.Advance(TimeSpan.FromSeconds(30));
        (await SignIn(Code(0))).Is(200);
        (await SignIn(Code(0))).Refused(401, "code_wrong");
        (await SignIn(Code(-1))).Refused(401, "code_wrong");
        // A phone whose clock runs half a minute ahead.
        (await SignIn(Code(1))).Is(200);
        (await SignIn(Code(7))).Refused(401, "code_wrong");

        world.Clock.Advance(TimeSpan.FromMinutes(2));
        (await user.Client.Post("/api/auth/totp/remove", new { code = Code(0) })).Is(204);
        (await SignIn(null)).Is(200);
        Assert.Equal(
            ["people.session_started", "people.totp_added", "people.session_started", "people.session_started", "people.totp_removed",
             "people.session_started"],
            await world.EventsSince(mark));

        string Code(int ahead) => Totp.Code(Key(secret), Totp.Step(world.Clock.GetUtcNow()) + ahead);
        Task<Answer> SignIn(string? code) => world.Stranger.Post("/api/auth/login", new { username = "totp", password = World.Password, code });
    }

    [Fact]
    public async Task One_code_sent_many_times_at_once_opens_once()
    {
        var user = await world.User("totp-race", Role.Dispatcher);
        var key = Key((await user.Client.Post("/api/auth/totp")).Is(200)["secret"].GetString()!);
        (await user.Client.Post("/api/auth/totp/confirm", new { code = Totp.Code(key, Totp.Step(world.Clock.GetUtcNow()) - 1) })).Is(204);
        var code = Totp.Code(key, Totp.Step(world.Clock.GetUtcNow()));
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ =>
            world.Stranger.Post("/api/auth/login", new { username = "totp-race", password = World.Password, code })));
        Assert.Single(answers, answer => answer.Number == 200);
    }

    [Fact]
    public async Task An_administrator_takes_a_lost_phone_off()
    {
        var user = await world.User("totp-lost", Role.Nurse);
        var key = Key((await user.Client.Post("/api/auth/totp")).Is(200)["secret"].GetString()!);
        (await user.Client.Post("/api/auth/totp/confirm", new { code = Totp.Code(key, Totp.Step(world.Clock.GetUtcNow())) })).Is(204);
        var admin = await world.Admin();
        (await admin.Post($"/api/users/{user.Id}/reset-totp")).Is(204);
        (await world.Stranger.Post("/api/auth/login", new { username = "totp-lost", password = World.Password })).Is(200);
        (await admin.Post("/api/users/999999/reset-totp")).Refused(404, "not_found");
    }

    private static byte[] Key(string base32)
    {
        var key = new List<byte>();
        var (bits, held) = (0, 0);
        foreach (var letter in base32)
        {
            bits = bits << 5 | "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(letter, StringComparison.Ordinal);
            held += 5;
            if (held >= 8)
            {
                key.Add((byte)(bits >> (held - 8)));
                held -= 8;
                bits &= (1 << held) - 1;
            }
        }

        return [.. key];
    }
}
