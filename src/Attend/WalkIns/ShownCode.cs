using Attend.Platform.Database;
using Attend.Queues;

namespace Attend.WalkIns;

/// <summary>
/// What a page may show of a queue whose code changes. Only the address of a screen at the place (<c>?screen=</c>) opens it: on a page that
/// everybody can open at home the code would keep nobody out.
/// </summary>
/// <param name="AtThePlace">Whether whoever stands before the page may take a number: always, where no code is asked for.</param>
/// <param name="Code">What stands on the screen now; null where none is asked for, or none may be shown.</param>
internal sealed record ShownCode(bool AtThePlace, string? Code)
{
    /// <summary>The part of an address that tells a screen; one that shows several queues has several, with commas between.</summary>
    public const string Screen = "screen";

    public static async Task<ShownCode> Of(QueueView queue, HttpRequest request, Db db, TimeProvider clock, CancellationToken ct)
    {
        if (!queue.RotatingCode || await db.Find<byte[]>(JoinCode.Secret(queue.Id), ct) is not { } secret)
        {
            return new ShownCode(true, null);
        }

        var screen = request.Query[Screen].ToString().Split(',').Any(asked => JoinCode.IsScreen(secret, asked));
        return new ShownCode(screen, screen ? JoinCode.Now(secret, clock.GetUtcNow()) : null);
    }
}
