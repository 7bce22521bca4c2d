using Attend.Platform;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Oversight;

/// <param name="Sentence">What it says happened.</param>
internal sealed record EventKindView(string Kind, string Sentence);

/// <summary>The kinds of events that this version records, with a sentence each: what the audit can be searched for.</summary>
internal static class ReadEventKinds
{
    public static Ok<IReadOnlyList<EventKindView>> Handle(IReadOnlyList<Module> modules) => TypedResults.Ok<IReadOnlyList<EventKindView>>(
    [
        .. modules.SelectMany(module => module.Lifecycles.SelectMany(lifecycle => lifecycle.Steps.Select(step => new EventKindView(step.Event, $"{lifecycle.Name}: {step.Action}")))
                .Concat(module.Events.Select(known => new EventKindView(known.Kind, known.Sentence))))
            .DistinctBy(view => view.Kind).OrderBy(view => view.Kind, StringComparer.Ordinal),
    ]);
}
