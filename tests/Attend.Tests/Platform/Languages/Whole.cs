using Attend.Platform;
using Attend.Platform.Languages;
using Xunit;

namespace Attend.Tests.Platform.Languages;

/// <summary>What the books of all languages have to have in common, wherever they lie.</summary>
internal static class Whole
{
    /// <param name="alike">Sentences that are rightly the same as in English, as <c>fil fact.type.STROKE</c>.</param>
    public static void AreWhole(this IReadOnlyList<Book> books, params string[] alike)
    {
        Assert.Equal(Language.All.Select(language => language.Tag), books.Select(book => book.Language.Tag));
        var english = books[0];
        foreach (var book in books)
        {
            Assert.Equal(english.Sentences.Keys.Order(StringComparer.Ordinal), book.Sentences.Keys.Order(StringComparer.Ordinal));
            foreach (var (name, sentence) in book.Sentences)
            {
                var where = $"{book.Language.Tag} {name}";
                Assert.Equal((where, Facts(english.Sentences[name])), (where, Facts(sentence)));
                Assert.All(sentence.Arguments.Where(argument => argument.Kind is "plural"), plural => Assert.True(HasForms(book.Language, plural), $"{where}: {plural}"));
                Assert.True(
                    book == english || alike.Contains(where) || !book[name].Any(char.IsLetter) || book[name] != english[name], $"{where} is not translated");
            }
        }
    }

    private static string Facts(Sentence sentence) => string.Join(", ", sentence.Arguments
        .Select(argument => argument.Kind is "select" ? $"{argument.Name}: {argument.Forms}" : argument.Name).Distinct().Order(StringComparer.Ordinal));

    /// <summary>French and Spanish count like everybody up to a million; nobody waits so many minutes.</summary>
    private static bool HasForms(Language language, Argument plural)
    {
        var known = language.Plural.Forms.Select(Words.Of).ToList();
        var needed = language.RightToLeft ? known : known.Where(form => form is not "many");
        var there = plural.Forms.Split(' ');
        return needed.All(there.Contains) && there.All(known.Contains);
    }
}
