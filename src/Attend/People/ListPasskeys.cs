using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.People;

/// <param name="Domain">The host or domain that it is used at.</param>
/// <param name="Synced">Kept in an account and thereby on all of its devices, not on one device alone.</param>
/// <param name="Transports">How the device is reached, in the words of WebAuthn: <c>internal</c>, <c>hybrid</c>, <c>usb</c>, <c>nfc</c>.</param>
/// <param name="DoubtedAt">Since when it opens nothing any more, because there may be a copy.</param>
internal sealed record PasskeyView(
    long Id, string Name, string Domain, bool Synced, string[] Transports, DateTimeOffset CreatedAt, DateTimeOffset? UsedAt,
    DateTimeOffset? DoubtedAt, long Version)
{
    public static Sql Select => Sql.Raw("""
        select k.id, k.name, k.domain, k.backed_up as synced, k.transports, k.created_at, k.used_at, k.doubted_at, k.version
        from people.passkeys k
        """);
}

/// <summary>The passkeys that open an account: one's own, or somebody's for an administrator.</summary>
internal static class ListPasskeys
{
    public static async Task<Ok<Page<PasskeyView>>> Own([AsParameters] Paging paging, Db db, Caller caller, CancellationToken ct) =>
        TypedResults.Ok(await List(caller.User, paging, db, ct));

    public static async Task<Results<Ok<Page<PasskeyView>>, Refused>> OfUser(
        long id, [AsParameters] Paging paging, Db db, Caller caller, AccessLog log, CancellationToken ct)
    {
        var known = await db.Find<long?>($"select u.id from people.users u where u.id = {id} and {User.Within(caller, Permissions.PeopleManage)}", ct);
        if (known is null)
        {
            return PlatformProblems.NotFound.Refuse();
        }

        await log.Looked(caller, $"user:{id}", "read", ct);
        return TypedResults.Ok(await List(id, paging, db, ct));
    }

    private static async Task<Page<PasskeyView>> List(long userId, Paging paging, Db db, CancellationToken ct) => Page<PasskeyView>.Of(
        await db.List<PasskeyView>(
            $"{PasskeyView.Select} where k.user_id = {userId} and k.id > {paging.From} order by k.id limit {paging.Fetch}", ct),
        paging, passkey => passkey.Id);
}
