using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Attend.Dispatch;
using Attend.Notifications;
using Attend.Platform;
using Attend.Platform.Languages;
using Attend.Tests.Architecture;
using Attend.Tests.Platform.Languages;
using Xunit;

namespace Attend.Tests.Notifications;

/// <summary>What people are told, in every language and for every way of telling it.</summary>
public sealed partial class TextsTests
{
    // Those who read over a shoulder learn neither who nor where.
    private static readonly string[] ForAnybody = ["alarm", "at", "count", "priority", "unit"];

    // 3GPP TS 23.038: the letters of a text message; those of the second row cost two.
    private const string Gsm = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
    private const string GsmTwice = "^{}\\[~]|€";

    public static TheoryData<string> Kinds => [.. Sample.All.Select(sample => sample.Kind)];

    [Fact]
    public void Every_language_is_whole() => Texts.All.AreWhole("fil fact.type.STROKE");

    [Fact]
    public void Every_kind_has_its_texts_and_no_text_is_of_no_kind()
    {
        string[] parts = ["lock", "short", "spoken", "text", "title"];
        Assert.Equal(
            Sample.All.SelectMany(sample => parts.Select(part => $"{sample.Kind}.{part}")).Order(StringComparer.Ordinal),
            Texts.All[0].Sentences.Keys.Where(name => !name.StartsWith("fact.", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Empty(Kind.All.Select(kind => kind.Name).Except(Sample.All.Select(sample => sample.Kind)));
    }

    [Fact]
    public void Every_alarm_priority_type_and_kind_has_a_name()
    {
        var constants = new[] { typeof(Watches), typeof(PreAlerts), typeof(AlarmLifecycle) }
            .SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static))
            .Where(field => field.IsLiteral && field.FieldType == typeof(string)).Select(field => (string)field.GetValue(null)!).Where(word => !word.Contains('.', StringComparison.Ordinal));
        var watched = from state in Enum.GetValues<ResponseState>()
                      from priority in Enum.GetValues<Priority>()
                      where Watches.Expected(state, priority) is not null
                      select Watches.Expected(state, priority)!.Value.Alarm;
        var written = Source.Files("src/Attend/Dispatch", "*.cs").SelectMany(file => AlarmKind().Matches(file.Text)).Select(match => match.Groups["kind"].Value);
        var alarms = constants.Concat(watched).Concat(written).Distinct().ToList();
        Assert.True(alarms.Count >= 11, string.Join(' ', alarms));
        var names = alarms.Select(alarm => "fact.alarm." + alarm).Concat(Words.All<Priority>().Select(priority => "fact.priority." + priority))
            .Concat(Words.All<EmergencyType>().Select(type => "fact.type." + type))
            .Concat(Sample.All.Where(sample => sample.Kind is not "digest").Select(sample => "fact.kind." + sample.Kind));
        Assert.All(names, name => Assert.True(Texts.All[0].Has(name), name));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Its_sentences_name_its_facts_and_leave_out_what_is_not_known(string name)
    {
        var sample = Sample.All.Single(sample => sample.Kind == name);
        foreach (var book in Texts.All)
        {
            var named = book.Sentences.Where(sentence => sentence.Key.StartsWith(name + ".", StringComparison.Ordinal))
                .SelectMany(sentence => sentence.Value.Arguments).Select(argument => argument.Name).Distinct().Order(StringComparer.Ordinal);
            Assert.Equal(sample.Facts.Keys.Order(StringComparer.Ordinal), named);
            Assert.Empty(book.Sentences[name + ".lock"].Arguments.Select(argument => argument.Name).Except(ForAnybody));

            var bare = sample.Facts.Where(fact => !sample.Optional.Contains(fact.Key)).ToDictionary();
            foreach (var texts in new[] { Texts.Preview(name, book.Language.Tag), Texts.Of(name, book.Language.Tag, bare) })
            {
                Assert.Equal(book.Language.Tag, texts.Language);
                Assert.All([texts.Title, texts.Text, texts.Short, texts.Lock, texts.Spoken], text => Assert.DoesNotMatch(Odd(), text));
                Assert.DoesNotMatch("[\u2068\u2069]|[0-9][0-9A-F]{5}", texts.Spoken);
                Assert.DoesNotMatch("CALL-|Mary|Station|Radiology|Room", texts.Lock);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void It_fits_a_text_message(string name)
    {
        foreach (var book in Texts.All)
        {
            var text = Texts.Preview(name, book.Language.Tag).Short;
            var plain = text.All(letter => Gsm.Contains(letter, StringComparison.Ordinal) || GsmTwice.Contains(letter, StringComparison.Ordinal));
            Assert.True(plain || book.Language.Tag is "fr" or "es" or "ar", $"{book.Language.Tag}: {text}");
            // Two parts of 67 letters where the language needs other signs.
            Assert.InRange(text.Length + (plain ? text.Count(GsmTwice.Contains) : 0), 1, plain ? 160 : 134);
        }
    }

    [Fact]
    public void Numbers_are_counted_as_the_language_counts()
    {
        string Digest(string language, int count) => Texts.Of("digest", language, new Dictionary<string, object?> { ["count"] = count, ["kind"] = "alarm" }).Lock;
        int[] counts = [0, 1, 2, 3, 11, 100];
        Assert.Equal(["لا رسائل أخرى", "رسالة أخرى", "رسالتان أخريان", "3 رسائل أخرى", "11 رسالة أخرى", "100 رسالة أخرى"],
            counts.Select(count => Digest("ar", count).Replace(". افتح Attend.", "", StringComparison.Ordinal)));
        Assert.StartsWith("0 autre message.", Digest("fr-CA", 0), StringComparison.Ordinal);
        Assert.StartsWith("0 more messages.", Digest("de", 0), StringComparison.Ordinal);
        Assert.StartsWith("1 mensaje más.", Digest("es-MX", 1), StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_as_a_crew_and_a_desk_get_it()
    {
        var assigned = Texts.Preview("crew_assigned", "en");
        Assert.Equal("RTW-12 is assigned to call CALL-9E3779B1: heart, critical priority. Open Attend and acknowledge.", assigned.Text);
        Assert.Equal("RTW-12: assigned to CALL-9E3779B1, critical priority. Acknowledge in Attend.", assigned.Short);
        Assert.Equal("New assignment for RTW-12, critical priority. Open Attend.", assigned.Lock);
        Assert.Equal("This is Attend. Unit RTW, 1 2, you are assigned to call 9 E 3 7 7 9 B 1: heart, critical priority. Please acknowledge now.", assigned.Spoken);

        var shift = Texts.Of("shift_begins", "fr", Sample.All.Single(sample => sample.Kind is "shift_begins").Facts, "America/Toronto");
        Assert.Equal("Votre garde à Station North commence le 23 novembre 2026 à 01:30.", shift.Text);

        var alarm = Texts.Of("alarm", "en", new Dictionary<string, object?> { ["alarm"] = "not_dispatched", ["call"] = "CALL-1", ["level"] = 0, ["priority"] = Priority.High });
        Assert.Equal("Not dispatched in time, call CALL-1, high priority. Open Attend and acknowledge.", alarm.Text);
        Assert.Equal("Alarm: A-1", Texts.Of("alarm", "en", new Dictionary<string, object?> { ["alarm"] = "new_one", ["unit"] = "A-1", ["level"] = 2 }).Title);
        using var stored = JsonDocument.Parse("""{"alarm": "crew_silent", "alarm_id": 7, "level": 1, "call": null, "unit": "A-1", "priority": "LOW"}""");
        Assert.Equal("Nobody has answered yet. Crew is silent: A-1, low priority. Open Attend and acknowledge.", Texts.Of("alarm", "en", stored.RootElement).Text);
        Assert.Contains("الوحدة \u2068RTW-12\u2069", Texts.Preview("crew_assigned", "ar-EG").Text, StringComparison.Ordinal);
    }

    [GeneratedRegex("""(alarm|Alarm|kind) (=|is) "(?<kind>[a-z_]+)"|\("(?<kind>[a-z_]+)", (TimeSpan|Unmoving|Unacknowledged)""")]
    private static partial Regex AlarmKind();

    // A dash for a fact that is missing, two signs or spaces after each other, a brace that was left.
    [GeneratedRegex(@"–|  | [,.،]|[,.،:] ?[,.،:]|[{}]|^\s|\s$")]
    private static partial Regex Odd();
}
