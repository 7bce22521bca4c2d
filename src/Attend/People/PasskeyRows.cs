using System.Globalization;
using Attend.Platform.Database;
using Microsoft.AspNetCore.Identity;

namespace Attend.People;

/// <summary>A user as the framework's passkey code knows one. The id is also what a passkey keeps of its owner: a number tells nothing.</summary>
internal sealed record PasskeyOwner(long Id)
{
    public string Handle => Id.ToString(CultureInfo.InvariantCulture);
}

/// <summary>
/// The rows, as ASP.NET Core Identity's passkey code asks for them. It only reads: what it finds right is saved by the slices, under their
/// own locks.
/// </summary>
internal sealed class PasskeyRows(Db db) : IUserPasskeyStore<PasskeyOwner>
{
    private static Sql Select => Sql.Raw("select credential_id, public_key, created_at, transports, backup_eligible, backed_up from people.passkeys");

    public async Task<PasskeyOwner?> FindByIdAsync(string userId, CancellationToken cancellationToken) =>
        long.TryParse(userId, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
        && await db.Find<long?>($"select id from people.users where id = {id}", cancellationToken) is { } known
            ? new PasskeyOwner(known)
            : null;

    public async Task<PasskeyOwner?> FindByPasskeyIdAsync(byte[] credentialId, CancellationToken cancellationToken) =>
        await db.Find<long?>($"select user_id from people.passkeys where credential_id = {credentialId}", cancellationToken) is { } owner
            ? new PasskeyOwner(owner)
            : null;

    public async Task<UserPasskeyInfo?> FindPasskeyAsync(PasskeyOwner user, byte[] credentialId, CancellationToken cancellationToken) =>
        (await db.Find<Row>($"{Select} where user_id = {user.Id} and credential_id = {credentialId}", cancellationToken))?.Info;

    public async Task<IList<UserPasskeyInfo>> GetPasskeysAsync(PasskeyOwner user, CancellationToken cancellationToken) =>
        [.. (await db.List<Row>($"{Select} where user_id = {user.Id} order by id", cancellationToken)).Select(row => row.Info)];

    public Task<string> GetUserIdAsync(PasskeyOwner user, CancellationToken cancellationToken) => Task.FromResult(user.Handle);

    public void Dispose()
    {
        // Nothing is held open between two questions.
    }

    Task IUserPasskeyStore<PasskeyOwner>.AddOrUpdatePasskeyAsync(PasskeyOwner user, UserPasskeyInfo passkey, CancellationToken cancellationToken) =>
        throw NotAsked();

    Task IUserPasskeyStore<PasskeyOwner>.RemovePasskeyAsync(PasskeyOwner user, byte[] credentialId, CancellationToken cancellationToken) =>
        throw NotAsked();

    Task<IdentityResult> IUserStore<PasskeyOwner>.CreateAsync(PasskeyOwner user, CancellationToken cancellationToken) => throw NotAsked();

    Task<IdentityResult> IUserStore<PasskeyOwner>.UpdateAsync(PasskeyOwner user, CancellationToken cancellationToken) => throw NotAsked();

    Task<IdentityResult> IUserStore<PasskeyOwner>.DeleteAsync(PasskeyOwner user, CancellationToken cancellationToken) => throw NotAsked();

    Task<PasskeyOwner?> IUserStore<PasskeyOwner>.FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) => throw NotAsked();

    Task<string?> IUserStore<PasskeyOwner>.GetUserNameAsync(PasskeyOwner user, CancellationToken cancellationToken) => throw NotAsked();

    Task IUserStore<PasskeyOwner>.SetUserNameAsync(PasskeyOwner user, string? userName, CancellationToken cancellationToken) => throw NotAsked();

    Task<string?> IUserStore<PasskeyOwner>.GetNormalizedUserNameAsync(PasskeyOwner user, CancellationToken cancellationToken) => throw NotAsked();

    Task IUserStore<PasskeyOwner>.SetNormalizedUserNameAsync(PasskeyOwner user, string? normalizedName, CancellationToken cancellationToken) =>
        throw NotAsked();

    private static NotSupportedException NotAsked() => new("Passkeys are verified by the framework and saved by the slices.");

    private sealed record Row(
        byte[] CredentialId, byte[] PublicKey, DateTimeOffset CreatedAt, string[] Transports, bool BackupEligible, bool BackedUp)
    {
        // The count is given as none and compared by SignInWithPasskey under the row's lock, where two sign-ins at once cannot both pass, and
        // where one that went back is told apart from everything else that can be wrong.
        public UserPasskeyInfo Info => new(
            CredentialId, PublicKey, CreatedAt, signCount: 0, Transports, isUserVerified: true, BackupEligible, BackedUp,
            attestationObject: [], clientDataJson: []);
    }
}
