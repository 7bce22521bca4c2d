using System.Text.Json;
using Attend.Platform.Languages;
using Xunit;

namespace Attend.Tests.Platform.Languages;

/// <summary>Sentences as ICU's MessageFormat reads and says them.</summary>
public sealed class SentenceTests
{
    [Theory]
    [InlineData("Hello", "Hello")]
    [InlineData("Call {number} now", "Call 112 now")]
    [InlineData("{ number }", "112")]
    [InlineData("{count, number} of {big}", "3 of 1,234,567.5")]
    [InlineData("{count, plural, one{# call} other{# calls}}", "3 calls")]
    [InlineData("{one,plural,one {# call}other {# calls}}", "1 call")]
    [InlineData("{none, plural, =0{nobody} one{# call} other{# calls}}", "nobody")]
    [InlineData("{count, plural, offset:1 =0{nobody} =1{you} one{you and one other} other{you and # others}}", "you and 2 others")]
    [InlineData("{two, plural, offset:1 =0{nobody} =1{you} one{you and one other} other{you and # others}}", "you and one other")]
    [InlineData("{word, select, red{stop} other{go}}", "stop")]
    [InlineData("{missing, select, none{nobody} other{somebody}}", "nobody")]
    [InlineData("{missing, select, red{stop} other{go}}", "go")]
    [InlineData("{word, select, red{{count, plural, one{# red} other{# reds}}} other{}}!", "3 reds!")]
    [InlineData("{count, plural, other{{word, select, red{#} other{}}}}", "#")]
    [InlineData("{count, plural, other{# and {one, plural, other{#}} and #}}", "3 and 1 and 3")]
    [InlineData("at {missing}", "at –")]
    [InlineData("{missing, plural, one{# minute} other{# minutes}}", "– minutes")]
    [InlineData("{at, date}, {at, time}", "1 March 2026, 22:05")]
    [InlineData("{day, date}", "23 December 2026")]
    [InlineData("{number, spell}; {ids, spell}", "1 1 2; RTW, 1 2, A")]
    public void A_sentence_says_its_facts(string sentence, string said) => Assert.Equal(said, Say(sentence));

    [Theory]
    [InlineData("It's {word}", "It's red")]
    [InlineData("It''s {word}", "It's red")]
    [InlineData("'{word}'", "{word}")]
    [InlineData("'{''word''}' {word}", "{'word'} red")]
    [InlineData("a '{ b", "a { b")]
    [InlineData("#", "#")]
    [InlineData("{count, plural, other{'#' is #}}", "# is 3")]
    [InlineData("'#' {word}", "'#' red")]
    [InlineData("o'clock '}'", "o'clock }")]
    public void An_apostrophe_quotes_as_it_does_for_ICU(string sentence, string said) => Assert.Equal(said, Say(sentence));

    [Theory]
    [InlineData("Call {number", 6, "never closed")]
    [InlineData("Call }", 6, "never opened")]
    [InlineData("{}", 2, "has a name")]
    [InlineData("{0}", 2, "has a name")]
    [InlineData("{n, ordinal}", 5, "“ordinal” is no way")]
    [InlineData("{n, plural, one{a}}", 19, "“other” is missing")]
    [InlineData("{n, plural, some{a} other{b}}", 13, "“some” is no form")]
    [InlineData("{n, plural, one{a} one{b} other{c}}", 20, "“one” is there twice")]
    [InlineData("{n, plural, other{a}", 1, "never closed")]
    [InlineData("{n, plural, other{a", 18, "never closed")]
    [InlineData("{n, plural, =x{a} other{b}}", 14, "a number belongs here")]
    [InlineData("{n, select}", 11, "“,” belongs here")]
    [InlineData("{n, select, other a}", 19, "“{” belongs here")]
    [InlineData("{a b}", 4, "should close here")]
    public void What_is_not_written_right_is_told_with_its_place(string sentence, int at, string what)
    {
        var wrong = Assert.Throws<FormatException>(() => Sentence.Read(sentence, Language.English));
        Assert.StartsWith($"at {at}: ", wrong.Message, StringComparison.Ordinal);
        Assert.Contains(what, wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_put_into_a_sentence_does_not_tear_it_apart_when_one_of_them_reads_the_other_way()
    {
        Dictionary<string, object?> facts = new() { ["unit"] = "RTW-12", ["site"] = "مستشفى", ["n"] = 7 };
        Assert.Equal("الوحدة \u2068RTW-12\u2069، 7", Sentence.Read("الوحدة {unit}، {n}", Language.Find("ar")!).Say(facts));
        Assert.Equal("الوحدة RTW-12، 7", Sentence.Read("الوحدة {unit}، {n}", Language.Find("ar")!).Say(facts, isolates: false));
        Assert.Equal("RTW-12 to \u2068مستشفى\u2069", Sentence.Read("{unit} to {site}", Language.English).Say(facts));
    }

    [Fact]
    public void Facts_may_come_as_JSON_as_they_were_stored()
    {
        using var json = JsonDocument.Parse("""{"count": 3, "word": "red", "missing": null, "at": "2026-03-01T21:05:00Z", "day": "2026-12-23"}""");
        var facts = json.RootElement.EnumerateObject().ToDictionary(fact => fact.Name, object? (fact) => fact.Value);
        var sentence = Sentence.Read("{count, plural, one{#} other{# of}} {word} {missing, select, none{-} other{+}} {at, time} {day, date}", Language.English);
        Assert.Equal("3 of red - 21:05 23 December 2026", sentence.Say(facts));
    }

    [Fact]
    public void A_sentence_knows_which_facts_it_names_however_deep()
    {
        var sentence = Sentence.Read("{a} {n, plural, one{{b, spell}} other{{x, select, u{{c}} other{}}}}", Language.English);
        Assert.Equal(
            [new("a", ""), new("n", "plural", "one other"), new("b", "spell"), new("x", "select", "other u"), new("c", "")], sentence.Arguments);
    }

    private static string Say(string sentence) => Sentence.Read(sentence, Language.English).Say(new Dictionary<string, object?>
    {
        ["number"] = "112", ["count"] = 3, ["one"] = 1L, ["two"] = 2m, ["none"] = 0, ["big"] = 1234567.5, ["word"] = "red", ["missing"] = null,
        ["ids"] = "RTW-12/A", ["at"] = new DateTimeOffset(2026, 3, 1, 21, 5, 0, TimeSpan.Zero), ["day"] = new DateOnly(2026, 12, 23),
    }, NodaTime.DateTimeZoneProviders.Tzdb["Europe/Berlin"]);
}
