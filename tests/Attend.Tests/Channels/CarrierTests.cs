using System.Text;
using System.Web;
using System.Xml.Linq;
using Attend.Channels;
using Attend.Tests.Platform;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Attend.Tests.Channels;

/// <summary>Text messages and calls by a company that checks what it is sent, and calls back signed.</summary>
public sealed class CarrierTests
{
    private static readonly Uri Public = new("https://attend.example.org/");
    private readonly ManualClock clock = new();

    [Fact]
    public async Task A_text_message_is_sent_in_the_companys_form()
    {
        await using var company = await Company(201, """{"sid":"SM00000000000000000000000000000001","status":"queued"}""");
        var outcome = await Sms(company).Send(Message.To("+4915112345678", "Ünit & more = 10:15", deadline: clock.GetUtcNow().AddMinutes(10)), CancellationToken.None);

        Assert.Equal("SM00000000000000000000000000000001", Assert.IsType<Outcome.Accepted>(outcome).ProviderId);
        var came = Assert.Single(company.Requests);
        Assert.Equal("/2010-04-01/Accounts/AC1/Messages.json", came.Path);
        Assert.Equal("Basic " + Convert.ToBase64String("AC1:to:ken"u8), came.Headers["Authorization"]);
        var form = HttpUtility.ParseQueryString(came.Text);
        Assert.Equal(("+4915112345678", "+15005550006"), (form["To"], form["From"]));
        Assert.Equal("Your call\nÜnit & more = 10:15", form["Body"]);
        Assert.Equal("https://attend.example.org/api/callbacks/sms/ref-8f2c", form["StatusCallback"]);
        Assert.Equal("600", form["ValidityPeriod"]);
    }

