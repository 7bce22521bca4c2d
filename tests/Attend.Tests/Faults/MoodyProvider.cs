using Attend.Channels;

namespace Attend.Tests.Faults;

/// <summary>The same company without the wire, for a million messages: the outcome is what its answer would mean.</summary>
/// <param name="calledBack">Of how many messages in a thousand anything is told afterwards.</param>
internal sealed class MoodyProvider(string name, Temper temper, Books books, CallBacks callBacks, int calledBack) : IProvider
{
    public string Name => name;

    public Way Way => Way.Sms;

    public TimeSpan Longest => TimeSpan.FromSeconds(30);

    public async Task<Outcome> Send(Outgoing message, CancellationToken ct)
    {
        var mood = temper.Next();
        var reference = Guid.ParseExact(message.Reference, "n");
        var id = mood is Mood.Takes or Mood.TakesAndIsSilent or Mood.TakesAndBreaksOff or Mood.TakesAndTalksNonsense or Mood.TakesTooLate ? books.Take(reference) : null;
        if (id is not null && temper.Often(calledBack))
        {
            await callBacks.Plan(reference, id);
        }

        return mood switch
        {
            Mood.Takes => new Outcome.Accepted(id),
            Mood.Fails => new Outcome.Later("It answered 503."),
            Mood.IsBusy => new Outcome.Later("It answered 429.", TimeSpan.FromSeconds(5 + temper.Below(60))),
            Mood.Refuses => new Outcome.Never("It answered 400 (error 21610)."),
            _ => new Outcome.Unsure("It did not answer in time."),
        };
    }
}
