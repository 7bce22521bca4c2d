using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http;

namespace Attend.Tests.Fleet;

/// <summary>Fleet's reservations have no route of their own: whoever takes one does so inside a transaction, as here.</summary>
internal static class FleetWrites
{
    public static Task Write(this World world, Action<Change> write) => world.Write(async change =>
    {
        write(change);
        await change.Send();
    });

    public static Task Write(this World world, Func<Change, Task> write) => world.Db.Write<IResult>(Caller.System, async change =>
    {
        await write(change);
        return TypedResults.NoContent();
    });

    /// <summary>The code of the refusal; null when it was written.</summary>
    public static async Task<string?> TryWrite(this World world, Action<Change> write)
    {
        var answer = await world.Db.Write<IResult>(Caller.System, async change =>
        {
            write(change);
            await change.Send();
            return TypedResults.NoContent();
        });
        return Refused.In(answer)?.Problem.Code;
    }
}
