using System.Collections.Concurrent;
using Attend.Platform.Events;

namespace Attend.Platform.Access;

/// <summary>A session or API token that is alive, and who acts through it.</summary>
internal sealed record Session(long Id, DateTimeOffset ExpiresAt, Caller Caller);

/// <summary>
/// Where sessions are kept: the module of people fills it in, the platform only asks. <paramref name="Endings"/> are the kinds of
/// events after which what is known about their subject (<c>user:5</c>) no longer holds.
/// </summary>
internal sealed record SessionSource(
    Func<byte[], CancellationToken, Task<Session?>> ByHash,
    Func<IReadOnlyList<long>, CancellationToken, Task<IReadOnlyList<Session>>> ByIds,
    IReadOnlySet<string> Endings);

/// <summary>
/// The sessions this node has seen lately. The feed takes an ended one out at once (<see cref="Hear"/>); whatever happens to the feed,
/// nothing is believed for longer than <see cref="Age"/>.
/// </summary>
internal sealed class Sessions(SessionSource source, TimeProvider clock)
{
    /// <summary>An ended session stops within five seconds; the rest is for the answer on its way.</summary>
    public static readonly TimeSpan Age = TimeSpan.FromSeconds(4);

    private readonly ConcurrentDictionary<string, Seen> seen = new(StringComparer.Ordinal);
    private long changes;
    private long sweptAt = clock.GetTimestamp();

    /// <summary>The session behind a token, or null: unknown, ended or expired.</summary>
    public async ValueTask<Session?> Find(string token, CancellationToken ct)
    {
        if (!Token.LooksRight(token))
        {
            return null;
        }

        var hash = Token.Hash(token);
        var key = Convert.ToBase64String(hash);
        if (seen.TryGetValue(key, out var known) && clock.GetElapsedTime(known.At) < Age)
        {
            return Alive(known.Session);
        }

        // The age counts from before the question, and an answer that something overtook is used once but not kept.
        var at = clock.GetTimestamp();
        var before = Interlocked.Read(ref changes);
        var session = await source.ByHash(hash, ct);
        if (session is null)
        {
            seen.TryRemove(key, out _);
            return null;
        }

        if (Interlocked.Read(ref changes) == before)
        {
            seen[key] = new Seen(session, at);
            Sweep();
        }

        return Alive(session);
    }

    /// <summary>Which of these are still alive, with what they may do now. For sockets, which outlive their upgrade.</summary>
    public async Task<IReadOnlyDictionary<long, Session>> Again(IReadOnlyList<long> ids, CancellationToken ct) =>
        (await source.ByIds(ids, ct)).Where(session => Alive(session) is not null).ToDictionary(session => session.Id);

    /// <summary>Forgets one session: it ended.</summary>
    public void Invalidate(long sessionId) => Forget(session => session.Id == sessionId);

    /// <summary>Forgets what a user's sessions may do: roles changed, or all of them ended.</summary>
    public void InvalidateUser(long userId) => Forget(session => session.Caller.UserId == userId);

    /// <summary>Every node calls this for every event of the feed. True when the event touched somebody's sessions.</summary>
    public bool Hear(EventRow heard)
    {
        if (!source.Endings.Contains(heard.Kind) || !heard.Concerns("user"))
        {
            return false;
        }

        InvalidateUser(heard.SubjectId);
        return true;
    }

    private Session? Alive(Session session) => session.ExpiresAt > clock.GetUtcNow() ? session : null;

    private void Forget(Func<Session, bool> match)
    {
        Interlocked.Increment(ref changes);
        foreach (var (key, known) in seen)
        {
            if (match(known.Session))
            {
                seen.TryRemove(key, out _);
            }
        }
    }

    // Entries past their age are of no use; looking once per age keeps the cache as small as the number of active sessions.
    private void Sweep()
    {
        var last = Interlocked.Read(ref sweptAt);
        if (clock.GetElapsedTime(last) < Age || Interlocked.CompareExchange(ref sweptAt, clock.GetTimestamp(), last) != last)
        {
            return;
        }

        foreach (var (key, known) in seen)
        {
            if (clock.GetElapsedTime(known.At) >= Age)
            {
                seen.TryRemove(key, out _);
            }
        }
    }

    private sealed record Seen(Session Session, long At);
}
