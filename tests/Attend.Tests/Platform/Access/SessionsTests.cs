using Attend.Platform.Access;
using Attend.Platform.Events;
using Xunit;

namespace Attend.Tests.Platform.Access;

public sealed class SessionsTests
{
    private readonly ManualClock clock = new();
    private readonly Dictionary<string, Session> kept = [];
    private int asked;
    private Func<Task> meanwhile = () => Task.CompletedTask;

    [Fact]
    public async Task A_session_is_asked_for_once_and_then_known()
    {
        var (sessions, token) = Make();
        Assert.NotNull(await sessions.Find(token, default));
        Assert.NotNull(await sessions.Find(token, default));
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task What_is_known_is_believed_for_less_than_five_seconds()
    {
        var (sessions, token) = Make();
        await sessions.Find(token, default);
        kept.Clear();
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Null(await sessions.Find(token, default));
    }

    [Fact]
    public async Task An_ended_session_is_forgotten_at_once()
    {
        var (sessions, token) = Make();
        await sessions.Find(token, default);
        kept.Clear();
        Assert.NotNull(await sessions.Find(token, default));
        sessions.Invalidate(1);
        Assert.Null(await sessions.Find(token, default));
    }

    [Fact]
    public async Task The_feed_makes_every_session_of_its_subject_forgotten()
    {
        var (sessions, token) = Make();
        await sessions.Find(token, default);
        kept.Clear();
        Assert.False(sessions.Hear(Heard("people.user_changed", "user:5")));
        Assert.False(sessions.Hear(Heard("people.session_ended", "user:6")) && await sessions.Find(token, default) is null);
        Assert.True(sessions.Hear(Heard("people.session_ended", "user:5")));
        Assert.Null(await sessions.Find(token, default));
    }

    [Fact]
    public async Task An_answer_that_an_ending_overtook_is_not_kept()
    {
        var (sessions, token) = Make();
        meanwhile = () =>
        {
            sessions.Invalidate(1);
            kept.Clear();
            return Task.CompletedTask;
        };
        await sessions.Find(token, default);
        meanwhile = () => Task.CompletedTask;
        Assert.Null(await sessions.Find(token, default));
    }

    [Fact]
    public async Task A_session_expires_while_it_is_known()
    {
        var (sessions, token) = Make(TimeSpan.FromSeconds(2));
        Assert.NotNull(await sessions.Find(token, default));
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Null(await sessions.Find(token, default));
    }

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("abc'; drop table people.users; -- 1234567890")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaäö")]
    public async Task What_cannot_be_a_token_is_not_asked_for(string token)
    {
        var (sessions, _) = Make();
        Assert.Null(await sessions.Find(token, default));
        Assert.Equal(0, asked);
    }

    private static EventRow Heard(string kind, string subject) => new(1, 1, 1, default, "system", kind, subject, null, null, default);

    private (Sessions Sessions, string Token) Make(TimeSpan? lasts = null)
    {
        var (token, hash) = Token.New();
        var caller = new Caller("user:5", 5, 1, new Dictionary<Permission, Grant>());
        kept[Convert.ToHexString(hash)] = new Session(1, clock.GetUtcNow() + (lasts ?? TimeSpan.FromHours(1)), caller);
        var source = new SessionSource(
            async (asking, _) =>
            {
                asked++;
                var found = kept.GetValueOrDefault(Convert.ToHexString(asking));
                await meanwhile();
                return found;
            },
            (_, _) => Task.FromResult<IReadOnlyList<Session>>([]),
            new HashSet<string> { "people.session_ended" });
        return (new Sessions(source, clock), token);
    }
}
