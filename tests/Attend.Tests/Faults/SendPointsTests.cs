using Attend.Tests.Platform;
using Xunit;

namespace Attend.Tests.Faults;

/// <summary>
/// The server dies at each point between the claim of a delivery and the mark of what became of it. Nothing is lost; nothing is sent twice
/// unless the company may have had it, and then the try says so.
/// </summary>
public sealed class SendPointsTests(SendingServer sending) : IClassFixture<SendingServer>, IAsyncLifetime
{
    /// <summary>Words that only the claim contains, and only the mark.</summary>
    private const string Claim = "for update of d skip locked";
    private const string Mark = "as e (id, number, word, name, provided, detail)";

    /// <summary>A test that failed may have left it dead.</summary>
    public async ValueTask InitializeAsync()
    {
        if (!sending.Server.IsRunning)
        {
            await sending.Server.Start();
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Killed_with_its_claim_on_the_way_it_has_sent_nothing_and_says_so()
    {
        // The next look of the lane is held; what it would have found is written down meanwhile.
        var trap = sending.Proxy.Set(Moment.CommitSent, Claim, "sms");
        await trap.Reached;
        var reference = await sending.TellOne();
        await sending.Kill();

        Assert.Equal("PENDING: no try", await sending.Story(reference));
        await Ends(reference, "SENT: 1 accepted", taken: 1);
    }

    [Fact]
    public async Task Killed_once_it_has_claimed_it_tries_again_and_counts_it()
    {
        var trap = sending.Proxy.Set(Moment.Committed, Claim, "sms");
        var reference = await sending.TellOne();
        await trap.Reached;
        await sending.Kill();

        Assert.Equal("PENDING: 1", await sending.Story(reference));
        // The company never had it; that nobody could know.
        await Ends(reference, "SENT: 1 cut_off, 2 accepted again", taken: 1);
    }

    [Fact]
    public async Task Killed_while_the_company_has_it_and_has_not_answered_it_sends_again_and_counts_it()
    {
        sending.Temper.Always = Mood.TakesAndIsSilent;
        var reference = await sending.TellOne();
        await Wait.Until(() => sending.Company.Books.Of(reference).Taken == 1);
        await sending.Kill();

        await Ends(reference, "SENT: 1 cut_off, 2 accepted again", taken: 2);
    }

    /// <summary>From the answer of the company to the last moment before the commit.</summary>
    [Theory]
    [InlineData(Moment.Asked)]
    [InlineData(Moment.Loaded)]
    [InlineData(Moment.CommitSent)]
    public async Task Killed_after_the_answer_before_it_is_written_down_it_sends_again_and_counts_it(Moment moment)
    {
        var trap = sending.Proxy.Set(moment, Mark);
        var reference = await sending.TellOne();
        await trap.Reached;
        await sending.Kill();

        Assert.Equal("PENDING: 1", await sending.Story(reference));
        await Ends(reference, "SENT: 1 cut_off, 2 accepted again", taken: 2);
    }

    [Fact]
    public async Task Killed_once_the_answer_is_written_down_it_sends_nothing_more()
    {
        var trap = sending.Proxy.Set(Moment.Committed, Mark);
        var reference = await sending.TellOne();
        await trap.Reached;
        await sending.Kill();

        Assert.Equal("SENT: 1 accepted", await sending.Story(reference));
        var other = await Ends(reference, "SENT: 1 accepted", taken: 1);
        Assert.Equal(1, sending.Company.Books.Of(other).Taken);
    }

    /// <summary>
    /// People are written down a thousand at a time. Killed in the second thousand, with its commit on the way or just made, everybody is
    /// told once.
    /// </summary>
    [Theory]
    [InlineData(Moment.Saved)]
    [InlineData(Moment.CommitSent)]
    [InlineData(Moment.Committed)]
    public async Task Killed_in_the_middle_of_an_audience_everybody_is_told_once(Moment moment)
    {
        const int People = 2_500;
        var site = await sending.Site(People);
        var trap = sending.Proxy.Set(moment, "update notifications.rungs set written_to", after: 1);
        var message = await Town.Tell(sending.Db, site);
        await trap.Reached;
        await sending.Kill();

        Assert.Equal(moment is Moment.Committed ? 2_000 : 1_000, await Told("count(*)"));
        await sending.Server.Start();
        await Wait.Until(async () => await sending.Number($"select count(*) from notifications.rungs where message_id = {message} and written_at is not null and people = {People}") == 1);
        Assert.Equal(People, await Told("count(*)"));
        Assert.Equal(People, await Told("count(distinct user_id)"));
        await Wait.Until(async () => await Told("count(*) filter (where state = 'PENDING')") == 0);
        Assert.Equal("", await sending.Violations());

        Task<long> Told(string what) => sending.Number($"select {what} from notifications.deliveries where message_id = {message}");
    }

    /// <summary>What an opening promises is written by whoever hears of it. Killed meanwhile, it is written once, under the number that was promised.</summary>
    [Theory]
    [InlineData(Moment.Saved)]
    [InlineData(Moment.CommitSent)]
    [InlineData(Moment.Committed)]
    public async Task Killed_while_it_hears_that_a_queue_opened_every_patient_is_told_once(Moment moment)
    {
        const int People = 30;
        var boss = await sending.Boss();
        var queue = (await boss.Post("/api/queues", new { site_id = await sending.Site(People), code = "OPD", queue = new { name = "Clinic" } })).Is(201).Id;
        var trap = sending.Proxy.Set(moment, "insert into notifications.rungs");
        var opened = (await boss.Post($"/api/queues/{queue}/open")).Is(200);
        await trap.Reached;
        await sending.Kill();

        var message = opened["message_id"].GetInt64();
        Assert.Equal(moment is Moment.Committed ? 1 : 0, await sending.Number($"select count(*) from notifications.messages where id = {message}"));
        await sending.Server.Start();
        await Wait.Until(async () => await sending.Number($"select count(*) from notifications.rungs where message_id = {message} and written_at is not null") == 2);
        Assert.Equal(People, opened["notification_stats"].GetProperty("total_patients_notified").GetInt32());
        Assert.Equal(People, await sending.Number($"select count(*) from notifications.deliveries where message_id = {message} and way = 'in_app'"));
        Assert.Equal(People, await sending.Number($"select count(distinct user_id) from notifications.deliveries where message_id = {message}"));
        Assert.Equal("", await sending.Violations());
    }

    /// <summary>The server starts again; a message that is said after it shows that the lane has passed the one before.</summary>
    private async Task<Guid> Ends(Guid reference, string story, int taken)
    {
        await sending.Server.Start();
        var after = await sending.TellOne();
        await Wait.Until(async () => await sending.Story(reference) == story && await sending.Story(after) == "SENT: 1 accepted");
        Assert.Equal(taken, sending.Company.Books.Of(reference).Taken);
        Assert.Empty(sending.Company.Complaints);
        Assert.Equal("", await sending.Violations());
        return after;
    }
}
