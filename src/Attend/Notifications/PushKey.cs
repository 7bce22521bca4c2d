using Attend.Channels;
using Attend.Platform.Database;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Notifications;

/// <summary>What a browser must be told before it takes pushes from this server: the public half of its key, in base64url.</summary>
internal sealed record PushKeyView(string PublicKey);

/// <summary>
/// The key by which push services know this server (RFC 8292). It is made on first need and stays: with another one every browser would have
/// to be asked again.
/// </summary>
internal sealed class PushKey(Db db)
{
    private const string Name = "vapid";

    private VapidKeys? known;

    public async ValueTask<VapidKeys> Get(CancellationToken ct)
    {
        if (known is null)
        {
            using var made = VapidKeys.Generate();
            await db.Run($"insert into platform.keys (name, key) values ({Name}, {made.Save()}) on conflict (name) do nothing", ct);
            known = VapidKeys.Load(await db.One<byte[]>($"select key from platform.keys where name = {Name}", ct));
        }

        return known;
    }

    public static async Task<Ok<PushKeyView>> Show(PushKey key, CancellationToken ct) => TypedResults.Ok(new PushKeyView((await key.Get(ct)).PublicKey));
}
