using System.Net;
using System.Text.RegularExpressions;
using Xunit;

namespace Attend.Tests.WalkIns;

/// <summary>Somebody with a phone of their own, whose browser has no scripts: it keeps cookies, and goes where an answer sends it only when told to.</summary>
internal sealed partial class Visitor(World world, string language = "en") : IDisposable
{
    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = world.Url };

    public async Task<Seen> Get(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        return await Send(request);
    }

    /// <summary>Sends the form of a page, with its own hidden fields beside what is typed.</summary>
    public Task<Seen> Fill(Seen page, params (string Name, string Value)[] typed) => Post(page.FormAction, [.. page.Hidden, .. typed]);

    public async Task<Seen> Post(string path, params (string Name, string Value)[] fields)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))) };
        return await Send(request);
    }

    public async Task<Seen> Send(HttpRequestMessage request)
    {
        request.Headers.AcceptLanguage.ParseAdd(language);
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return new Seen(
            (int)answer.StatusCode, answer.Headers.Location?.ToString(), await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            answer.Headers.SelectMany(header => header.Value.Select(value => (header.Key, value))).ToLookup(header => header.Key, header => header.value, StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>Takes a number on a queue's page; the address of the page that follows it.</summary>
    public async Task<string> TakeNumber(Queues.Clinic clinic) => (await Fill(await Get($"/join/{clinic.Code}"))).SentTo;

    public void Dispose() => http.Dispose();

    /// <summary>What a browser was answered.</summary>
    public sealed partial record Seen(int Status, string? Location, string Page, ILookup<string, string> Headers)
    {
        public string SentTo => Status == 303 ? Location! : throw new Xunit.Sdk.XunitException($"Expected 303, got {Status}: {Page}");

        public string FormAction => WebUtility.HtmlDecode(Action().Match(Page).Groups[1].Value);

        public IEnumerable<(string Name, string Value)> Hidden => HiddenField().Matches(Page).Select(hidden => (hidden.Groups[1].Value, WebUtility.HtmlDecode(hidden.Groups[2].Value)));

        /// <summary>What is read: without tags, and with blanks as they are shown.</summary>
        public string Text => Blanks().Replace(WebUtility.HtmlDecode(Tag().Replace(Page[Page.IndexOf("<main", StringComparison.Ordinal)..], " ")), " ");

        public Seen Says(params string[] sentences)
        {
            Assert.All(sentences, sentence => Assert.Contains(sentence, Text, StringComparison.Ordinal));
            return this;
        }

        public Seen SaysNot(params string[] sentences)
        {
            Assert.All(sentences, sentence => Assert.DoesNotContain(sentence, Text, StringComparison.Ordinal));
            return this;
        }

        public Seen Is(int status)
        {
            Assert.True(status == Status, $"Expected {status}, got {Status}: {Page}");
            return this;
        }

        [GeneratedRegex("<form id=\"form\" method=\"post\" action=\"([^\"]+)\"")]
        private static partial Regex Action();

        [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"")]
        private static partial Regex HiddenField();

        [GeneratedRegex("<[^>]*>")]
        private static partial Regex Tag();

        [GeneratedRegex(@"\s+")]
        private static partial Regex Blanks();
    }
}
