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
        "people.retention", "Begins the erasing of what is past its retention period.", Run, TimeSpan.FromDays(1));

    public static readonly DueKind OfKind = new(
        "people.expire", "One kind of personal data past its retention period is erased, a batch at a time.", Expire, Aside: true);

    /// <summary>Rows at once: a fraction of a second, whatever the history holds.</summary>
    public const int Batch = 500;

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

    /// <summary>The day's beginning: each kind is work of its own, so that one that fails keeps no other.</summary>
    private static Task Run(IServiceProvider services, Change change, DueItem item)
    {
        change.RunAny(Throttle.Tidy(change.Now));
        change.RunAny(PasskeyChallenge.Tidy(change.Now, most: null));
        foreach (var kind in Kinds(services.GetRequiredService<IReadOnlyList<Module>>()))
        {
            change.Later(OfKind.Name, kind.Kind, change.Now);
        }

        return Task.CompletedTask;
    }

    /// <summary>One batch of one kind in a short transaction; it asks for itself again until nothing is left.</summary>
    private static async Task Expire(IServiceProvider services, Change change, DueItem item)
    {
        if (Kinds(services.GetRequiredService<IReadOnlyList<Module>>()).FirstOrDefault(known => known.Kind == item.Key) is not { } kind)
        {
            return;
        }

        var set = change.Find<int?>($"select days from people.retention where kind = {kind.Kind}");
        await change.Send();
        var before = change.Now.AddDays(-(set.Value ?? kind.KeptDays));
        if (await kind.Expire(change, before, $"select subject from people.held_subjects", Batch) >= Batch)
        {
            change.Later(OfKind.Name, kind.Kind, change.Now);
        }
    }

    private static IEnumerable<PersonalData> Kinds(IReadOnlyList<Module> modules) => modules.SelectMany(module => module.PersonalData);
}
