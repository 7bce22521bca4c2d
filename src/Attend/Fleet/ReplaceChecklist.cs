using System.ComponentModel.DataAnnotations;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Fleet;

/// <param name="Code">That of a point which was on a list before; one is made from the name when absent.</param>
internal sealed record CheckPointRequest(
    [Required, StringLength(120, MinimumLength = 1)] string? Name, [RegularExpression("^[a-z][a-z0-9_]{0,39}$")] string? Code = null);

/// <param name="Points">The whole list, in the order in which a crew goes through it.</param>
internal sealed record ChecklistRequest([Required, MinLength(1), MaxLength(100)] IReadOnlyList<CheckPointRequest>? Points);

/// <summary>
/// Says what vehicles of a kind are checked for from now on. The list before stays for the checks that answered it, and for phones that
/// have not heard of the new one.
/// </summary>
internal static class ReplaceChecklist
{
    private const int LongestCode = 40;

    public static Task<Results<Ok<KindChecklistView>, Refused>> Handle(
        string kind, ChecklistRequest request, IfMatch ifMatch, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Ok<KindChecklistView>, Refused>>(caller, async change =>
        {
            if (!Words.TryParse<UnitKind>(kind, out var which))
            {
                return PlatformProblems.NotFound.Refuse();
            }

            // The first version is there for ever: whoever replaces a list of this kind holds it.
            change.Lock($"select 1 from fleet.check_lists where kind = {which} and version = 1 for no key update");
            var found = change.One<KindChecklistView>(Checklist.Of(which));
            await change.Send();
            var before = found.Value;
            if (ifMatch.Refuse(before.Version) is { } stale)
            {
                return stale;
            }

            if (Refuse(request.Points!) is { } wrong)
            {
                return wrong;
            }

            var points = Coded(request.Points!);
            if (points.SequenceEqual(before.Points))
            {
                return TypedResults.Ok(before);
            }

            var after = new KindChecklistView(which, before.Version + 1, change.Now, points);
            change.Run($"""
                insert into fleet.check_lists (kind, version, points, changed_at) values ({which}, {after.Version}, {Sql.Json(points)}, {change.Now})
                """);
            // Counts, not codes: those are made of what somebody typed, and an event stands for ever.
            change.Event(FleetEvents.ChecklistChanged, $"checklist:{kind}", new
            {
                kind = which, after.Version, added = points.ExceptBy(Codes(before.Points), Code).Count(),
                removed = before.Points.ExceptBy(Codes(points), Code).Count(),
                renamed = points.Count(point => before.Points.Any(old => old.Code == point.Code && old.Name != point.Name)),
            });
            await change.Send();
            return TypedResults.Ok(after);
        }, ct);

    private static Refused? Refuse(IReadOnlyList<CheckPointRequest> points)
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        var (names, codes) = (new HashSet<string>(StringComparer.OrdinalIgnoreCase), new HashSet<string>(StringComparer.Ordinal));
        foreach (var (index, point) in points.Index())
        {
            if (!names.Add(point.Name!.Trim()))
            {
                errors[$"points[{index}].name"] = ["is there twice"];
            }

            if (point.Code is { } code && !codes.Add(code))
            {
                errors[$"points[{index}].code"] = ["is there twice"];
            }
        }

        return errors.Count == 0 ? null : PlatformProblems.Invalid.Refuse(errors);
    }

    private static List<CheckPoint> Coded(IReadOnlyList<CheckPointRequest> points)
    {
        var taken = points.Select(point => point.Code).OfType<string>().ToHashSet(StringComparer.Ordinal);
        return [.. points.Select(point => new CheckPoint(point.Code ?? Code(point.Name!, taken), point.Name!.Trim()))];
    }

    /// <summary>The name as a code that the list does not have yet; a name of other letters than these has a plain one.</summary>
    private static string Code(string name, HashSet<string> taken)
    {
        var letters = new string([.. name.Trim().ToLowerInvariant().Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '_')]);
        var plain = string.Join('_', letters.Split('_', StringSplitOptions.RemoveEmptyEntries)).TrimStart([.. "0123456789_"]);
        var code = plain.Length == 0 ? "point" : plain[..Math.Min(plain.Length, LongestCode - 4)].TrimEnd('_');
        for (var number = 1; ; number++)
        {
            var made = number == 1 ? code : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{code}_{number}");
            if (taken.Add(made))
            {
                return made;
            }
        }
    }

    private static IEnumerable<string> Codes(IReadOnlyList<CheckPoint> points) => points.Select(Code);

    private static string Code(CheckPoint point) => point.Code;
}
