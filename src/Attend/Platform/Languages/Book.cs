using System.Collections.Frozen;
using NodaTime;

namespace Attend.Platform.Languages;

/// <summary>The sentences of one language, by name. What a region has no sentence of its own for stands in the language at large.</summary>
internal sealed class Book(Language language, FrozenDictionary<string, Sentence> sentences)
{
    private static readonly FrozenDictionary<string, object?> NoFacts = FrozenDictionary<string, object?>.Empty;

    public Language Language => language;

    public IReadOnlyDictionary<string, Sentence> Sentences => sentences;

    /// <summary>A sentence that names no facts.</summary>
    public string this[string name] => sentences[name].Say(NoFacts);

    public string this[string name, params (string Name, object? Value)[] facts] =>
        sentences[name].Say(facts.ToDictionary(fact => fact.Name, fact => fact.Value, StringComparer.Ordinal));

    public bool Has(string name) => sentences.ContainsKey(name);

    public string Say(string name, IReadOnlyDictionary<string, object?> facts, DateTimeZone? zone = null, bool isolates = true) =>
        sentences[name].Say(facts, zone, isolates);

    /// <summary>The first sentence of these that is there.</summary>
    public string Or(string name, string otherwise) => this[Has(name) ? name : otherwise];
}
