using System.ComponentModel.DataAnnotations;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.People;

/// <summary>Makes up to a thousand users in one transaction: all of them, or none.</summary>
internal static class ImportUsers
{
    internal sealed record Request([Required, MinLength(1), MaxLength(1000)] IReadOnlyList<NewUser> Users);

    /// <param name="Ids">In the order of the request.</param>
    internal sealed record Answer(IReadOnlyList<long> Ids);

    public static async Task<Results<Created<Answer>, Refused>> Handle(
        Request request, Db db, Caller caller, Passwords passwords, CancellationToken ct)
    {
        // Hashing takes tenths of a second each: before the transaction, in turns, so that dispatch keeps its cores.
        var hashes = new List<string?>(request.Users.Count);
        foreach (var user in request.Users)
        {
            using var turn = user.Password is null ? null : await passwords.Turn(ct);
            hashes.Add(passwords.Hash(user.Password));
        }

        return await db.Write<Results<Created<Answer>, Refused>>(caller, async change =>
        {
            var (ids, refused) = await NewUsers.Add(change, request.Users, hashes, index => $"users[{index}].");
            return refused is null ? TypedResults.Created((string?)null, new Answer(ids)) : refused;
        }, ct);
    }
}
