using System.Text.RegularExpressions;
using Attend.Dispatch;
using Attend.Platform;
using Attend.Platform.Web;
using Attend.Tests.Architecture;
using Attend.Tests.Platform.Languages;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Attend.Tests.Platform.Web;

/// <summary>The sentences and the look of the pages for strangers.</summary>
public sealed partial class PublicWordsTests
{
    [Fact]
    public void Every_sentence_that_a_page_names_is_there_in_every_language()
    {
        var pages = Source.Files("src/Attend/PublicRequests", "*.cs").Concat(Source.Files("src/Attend/WalkIns", "*.cs")).Concat(Source.Files("src/Attend/ClientPages", "*.cs")).Append(("", File.ReadAllText(Path.Combine(Repository.Root, "src", "Attend", "Platform", "Web", "PublicPage.cs"))));
        var named = pages.SelectMany(file => Named().Matches(file.Item2)).Select(match => match.Groups[1].Value).ToList();
        Assert.True(named.Count > 100);
        var states = Words.All<CallState>().Select(state => "track.state." + state).Concat(Words.All<EmergencyType>().Select(type => "type." + type));
        // What ends with a point goes on with a word that the page draws from elsewhere.
        var there = PublicWords.All[0].Sentences.Keys;
        Assert.All(named.Concat(states), key => Assert.True(
            there.Contains(key) || (key.EndsWith('.') && there.Any(known => known.StartsWith(key, StringComparison.Ordinal))), key));
        // The letters of a code have the same names wherever Latin is written.
        PublicWords.All.AreWhole("fr voice.letters", "es voice.letters", "fil voice.letters");
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
    public void The_style_sheets_read_from_right_to_left_as_well()
    {
        var sheets = Source.Files("src/Attend", "*.css").ToList();
        Assert.True(sheets.Count >= 6);
        Assert.All(sheets, sheet => Assert.False(Physical().IsMatch(sheet.Text), $"{sheet.Path}: {Physical().Match(sheet.Text)}"));
    }

    [Fact]
    public async Task A_file_is_served_as_one_with_those_that_it_needs()
    {
        var both = PublicFiles.Address("request.js")["/public/".Length..];
        var context = new DefaultHttpContext { RequestServices = new ServiceCollection().AddLogging().BuildServiceProvider(), Response = { Body = new MemoryStream() } };
        await PublicFiles.Handle(both, context.Response).ExecuteAsync(context);
        context.Response.Body.Position = 0;
        var script = await new StreamReader(context.Response.Body).ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.Contains("function listen(", script, StringComparison.Ordinal);
        Assert.True(script.IndexOf("function listen(", StringComparison.Ordinal) < script.IndexOf("function follow(", StringComparison.Ordinal));
        Assert.Equal(1, Regex.Count(script, Regex.Escape("function listen(")));
    }

    [Fact]
    public void An_address_goes_on_in_its_language_and_with_its_query()
    {
        var context = new DefaultHttpContext();
        (context.Request.Path, context.Request.QueryString) = ("/join/OPD", new QueryString("?site=3&lang=ar&from=a%26b"));
        Assert.Equal("/join/OPD?site=3&from=a%26b&lang=fr", PublicWords.In(context.Request, PublicWords.Find("fr")!.Language));
        Assert.Equal("/x?site=3&lang=ar", PublicWords.Address(context.Request, "/x", ("site", "3"), ("code", null)));
        context.Request.QueryString = new QueryString("?lang=xx");
        Assert.Equal("/x", PublicWords.Address(context.Request, "/x"));
        Assert.Equal("", PublicWords.Asked(context.Request));
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

    [GeneratedRegex("""[wW]ords(?:\.Or\(|\.Say\(|\[)"([a-z_.]+)["\]]""")]
    private static partial Regex Named();

    [GeneratedRegex(@"^\s*((margin|padding|border)-(left|right|top|bottom)|left|right|top|bottom|(min-|max-)?(width|height)|text-align: (left|right))\s*:", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Physical();
}
