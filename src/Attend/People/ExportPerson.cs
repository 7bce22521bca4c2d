using System.Text.Json;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.People;

/// <summary>Everything that any module keeps about a person, kind by kind, as of one moment.</summary>
internal static class ExportPerson
{
    internal sealed record Answer(string Subject, DateTimeOffset ExportedAt, IReadOnlyDictionary<string, JsonElement> Data);

    public static async Task<Results<Ok<Answer>, Refused>> Handle(
        long id, Db db, Caller caller, IReadOnlyList<Module> modules, AccessLog log, TimeProvider clock, CancellationToken ct)
    {
        var subject = $"user:{id}";
        if (await Read(subject, $"select u.id from people.users u where u.id = {id} and {User.Within(caller, Permissions.PeopleExport)}", db, modules, ct)
            is not { } data)
        {
            return PlatformProblems.NotFound.Refuse();
        }

        await log.Looked(caller, subject, "export", ct);
        return TypedResults.Ok(new Answer(subject, clock.Micros(), data));
    }

    /// <summary>What every module keeps of a subject, by kind; null when there is no such subject.</summary>
    /// <param name="exists">Gives a row when there is, and the caller may know.</param>
    public static Task<Dictionary<string, JsonElement>?> Read(string subject, Sql exists, Db db, IReadOnlyList<Module> modules, CancellationToken ct)
    {
        var kinds = modules.SelectMany(module => module.PersonalData).ToList();
        return db.Snapshot(async reads =>
        {
            var known = reads.Find<long?>(exists);
            var parts = kinds.ConvertAll(kind => (kind.Kind, Data: kind.Export(reads, subject)));
            await reads.Send();
            return known.Value is null
                ? null
                : parts.Where(part => part.Data.Value.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null))
                    .ToDictionary(part => part.Kind, part => part.Data.Value, StringComparer.Ordinal);
        }, ct);
    }
}
