using System.Globalization;
using System.Text;
using Attend.Platform;
using Attend.Platform.Languages;
using NodaTime;
using Xunit;

namespace Attend.Tests.Platform.Languages;

/// <summary>How the five languages count, write numbers and days, and which of them a person is spoken to in.</summary>
public sealed class LanguageTests
{
    /// <summary>What ICU's own plural rules say of the same numbers (ICU 73, CLDR 43).</summary>
    [Theory]
    [InlineData("en", "other 0 2 3 4 5 6 9 10 11 14 21 100 101 1000000 0.0 1.0 1.5 0.1 2.0|one 1")]
    [InlineData("fr", "one 0 1 0.0 1.0 1.5 0.1 0.4 1.50|other 2 3 9 10 11 21 100 101 1000 2.0 3.0 100.0 1000000.0|many 1000000 2000000")]
    [InlineData("es", "one 1 1.0|other 0 2 3 10 11 21 100 101 1000 0.0 1.5 0.1 2.0 1.50 1000000.0|many 1000000 2000000")]
    [InlineData("fil", "one 0 1 2 3 5 10 11 21 100 101 102 103 111 1000 1000000 0.0 1.0 1.5 0.1 2.0 1.50|other 4 6 9 14 16 19 26 99 0.4")]
    [InlineData("ar", "zero 0 0.0|one 1 1.0|two 2 2.0|few 3 4 10 103 110 3.0 10.0|many 11 26 99 111 199|other 100 101 102 200 1000 1000000 1.5 0.1 1.50 100.0")]
    public void A_number_asks_for_the_form_that_CLDR_names(string tag, string forms)
    {
        var rule = Language.Find(tag)!.Plural;
        foreach (var words in forms.Split('|').Select(form => form.Split(' ')))
        {
            Assert.All(words.Skip(1), number =>
                Assert.Equal((number, words[0]), (number, Words.Of(rule.Of(Amount.Of(decimal.Parse(number, CultureInfo.InvariantCulture)))))));
            Assert.Contains(Words.Parse<PluralForm>(words[0]), rule.Forms);
        }

        Assert.Equal(rule.Forms.Length, forms.Split('|').Length);
    }

    [Theory]
    [InlineData("en", "0 7 999 1,000 1,234,567.891 -5 1.50", "1 March 2026")]
    [InlineData("fr", "0 7 999 1\u202F000 1\u202F234\u202F567,891 -5 1,50", "1er mars 2026")]
    [InlineData("es", "0 7 999 1000 1.234.567,891 -5 1,50", "1 de marzo de 2026")]
    [InlineData("fil", "0 7 999 1,000 1,234,567.891 -5 1.50", "Marso 1, 2026")]
    [InlineData("ar", "0 7 999 1,000 1,234,567.891 \u200E-5 1.50", "1 مارس 2026")]
    public void Numbers_and_days_are_written_as_the_language_writes_them(string tag, string numbers, string day)
    {
        var notation = Language.Find(tag)!.Notation;
        Assert.Equal(numbers, string.Join(' ', new[] { 0m, 7, 999, 1000, 1234567.8911m, -5, 1.50m }.Select(notation.Number)));
        Assert.Equal(day, notation.Date(new LocalDate(2026, 3, 1)));
        Assert.Equal(12, notation.Months.Distinct().Count());
    }

    [Theory]
    [InlineData("fr-CA", "fr-CA fr en")]
    [InlineData("zh-Hant-TW", "zh-Hant-TW zh-Hant zh en")]
    [InlineData("de-u-co-phonebk", "de-u-co-phonebk de-u-co de en")]
    [InlineData("tl-PH", "fil-PH fil en")]
    [InlineData("EN", "EN")]
    [InlineData("", "en")]
    [InlineData(null, "en")]
    public void A_sentence_is_looked_for_from_the_region_to_English(string? tag, string chain) => Assert.Equal(chain, string.Join(' ', Language.Chain(tag)));

    [Theory]
    [InlineData("fr-CA,fr;q=0.9,en;q=0.8", "fr")]
    [InlineData("de-DE,de;q=0.9,es;q=0.5,en;q=0.4", "es")]
    [InlineData("en;q=0.1, AR-eg;q=0.9", "ar")]
    [InlineData("en;q=0, tl", "fil")]
    [InlineData("de", null)]
    [InlineData("*", null)]
    [InlineData("", null)]
    [InlineData("é;;q=,-,", null)]
    public void A_browser_is_answered_in_the_language_that_it_likes_best_of_ours(string header, string? tag) =>
        Assert.Equal(tag, AcceptLanguage.Best(header, [.. Language.All.Select(language => language.Tag)]));

    [Fact]
    public void A_region_says_only_what_it_says_otherwise_and_the_rest_as_the_language_at_large()
    {
        var books = Books.Of(
        [
            .. Language.All.Select(language => (language.Tag, Utf8($$$"""{"hello": "{{{language.Tag}}}", "deep": {"calls": "{n, plural, one{#!} other{# {{{language.Tag}}}}}"}}"""))),
            ("fr-CA", Utf8("""{"hello": "allô"}""")),
        ]);
        Assert.Equal(("allô", "0!"), (books.For("fr-CA")["hello"], books.For("fr-CA")["deep.calls", ("n", 0)]));
        Assert.Equal(("fr", "fr"), (books.For("fr-BE")["hello"], books.For("fr_FR")["hello"]));
        Assert.Equal(("en", "0 en"), (books.For("de-AT")["hello"], books.For("de")["deep.calls", ("n", 0)]));
        Assert.Equal(["en", "fr", "es", "fil", "ar"], books.All.Select(book => book.Language.Tag));
        Assert.Equal(["ltr", "ltr", "ltr", "ltr", "rtl"], books.All.Select(book => book.Language.Direction));
    }

    [Theory]
    [InlineData("""{"a": "x"}""", "There is no fr for b.")]
    [InlineData("""{"a": "{x", "b": "y"}""", "“a” in fr is not written right, at 1: this brace is never closed.")]
    [InlineData("""{"a": "x", "b": "y", "a": "z"}""", "“a” is there twice in fr.")]
    public void A_language_that_is_not_whole_does_not_start(string french, string said)
    {
        var files = Language.All.Select(language => (language.Tag, Utf8(language.Tag is "fr" ? french : """{"a": "x", "b": "y"}""")));
        Assert.Equal(said, Assert.Throws<InvalidOperationException>(() => Books.Of(files)).Message);
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
