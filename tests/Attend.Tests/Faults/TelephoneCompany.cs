using System.Collections.Concurrent;
using System.Text;
using System.Web;
using Attend.Channels;
using Attend.Tests.Channels;
using Microsoft.AspNetCore.Http;

namespace Attend.Tests.Faults;

/// <summary>
/// A telephone company in Twilio's form that does everything wrong that one can, and keeps books of what it really took. What it is sent
/// must be right all the same.
/// </summary>
internal sealed class TelephoneCompany : IAsyncDisposable
{
    private const string Account = "AC1";
    private const string Token = "to-ken";

    private readonly Temper temper;
    private readonly TaskCompletionSource over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private HttpPeer peer = null!;

    private TelephoneCompany(Temper temper, Books books)
    {
        (this.temper, Books) = (temper, books);
        CallBacks = new CallBacks(Token, temper, books);
    }

    public Books Books { get; }

    public CallBacks CallBacks { get; }

    /// <summary>As the operator names it.</summary>
    public string Setting => $"http://{Account}:{Token}@127.0.0.1:{peer.Url.Port}?from=%2B15005550006";

    public Carrier Carrier => Carrier.Read("ATTEND_SMS", Setting);

    /// <summary>What was wrong with what it was sent.</summary>
    public ConcurrentBag<string> Complaints { get; } = [];

    /// <summary>When each message came, taken or not.</summary>
    public ConcurrentQueue<(Guid Reference, DateTimeOffset At)> Came { get; } = [];

    public static async Task<TelephoneCompany> Start(Temper temper, Books? books = null)
    {
        var company = new TelephoneCompany(temper, books ?? new Books());
        company.peer = await HttpPeer.Start(company.Answer);
        return company;
    }

    public async ValueTask DisposeAsync()
    {
        over.TrySetResult();
        await peer.DisposeAsync();
    }

    private async Task Answer(HttpContext context, Came came)
    {
        var form = HttpUtility.ParseQueryString(came.Text);
        if (Wrong(context, form) is { } wrong)
        {
            Complaints.Add(wrong);
            await Say(context, 400, """{"code":21602}""");
            return;
        }

        var reference = Guid.ParseExact(form["StatusCallback"]!.Split('/')[^1], "n");
        Came.Enqueue((reference, TimeProvider.System.GetUtcNow()));
        await Answer(context, temper.Next(), reference);
    }

    private async Task Answer(HttpContext context, Mood mood, Guid reference)
    {
        var id = mood is Mood.Takes or Mood.TakesAndIsSilent or Mood.TakesAndBreaksOff or Mood.TakesAndTalksNonsense or Mood.TakesTooLate ? Books.Take(reference) : null;
        if (id is not null)
        {
            await CallBacks.Plan(reference, id);
        }

        switch (mood)
        {
            case Mood.Takes:
                await Say(context, 201, $$"""{"sid":"{{id}}","status":"queued","to":"+49","error_code":null}""");
                break;
            case Mood.TakesAndIsSilent:
                await Task.WhenAny(over.Task, Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted));
                break;
            case Mood.TakesAndBreaksOff:
                context.Abort();
                break;
            case Mood.TakesAndTalksNonsense when temper.Often(500):
                await Say(context, 201, $$"""{"sid":"{{id}}","stat""");
                break;
            case Mood.TakesAndTalksNonsense or Mood.TalksNonsense:
                await Say(context, 200, "<!doctype html><title>Welcome</title><p>Please log in to use the network.");
                break;
            case Mood.TakesTooLate:
            case Mood.Breaks:
                await Say(context, temper.Often(333) ? 500 : temper.Often(500) ? 502 : 504, temper.Often(500) ? "<html>upstream timed out</html>" : """{"code":20500}""");
                break;
            case Mood.Fails:
                await Say(context, 503, temper.Often(500) ? "oops" : """{"code":20503}""");
                break;
            case Mood.IsBusy:
                context.Response.Headers.RetryAfter = (5 + temper.Below(60)).ToString(System.Globalization.CultureInfo.InvariantCulture);
                await Say(context, 429, """{"code":20429}""");
                break;
            case Mood.Refuses:
                await Say(context, 400, """{"code":21610}""");
                break;
        }
    }

    private static string? Wrong(HttpContext context, System.Collections.Specialized.NameValueCollection form)
    {
        var basic = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Account}:{Token}"));
        return context.Request.Method != "POST" || context.Request.Path != $"/2010-04-01/Accounts/{Account}/Messages.json" ? $"{context.Request.Method} {context.Request.Path}"
            : context.Request.Headers.Authorization != basic ? "signs in as nobody"
            : !Carrier.Dials(form["To"] ?? "") ? $"to {form["To"]}"
            : form["From"] != "+15005550006" ? $"from {form["From"]}"
            : string.IsNullOrWhiteSpace(form["Body"]) || form["Body"]!.Length > 1600 ? "says nothing, or too much"
            : form["StatusCallback"] is not { } back || !back.StartsWith(CallBacks.Public + "api/callbacks/sms/", StringComparison.Ordinal) ? $"is called back at {form["StatusCallback"]}"
            : null;
    }

    private static async Task Say(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        await context.Response.WriteAsync(text, Encoding.UTF8);
    }
}