    [Fact]
    public async Task A_pool_of_numbers_is_named_as_one_and_a_long_text_is_cut()
    {
        await using var company = await Company(201, """{"sid":"SM1"}""");
        var carrier = Named(company) with { From = "MG" + new string('a', 32) };
        await new Sms(carrier, new HttpClient(), null, clock).Send(Message.To("+4915112345678", string.Concat(Enumerable.Repeat("😀", 900))), CancellationToken.None);
        var form = HttpUtility.ParseQueryString(company.Requests.Single().Text);
        Assert.Equal(carrier.From, form["MessagingServiceSid"]);
        Assert.Null(form["StatusCallback"]);
        Assert.True(form["Body"]!.Length <= 1600 && form["Body"]!.EndsWith("😀…", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("de-DE", "de-DE", "Drücken")]
    [InlineData("fr", "fr-FR", "Appuyez")]
    [InlineData("ar", "arb", "1")]
    [InlineData("xx", "en-GB", "Press")]
    public async Task A_call_speaks_the_language_and_asks_for_a_key(string language, string voice, string asks)
    {
        await using var company = await Company(201, """{"sid":"CA1"}""");
        var calling = new Voice(Named(company), new HttpClient(), Public, clock);
        var outcome = await calling.Send(Message.To("+4915112345678", "Unit <M1> & \0 you", language: language), CancellationToken.None);

        Assert.Equal("CA1", Assert.IsType<Outcome.Accepted>(outcome).ProviderId);
        var came = Assert.Single(company.Requests);
        Assert.Equal("/2010-04-01/Accounts/AC1/Calls.json", came.Path);
        var form = HttpUtility.ParseQueryString(came.Text);
        Assert.Equal(["answered", "completed"], form.GetValues("StatusCallbackEvent")!);
        Assert.Equal("https://attend.example.org/api/callbacks/voice/ref-8f2c", form["StatusCallback"]);
        var spoken = XElement.Parse(form["Twiml"]!);
        var gather = spoken.Elements("Gather").First();
        Assert.Equal(("https://attend.example.org/api/callbacks/voice/ref-8f2c/key", "1"), (gather.Attribute("action")!.Value, gather.Attribute("numDigits")!.Value));
        var said = gather.Elements("Say").ToList();
        Assert.All(said, say => Assert.Equal(voice, say.Attribute("language")!.Value));
        Assert.Equal("Your call. Unit <M1> &   you", said[0].Value);
        Assert.Contains(asks, said[1].Value, StringComparison.Ordinal);
        Assert.Contains("Hangup", SpokenText.Thanks(language), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200, "<html>Welcome to the hotel</html>", typeof(Outcome.Unsure))]
    [InlineData(201, "", typeof(Outcome.Unsure))]
    [InlineData(201, "[]", typeof(Outcome.Unsure))]
    [InlineData(201, """{"sid":7}""", typeof(Outcome.Unsure))]
    [InlineData(201, """{"sid":"a\r\nb"}""", typeof(Outcome.Unsure))]
    [InlineData(302, "", typeof(Outcome.Later))]
    [InlineData(400, """{"code":21211,"message":"+49 is not valid"}""", typeof(Outcome.Never))]
    [InlineData(400, """{"code":21610}""", typeof(Outcome.Never))]
    [InlineData(400, """{"code":21606}""", typeof(Outcome.Later))]
    [InlineData(400, """{"code":21408}""", typeof(Outcome.Later))]
    [InlineData(400, """{"code":99999}""", typeof(Outcome.Never))]
    [InlineData(400, """{"code":1e99}""", typeof(Outcome.Never))]
    [InlineData(401, """{"code":20003}""", typeof(Outcome.Later))]
    [InlineData(403, "", typeof(Outcome.Later))]
    [InlineData(408, "", typeof(Outcome.Later))]
    [InlineData(425, "", typeof(Outcome.Later))]
    [InlineData(429, """{"code":20429}""", typeof(Outcome.Later))]
    [InlineData(500, "oops", typeof(Outcome.Unsure))]
    [InlineData(500, """{"code":20500}""", typeof(Outcome.Unsure))]
    [InlineData(500, """{"code":99999}""", typeof(Outcome.Unsure))]
    [InlineData(500, """{"code":20503}""", typeof(Outcome.Later))]
    [InlineData(500, """{"code":20003}""", typeof(Outcome.Later))]
    [InlineData(500, """{"code":21606}""", typeof(Outcome.Later))]
    [InlineData(500, """{"code":21610}""", typeof(Outcome.Never))]
    [InlineData(501, "", typeof(Outcome.Later))]
    [InlineData(502, "", typeof(Outcome.Unsure))]
    [InlineData(502, """{"code":30001}""", typeof(Outcome.Later))]
    [InlineData(503, "", typeof(Outcome.Later))]
    [InlineData(503, """{"code":20503}""", typeof(Outcome.Later))]
    [InlineData(504, "", typeof(Outcome.Unsure))]
    [InlineData(504, """{"code":21211}""", typeof(Outcome.Never))]
    [InlineData(505, "", typeof(Outcome.Later))]
    [InlineData(506, "", typeof(Outcome.Unsure))]
    [InlineData(507, "", typeof(Outcome.Later))]
    [InlineData(508, "", typeof(Outcome.Unsure))]
    [InlineData(511, "", typeof(Outcome.Later))]
    [InlineData(520, "", typeof(Outcome.Unsure))]
    [InlineData(599, "", typeof(Outcome.Unsure))]
    public async Task What_the_company_says_decides(int status, string body, Type expected)
    {
        await using var company = await HttpPeer.Start(status, body, ("Retry-After", "30"), ("Location", "/elsewhere"));
        var outcome = await Sms(company).Send(Message.To("+4915112345678"), CancellationToken.None);
        Assert.IsType(expected, outcome);
        Assert.Single(company.Requests);
        Assert.DoesNotContain("+49", outcome.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("to:ken", outcome.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("015112345678")]
    [InlineData("+4915112345678\n")]
    [InlineData("+0123456789")]
    [InlineData("")]
    public async Task What_is_no_number_is_not_dialled(string number)
    {
        await using var company = await Company(201, """{"sid":"SM1"}""");
        Assert.IsType<Outcome.Never>(await Sms(company).Send(Message.To(number), CancellationToken.None));
        Assert.IsType<Outcome.Never>(await new Voice(Named(company), new HttpClient(), Public, clock).Send(Message.To(number), CancellationToken.None));
        Assert.Empty(company.Requests);
    }

    [Fact]
    public async Task A_company_that_falls_silent_leaves_a_doubt()
    {
        RawPeer peer = null!;
        peer = new RawPeer(async (stream, ct) =>
        {
            await peer.Hear(stream, ct);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct);
        });
        await using var _ = peer;
        var sending = new Sms(new Carrier(peer.Url, "AC1", "t", "+15005550006"), new HttpClient(), Public, clock).Send(Message.To("+4915112345678"), CancellationToken.None);
        await peer.Heard.Task;
        await Wait.Until(() =>
        {
            clock.Advance(Exchange.Longest);
            return sending.IsCompleted;
        });
        Assert.IsType<Outcome.Unsure>(await sending);
        var away = new Sms(new Carrier(new Uri("http://127.0.0.1:1"), "AC1", "t", "+15005550006"), new HttpClient(), Public, clock);
        Assert.IsType<Outcome.Later>(await away.Send(Message.To("+4915112345678"), CancellationToken.None));
    }

    /// <summary>The example that the company's own libraries are tested with.</summary>
    [Fact]
    public void The_published_signature_comes_out()
    {
        const string address = "https://mycompany.com/myapp.php?foo=1&bar=2";
        var form = new Dictionary<string, string>
        {
            ["CallSid"] = "CA1234567890ABCDE", ["Caller"] = "+14158675309", ["Digits"] = "1234", ["From"] = "+14158675309", ["To"] = "+18005551212",
        };
        Assert.True(CallBack.Signed("12345", address, form, "RSOYDt4T1cUTdK1PDd93/VVr8B8="));
        Assert.False(CallBack.Signed("12346", address, form, "RSOYDt4T1cUTdK1PDd93/VVr8B8="));
        Assert.False(CallBack.Signed("12345", address + "0", form, "RSOYDt4T1cUTdK1PDd93/VVr8B8="));
        Assert.False(CallBack.Signed("12345", address, form.Append(new("X", "1")), "RSOYDt4T1cUTdK1PDd93/VVr8B8="));
        Assert.False(CallBack.Signed("12345", address, form, null));
        Assert.False(CallBack.Signed("12345", address, form, ""));
    }

    [Fact]
    public void A_call_back_is_believed_when_one_of_the_operators_companies_signed_it()
    {
        var first = new Carrier(new Uri("https://telephone.example.com"), "AC1", "one", "+15005550006");
        var carriers = new Carriers(ChannelSettings.None with { Sms = [first], Voice = [first with { Token = "two" }], PublicUrl = Public });
        var form = new Dictionary<string, string> { ["MessageSid"] = "SM1", ["MessageStatus"] = "delivered" };
        const string path = "/api/callbacks/sms/ref-8f2c";
        foreach (var (token, expected) in new[] { ("one", true), ("two", true), ("three", false) })
        {
            Assert.Equal(expected, carriers.Signed(path, form, CallBack.Sign(token, "https://attend.example.org" + path, form)));
        }

        Assert.False(new Carriers(ChannelSettings.None).Signed(path, form, CallBack.Sign("", path, form)));
    }

    [Theory]
    [InlineData("MessageSid=SM1&MessageStatus=delivered", "SM1", CarrierWord.Delivered, null, null)]
    [InlineData("SmsSid=SM1&SmsStatus=sent", "SM1", CarrierWord.Sent, null, null)]
    [InlineData("MessageSid=SM1&MessageStatus=undelivered&ErrorCode=30003", "SM1", CarrierWord.Undelivered, 30003, null)]
    [InlineData("MessageSid=SM1&MessageStatus=read", "SM1", CarrierWord.Read, null, null)]
    [InlineData("MessageSid=SM1&MessageStatus=something_new", "SM1", null, null, null)]
    [InlineData("CallSid=CA1&CallStatus=in-progress&Digits=1", "CA1", CarrierWord.Answered, null, "1")]
    [InlineData("CallSid=CA1&CallStatus=no-answer", "CA1", CarrierWord.NoAnswer, null, null)]
    [InlineData("CallSid=CA1&CallStatus=busy&ErrorCode=nonsense", "CA1", CarrierWord.Busy, null, null)]
    [InlineData("CallSid=CA1&CallStatus=completed&CallSid=CA2", "CA1", CarrierWord.Completed, null, null)]
    public void Reports_are_read(string form, string id, object? word, int? error, string? key) =>
        Assert.Equal(new CarrierReport(id, (CarrierWord?)word, error, key), CallBack.Read(Fields(form)));

    [Fact]
    public void A_report_of_nothing_is_none() => Assert.Null(CallBack.Read(Fields("MessageStatus=sent")));

    private static IEnumerable<KeyValuePair<string, string>> Fields(string form) =>
        form.Split('&').Select(field => field.Split('=')).Select(field => new KeyValuePair<string, string>(field[0], field[1]));

    private static Task<HttpPeer> Company(int status, string body) => HttpPeer.Start(async context =>
    {
        context.Response.StatusCode = context.Request.ContentType == "application/x-www-form-urlencoded" && context.Request.Method == "POST" ? status : 415;
        await context.Response.WriteAsync(body, Encoding.UTF8);
    });

    private static Carrier Named(HttpPeer company) => Carrier.Read("ATTEND_SMS", $"http://AC1:to%3Aken@127.0.0.1:{company.Url.Port}?from=%2B15005550006");

    private Sms Sms(HttpPeer company) => new(Named(company), new Outside(PrivateHosts.None).ToProviders, Public, clock);
}
