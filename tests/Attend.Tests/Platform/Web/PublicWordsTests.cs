using System.Text.RegularExpressions;
using Attend.Dispatch;
using Attend.Platform;
using Attend.Platform.Web;
using Attend.Tests.Architecture;
using Attend.Tests.Platform.Languages;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Attend.Tests.Platform.Web;

/// <summary>The sentences and the look of the pages for strangers.</summary>
public sealed partial class PublicWordsTests
{
    [Fact]
    public void Every_sentence_that_a_page_names_is_there_in_every_language()
    {
        var named = Source.Files("src/Attend/PublicRequests", "*Page.cs").SelectMany(file => Named().Matches(file.Text)).Select(match => match.Groups[1].Value).ToList();
        Assert.True(named.Count > 30);
        var states = Words.All<CallState>().Select(state => "track.state." + state).Concat(Words.All<EmergencyType>().Select(type => "type." + type));
        // What ends with a point goes on with a word that the page draws from elsewhere.
        var there = PublicWords.All[0].Sentences.Keys;
        Assert.All(named.Concat(states), key => Assert.True(
            there.Contains(key) || (key.EndsWith('.') && there.Any(known => known.StartsWith(key, StringComparison.Ordinal))), key));
        PublicWords.All.AreWhole();
    }

    [Theory]
    [InlineData("", "", "en")]
    [InlineData("de-DE,de;q=0.9,en;q=0.1", "", "en")]
    [InlineData("*;q=nonsense,,", "?lang=xx", "en")]
    [InlineData("fr-CA,en;q=0.9", "", "fr")]
    [InlineData("ar-EG", "?lang=xx", "ar")]
    [InlineData("ar-EG", "?lang=ES", "es")]
    [InlineData("tl-PH,en;q=0.5", "?lang=fr&lang=es", "fil")]
    public void A_stranger_is_answered_in_the_language_that_was_chosen_or_is_liked_best(string liked, string query, string language)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers.AcceptLanguage = liked;
        context.Request.QueryString = new QueryString(query);
        Assert.Equal(language, PublicWords.For(context.Request).Language.Tag);
    }

    [Fact]
    public void The_style_sheet_reads_from_right_to_left_as_well()
    {
        var sheet = File.ReadAllText(Path.Combine(Repository.Root, "src", "Attend", "PublicRequests", "public", "public.css"));
        Assert.DoesNotMatch(Physical(), sheet);
    }

    [Fact]
    public void What_is_put_into_a_page_is_escaped()
    {
        const string Said = "<script>alert('\"&\"')</script>";
        Html inner = $"<b>{Said}</b>";
        Html page = $"<p title=\"{Said}\">{inner}{new[] { inner }}{7}{(string?)null}</p>";
        Assert.DoesNotContain("<script", page.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("\"&\"", page.ToString(), StringComparison.Ordinal);
        Assert.Equal(2, page.ToString().Split("<b>&lt;script&gt;").Length - 1);
    }

    [GeneratedRegex("""words(?:\.Or\(|\[)"([a-z_.]+)["\]]""")]
    private static partial Regex Named();

    [GeneratedRegex(@"^\s*((margin|padding|border)-(left|right|top|bottom)|left|right|top|bottom|(min-|max-)?(width|height)|text-align: (left|right))\s*:", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Physical();
}
