using System.Collections.Frozen;
using System.Text.Json;

namespace Attend.Platform.Languages;

/// <summary>
/// The sentences that are parts of the program: the files <c>FOLDER/LANGUAGE.json</c> of all modules, one book a language. A language is
/// added by adding its files; one that lacks a sentence does not start. A region (<c>fr-CA.json</c>) brings only what it says otherwise.
/// </summary>
internal sealed class Books
{
    private readonly FrozenDictionary<string, Book> books;

    private Books(FrozenDictionary<string, Book> books)
    {
        this.books = books;
        All = [.. Language.All.Select(language => books[language.Tag])];
    }

    /// <summary>The books of the languages at large, in the order in which a reader is offered them.</summary>
    public IReadOnlyList<Book> All { get; }

    public IReadOnlyCollection<string> Tags => books.Keys;

    /// <param name="files">The language's tag and the JSON of each: an object of sentences, or of such objects.</param>
    /// <exception cref="InvalidOperationException">A sentence is missing, there twice, or not written right.</exception>
    public static Books Of(IEnumerable<(string Tag, byte[] Json)> files)
    {
        var written = files.GroupBy(file => file.Tag, file => file.Json, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(one => one.Key, one => Sentences(one.Key, one), StringComparer.OrdinalIgnoreCase);
        var all = written[Language.English.Tag].Keys;
        foreach (var language in Language.All)
        {
            IEnumerable<string> known = written.TryGetValue(language.Tag, out var sentences) ? sentences.Keys : [];
            if (all.Except(known, StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList() is { Count: > 0 } missing)
            {
                throw new InvalidOperationException($"There is no {language.Tag} for {string.Join(", ", missing)}.");
            }
        }

        return new Books(written.Keys.ToFrozenDictionary(tag => tag, tag => Bound(tag, written), StringComparer.OrdinalIgnoreCase));
    }

    public static Books Load(string folder) =>
        Of(EmbeddedFiles.In(folder, ".json").Select(file => (Path.GetFileNameWithoutExtension(file.Name), file.Content)));

    /// <summary>The book of this tag itself, whatever its case.</summary>
    public Book? Find(string? tag) => tag is not null && books.TryGetValue(tag, out var book) ? book : null;

    /// <summary>The nearest book to a tag: of its region, its language, else English.</summary>
    public Book For(string? tag) => Language.Chain(tag).Select(Find).First(book => book is not null)!;

    private static Book Bound(string tag, Dictionary<string, Dictionary<string, Sentence>> written) => new(
        Language.Find(tag) ?? throw new InvalidOperationException($"Nobody knows how {tag} says numbers and days."),
        Language.Chain(tag).Select(wider => written.GetValueOrDefault(wider)).OfType<Dictionary<string, Sentence>>().Reverse()
            .SelectMany(sentences => sentences)
            .Aggregate(new Dictionary<string, Sentence>(StringComparer.Ordinal), (all, sentence) =>
            {
                all[sentence.Key] = sentence.Value;
                return all;
            })
            .ToFrozenDictionary(StringComparer.Ordinal));

    private static Dictionary<string, Sentence> Sentences(string tag, IEnumerable<byte[]> files)
    {
        var language = Language.Find(tag) ?? Language.English;
        var sentences = new Dictionary<string, Sentence>(StringComparer.Ordinal);
        foreach (var (name, text) in files.SelectMany(file => Flat("", JsonSerializer.Deserialize<JsonElement>(file))))
        {
            try
            {
                if (!sentences.TryAdd(name, Sentence.Read(text, language)))
                {
                    throw new InvalidOperationException($"“{name}” is there twice in {tag}.");
                }
            }
            catch (FormatException wrong)
            {
                throw new InvalidOperationException($"“{name}” in {tag} is not written right, {wrong.Message}.", wrong);
            }
        }

        return sentences;
    }

    private static IEnumerable<(string Name, string Text)> Flat(string before, JsonElement json) => json.EnumerateObject().SelectMany(member =>
        member.Value.ValueKind is JsonValueKind.Object ? Flat(before + member.Name + ".", member.Value) : [(before + member.Name, member.Value.GetString()!)]);
}
