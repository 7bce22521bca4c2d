using System.Net;
using System.Text.RegularExpressions;
using Xunit;

namespace Attend.Tests.PublicRequests;

/// <summary>The page as a browser without scripts uses it. Each test has a world of its own: all ask from one device, and how often is limited.</summary>
public sealed partial class RequestPageTests(TestPostgres postgres) : IAsyncLifetime
{
    private readonly World world = new(postgres);
    private HttpClient browser = null!;

    public async ValueTask InitializeAsync()
    {
        await world.InitializeAsync();
        browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = world.Url };
    }

    public async ValueTask DisposeAsync()
    {
        browser.Dispose();
        await world.DisposeAsync();
    }

    [Fact]
    public async Task The_form_needs_no_script_sets_no_cookie_and_runs_only_our_own_files()
    {
        using var answer = await browser.GetAsync(new Uri("/request", UriKind.Relative), TestContext.Current.CancellationToken);
        var page = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("no-store", answer.Headers.CacheControl!.ToString());
        Assert.False(answer.Headers.Contains("Set-Cookie"));
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Contains("""<a href="tel:112">""", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", page, StringComparison.Ordinal);
        Assert.DoesNotContain(" style=", page, StringComparison.Ordinal);
        foreach (Match file in OwnFile().Matches(page))
        {
            using var kept = await browser.GetAsync(new Uri(file.Value, UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, kept.StatusCode);
            Assert.Equal("public, max-age=31536000, immutable", kept.Headers.GetValues("Cache-Control").Single());
        }

        Assert.Equal(2, OwnFile().Count(page));
        (await world.Stranger.Get("/public/public.000000000000.css")).Is(404);
    }

    [Fact]
    public async Task A_language_is_chosen_without_a_script_and_kept_to_the_end()
    {
        var french = await Get("/request?lang=fr");
        Assert.Contains("<html lang=\"fr\" dir=\"ltr\">", french.Page, StringComparison.Ordinal);
        Assert.Contains("""<form id="form" method="post" action="/request?lang=fr" """, french.Page, StringComparison.Ordinal);
        var arabic = await Get("/request?lang=ar");
        Assert.Contains("<html lang=\"ar\" dir=\"rtl\">", arabic.Page, StringComparison.Ordinal);
        Assert.Contains("""formaction="/request/again?lang=ar" lang="ar" dir="rtl" aria-current="true" >العربية</button>""", arabic.Page, StringComparison.Ordinal);
        Assert.Equal(5, Regex.Count(arabic.Page, "formaction="));

        // What was typed before comes along, right or wrong, and nobody was asked for help yet.
        var again = await Send(KeyIn(arabic.Page), [("description", "Ein <Sturz>"), ("latitude", "far")], "/request/again?lang=es");
        Assert.Contains("<html lang=\"es\" dir=\"ltr\">", again.Page, StringComparison.Ordinal);
        Assert.Contains("Ein &lt;Sturz&gt;", again.Page, StringComparison.Ordinal);
        Assert.Contains($"value=\"{KeyIn(arabic.Page)}\"", again.Page, StringComparison.Ordinal);
        Assert.Equal(0, await world.Row<long>($"select count(*) from dispatch.calls"));

        var sent = await Send(KeyIn(arabic.Page), [("address", "Park")], "/request?lang=ar");
        Assert.Matches(@"^/track/[A-Za-z0-9_-]{22}\?lang=ar$", sent.Location);
        var followed = await Get(sent.Location!);
        Assert.Contains("وصلنا طلبك.", followed.Page, StringComparison.Ordinal);
        Assert.Contains("\u2068112\u2069", followed.Page, StringComparison.Ordinal);
        Assert.Contains($"href=\"{sent.Location![..^2]}fil\"", followed.Page, StringComparison.Ordinal);
        Assert.Contains("href=\"/request?lang=es\"", (await Get("/track/AAAAAAAAAAAAAAAAAAAAAA?lang=es")).Page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_sent_is_a_call_and_leads_to_the_page_that_follows_it()
    {
        var mark = await world.Mark();
        var sent = await Send(await Key(), [("description", "Chest <b>pain</b>"), ("address", "Park 7"), ("emergency_type", "CARDIAC"), ("phone", "+49 30 1")], PhotoFiles.Jpeg());

        Assert.Equal(HttpStatusCode.SeeOther, sent.Status);
        Assert.Matches("^/track/[A-Za-z0-9_-]{22}$", sent.Location);
        Assert.Equal(["dispatch.call_received"], await world.EventsSince(mark));
        var call = (await (await world.Dispatcher()).Get("/api/calls"))["items"][0];
        Assert.Equal(("Chest <b>pain</b>", "CARDIAC", true, 1), (
            call.GetProperty("description").GetString(), call.GetProperty("emergency_type").GetString(), call.GetProperty("unverified").GetBoolean(),
            call.GetProperty("photos").GetInt32()));
        Assert.Equal("Park 7", call.GetProperty("location").GetProperty("address").GetString());
        var followed = await Get(sent.Location!);
        Assert.Contains(call.GetProperty("call_id").GetString()!, followed.Page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wrong_is_said_beside_its_field_and_what_was_typed_is_kept()
    {
        var key = await Key();
        var nowhere = await Send(key, [("description", "Help <me> & \"him\""), ("name", "Jo")]);
        Assert.Equal(HttpStatusCode.BadRequest, nowhere.Status);
        Assert.Contains("Help &lt;me&gt; &amp; &quot;him&quot;</textarea>", nowhere.Page, StringComparison.Ordinal);
        Assert.Contains("value=\"Jo\"", nowhere.Page, StringComparison.Ordinal);
        Assert.Contains("""<p class="mistake" id="address-wrong">Say where help is needed""", nowhere.Page, StringComparison.Ordinal);
        Assert.Contains("""aria-invalid="true" aria-describedby="address-help address-wrong" """, nowhere.Page, StringComparison.Ordinal);
        Assert.Contains("NOT sent", nowhere.Page, StringComparison.Ordinal);
        Assert.Contains($"value=\"{key}\"", nowhere.Page, StringComparison.Ordinal);

        var wrong = await Send(key, [("address", "Here"), ("latitude", "north"), ("longitude", "1"), ("emergency_type", "DRAGON"), ("name", new string('x', 201))]);
        Assert.Contains("id=\"address-wrong\"", wrong.Page, StringComparison.Ordinal);
        Assert.Contains("id=\"emergency_type-wrong\"", wrong.Page, StringComparison.Ordinal);
        var named = await Send(key, [("address", "Here"), ("name", new string('x', 201))]);
        Assert.Contains("id=\"name-wrong\">The name is too long", named.Page, StringComparison.Ordinal);
        Assert.Equal(0L, await Calls());
    }

    [Fact]
    public async Task A_file_that_is_no_photo_or_too_large_is_told_and_the_words_are_not_lost()
    {
        var key = await Key();
        var text = await Send(key, [("address", "Park")], PhotoFiles.Png(), "GIF89a nothing"u8.ToArray());
        Assert.Equal(HttpStatusCode.BadRequest, text.Status);
        Assert.Contains("id=\"photos-wrong\">One of the files is not a photo", text.Page, StringComparison.Ordinal);
        Assert.Contains("value=\"Park\"", text.Page, StringComparison.Ordinal);

        var huge = await Send(key, [("address", "Park")], new byte[9 * 1024 * 1024], new byte[9 * 1024 * 1024], new byte[9 * 1024 * 1024]);
        Assert.Contains("id=\"photos-wrong\">There were too many photos, or one was too large", huge.Page, StringComparison.Ordinal);
        Assert.Contains("value=\"Park\"", huge.Page, StringComparison.Ordinal);
        Assert.Equal(0L, await Calls());
        Assert.Equal(HttpStatusCode.SeeOther, (await Send(key, [("address", "Park")])).Status);
    }

    [Fact]
    public async Task Pressed_twice_it_is_one_call_and_sent_with_other_words_it_is_asked()
    {
        var key = await Key();
        (string, string)[] fields = [("address", "Park"), ("phone", "1")];
        var both = await Task.WhenAll(Send(key, fields, PhotoFiles.Jpeg()), Send(key, fields, PhotoFiles.Jpeg()));
        var third = await Send(key, fields);
        Assert.All(both.Append(third), sent => Assert.Equal(HttpStatusCode.SeeOther, sent.Status));
        Assert.Single(both.Append(third).Select(sent => sent.Location).Distinct());
        Assert.Equal(1L, await Calls());

        var other = await Send(key, [("address", "Bridge"), ("phone", "1")]);
        Assert.Equal(HttpStatusCode.Conflict, other.Status);
        Assert.Contains("sent before, with other words", other.Page, StringComparison.Ordinal);
        Assert.Equal(1L, await Calls());
        var fresh = KeyIn(other.Page);
        Assert.NotEqual(key, fresh);
        Assert.Equal(HttpStatusCode.SeeOther, (await Send(fresh, [("address", "Bridge"), ("phone", "1")])).Status);
        Assert.Equal(2L, await Calls());
    }

    [Fact]
    public async Task A_file_field_that_was_left_empty_is_no_photo_and_no_mistake()
    {
        using var form = new StringContent($"""
            --x
            Content-Disposition: form-data; name="key"

            {await Key()}
            --x
            Content-Disposition: form-data; name="address"

            Park
            --x
            Content-Disposition: form-data; name="photos"; filename=""
            Content-Type: application/octet-stream


            --x--

            """.ReplaceLineEndings("\r\n"));
        form.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse("multipart/form-data; boundary=x");
        var sent = await Read(await browser.PostAsync(new Uri("/request", UriKind.Relative), form, TestContext.Current.CancellationToken));
        Assert.Equal(HttpStatusCode.SeeOther, sent.Status);
        Assert.Equal(0L, await world.Row<long>($"select count(*) from dispatch.photos"));
    }

    [Fact]
    public async Task Too_often_is_marked_as_flood_and_never_refused()
    {
        for (var i = 0; i < 6; i++)
        {
            Assert.Equal(HttpStatusCode.SeeOther, (await Send(await Key(), [("address", $"Park {i}")], PhotoFiles.Jpeg())).Status);
        }

        Assert.Equal([false, false, false, false, false, true], await world.Rows<bool>($"select flood from dispatch.calls order by id"));
        Assert.Equal(5L, await world.Row<long>($"select count(*) from dispatch.photos"));
    }

    [Fact]
    public async Task What_comes_from_elsewhere_or_not_as_a_form_is_refused_in_words()
    {
        using var foreign = new HttpRequestMessage(HttpMethod.Post, "/request") { Content = Form(await Key(), [("address", "Park")]) };
        foreign.Headers.Add("Origin", "https://elsewhere.example");
        var refused = await Read(await browser.SendAsync(foreign, TestContext.Current.CancellationToken));
        Assert.Equal(HttpStatusCode.Forbidden, refused.Status);
        Assert.Contains("came from another page", refused.Page, StringComparison.Ordinal);
        Assert.Contains("tel:112", refused.Page, StringComparison.Ordinal);

        using var json = new StringContent("{}", null, "application/json");
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await Read(await browser.PostAsync(new Uri("/request", UriKind.Relative), json, TestContext.Current.CancellationToken))).Status);
        using var broken = new StringContent("--x\r\nnonsense");
        broken.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse("multipart/form-data; boundary=x");
        var torn = await Read(await browser.PostAsync(new Uri("/request", UriKind.Relative), broken, TestContext.Current.CancellationToken));
        Assert.Contains("did not arrive whole", torn.Page, StringComparison.Ordinal);
        Assert.Equal(0L, await Calls());
    }

    private Task<long> Calls() => world.Row<long>($"select count(*) from dispatch.calls");

    private async Task<string> Key() => KeyIn((await Get("/request")).Page);

    private static string KeyIn(string page) => KeyField().Match(page).Groups["key"].Value;

    private async Task<Sent> Get(string path) => await Read(await browser.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken));

    private Task<Sent> Send(string key, (string Name, string Value)[] fields, params byte[][] photos) => Send(key, fields, "/request", photos);

    private async Task<Sent> Send(string key, (string Name, string Value)[] fields, string path, params byte[][] photos)
    {
        using var form = Form(key, fields, photos);
        return await Read(await browser.PostAsync(new Uri(path, UriKind.Relative), form, TestContext.Current.CancellationToken));
    }

    private static async Task<Sent> Read(HttpResponseMessage answer)
    {
        using (answer)
        {
            return new Sent(answer.StatusCode, answer.Headers.Location?.ToString(), await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }
    }

    /// <summary>In the order of the page: an empty file field sends an empty file.</summary>
    private static MultipartFormDataContent Form(string key, (string Name, string Value)[] fields, params byte[][] photos)
    {
        var form = new MultipartFormDataContent { { new StringContent(key), "key" } };
        foreach (var (name, value) in fields)
        {
            form.Add(new StringContent(value), name);
        }

        foreach (var photo in photos.Length == 0 ? [[]] : photos)
        {
            form.Add(new ByteArrayContent(photo), "photos", "photo.jpg");
        }

        return form;
    }

    [GeneratedRegex("name=\"key\" value=\"(?<key>[^\"]+)\"")]
    private static partial Regex KeyField();

    [GeneratedRegex("/public/[^\"]+")]
    private static partial Regex OwnFile();

    private sealed record Sent(HttpStatusCode Status, string? Location, string Page);
}
