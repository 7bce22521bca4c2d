using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.People;

/// <param name="Skills">Words such as <c>wound-care</c>: small letters, digits, hyphens.</param>
internal sealed record SkillsRequest([Required, MaxLength(100)] string[]? Skills);

internal sealed record SkillsView(long UserId, string[] Skills);

/// <summary>Says what somebody can do: the words that services and trips ask for. The whole list replaces the one before.</summary>
internal static partial class KeepSkills
{
    public static async Task<Results<Ok<SkillsView>, Refused>> Read(long id, Db db, Caller caller, CancellationToken ct) =>
        await db.Find<string[]>(Select(id, caller, Permissions.SkillsRead), ct) is { } skills
            ? TypedResults.Ok(new SkillsView(id, skills))
            : PlatformProblems.NotFound.Refuse();

    public static Task<Results<Ok<SkillsView>, Refused>> Set(long id, SkillsRequest request, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Ok<SkillsView>, Refused>>(caller, async change =>
        {
            if (Refuse("skills", request.Skills!) is { } refused)
            {
                return refused;
            }

            change.Lock($"select from people.users where id = {id} for no key update");
            var before = change.Find<string[]>(Select(id, caller, Permissions.SkillsKeep));
            await change.Send();
            if (before.Value is null)
            {
                return PlatformProblems.NotFound.Refuse();
            }

            string[] after = [.. request.Skills!.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
            if (!after.SequenceEqual(before.Value))
            {
                change.RunAny($"delete from people.abilities where user_id = {id} and skill <> all({after})");
                change.RunAny($"insert into people.abilities (user_id, skill) select {id}, skill from unnest({after}) as skill on conflict do nothing");
                change.Event(PeopleEvents.SkillsChanged, $"user:{id}", new { user_id = id });
            }

            return TypedResults.Ok(new SkillsView(id, after));
        }, ct);

    /// <summary>Refuses a list in which something is no word for a skill.</summary>
    /// <param name="field">What the list is called on the wire.</param>
    public static Refused? Refuse(string field, IReadOnlyList<string> skills)
    {
        var wrong = skills.Index().FirstOrDefault(one => !Skill().IsMatch(one.Item));
        return wrong.Item is null ? null : PlatformProblems.Invalid.Field($"{field}[{wrong.Index}]", "must be small letters, digits and hyphens, at most 40");
    }

    private static Sql Select(long id, Caller caller, Permission permission) => $"""
        select coalesce((select array_agg(a.skill order by a.skill collate "C") from people.abilities a where a.user_id = u.id), array[]::text[])
        from people.users u where u.id = {id} and u.active and {User.Within(caller, permission)}
        """;

    // As the table checks it; $ would let a line's end through.
    [GeneratedRegex(@"\A[a-z0-9][a-z0-9_-]{0,39}\z")]
    private static partial Regex Skill();
}
