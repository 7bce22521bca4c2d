using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Attend.People;

/// <summary>
/// Password hashes by ASP.NET Core Identity's hasher (PBKDF2, salted, versioned). A check costs tenths of a second of a core on
/// purpose, so checks take turns: a wave of sign-ins must not slow dispatch.
/// </summary>
internal sealed class Passwords(IOptions<PasswordHasherOptions> options) : IDisposable
{
    private static readonly object Anybody = new();

    private readonly PasswordHasher<object> hasher = new(options);
    private readonly SemaphoreSlim turns = new(Math.Max(1, Environment.ProcessorCount / 2));

    // What an unknown name is checked against: it must take as long as a known one.
    private string Nobody => field ??= hasher.HashPassword(Anybody, RandomNumberGenerator.GetHexString(32));

    /// <summary>Waits for a turn; whoever disposes of it lets the next one in.</summary>
    public async Task<IDisposable> Turn(CancellationToken ct)
    {
        await turns.WaitAsync(ct);
        return new TurnTaken(turns);
    }

    public void Dispose() => turns.Dispose();

    /// <summary>Null stays null: nobody can sign in with it.</summary>
    public string? Hash(string? password) => password is null ? null : hasher.HashPassword(Anybody, password);

    /// <summary>Whether it is right, and whether it should be hashed again because the cost has been raised since.</summary>
    public (bool Right, bool Old) Check(string? hash, string password)
    {
        var result = hasher.VerifyHashedPassword(Anybody, hash ?? Nobody, password);
        return (hash is not null && result is not PasswordVerificationResult.Failed, result is PasswordVerificationResult.SuccessRehashNeeded);
    }

    private sealed class TurnTaken(SemaphoreSlim turns) : IDisposable
    {
        public void Dispose() => turns.Release();
    }
}
