using System.ComponentModel.DataAnnotations;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Attend.Platform.Work;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.People;

internal sealed record RetentionView(string Kind, string Sentence, int Days, int DefaultDays);

/// <summary>How long each kind of personal data is kept; every day what is older goes, unless a legal hold stands.</summary>
internal static class Retention
{
    public static readonly DueKind Daily = new(
        "people.retention", "Erases personal data past its retention period.", Run, TimeSpan.FromDays(1));

    internal sealed record Request([Range(1, 36_500)] int Days);

    private sealed record Period(string Kind, int Days);

    public static async Task<Ok<IReadOnlyList<RetentionView>>> List(Db db, IReadOnlyList<Module> modules, CancellationToken ct)
    {
        var set = (await db.List<Period>($"select kind, days from people.retention", ct)).ToDictionary(row => row.Kind, row => row.Days);
        return TypedResults.Ok<IReadOnlyList<RetentionView>>(
        [
            .. Kinds(modules).Select(kind => new RetentionView(kind.Kind, kind.Sentence, set.GetValueOrDefault(kind.Kind, kind.KeptDays), kind.KeptDays)),
        ]);
    }

    public static Task<Results<Ok<RetentionView>, Refused>> Set(
        string kind, Request request, Db db, Caller caller, IReadOnlyList<Module> modules, CancellationToken ct) =>
        db.Write<Results<Ok<RetentionView>, Refused>>(caller, change =>
        {
            if (Kinds(modules).FirstOrDefault(known => known.Kind == kind) is not { } data)
            {
                return Task.FromResult<Results<Ok<RetentionView>, Refused>>(PlatformProblems.NotFound.Refuse());
            }

            change.Run($"""
                insert into people.retention (kind, days) values ({kind}, {request.Days})
                on conflict (kind) do update set days = excluded.days
                """);
            change.Event(PeopleEvents.RetentionSet, "retention:0", new { kind, days = request.Days });
            return Task.FromResult<Results<Ok<RetentionView>, Refused>>(
                TypedResults.Ok(new RetentionView(kind, data.Sentence, request.Days, data.KeptDays)));
        }, ct);

    private static async Task Run(IServiceProvider services, Change change, DueItem item)
    {
        var set = change.List<Period>($"select kind, days from people.retention");
        change.RunAny(Throttle.Tidy(change.Now));
        await change.Send();
        var days = set.Value.ToDictionary(row => row.Kind, row => row.Days);
        foreach (var kind in Kinds(services.GetRequiredService<IReadOnlyList<Module>>()))
        {
            var before = change.Now.AddDays(-days.GetValueOrDefault(kind.Kind, kind.KeptDays));
            await kind.Expire(change, before, $"select subject from people.held_subjects");
        }
    }

    private static IEnumerable<PersonalData> Kinds(IReadOnlyList<Module> modules) => modules.SelectMany(module => module.PersonalData);
}
