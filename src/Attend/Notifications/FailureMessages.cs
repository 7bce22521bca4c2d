using Attend.Platform.Database;
using Attend.Platform.Work;

namespace Attend.Notifications;

/// <summary>
/// Administrators are told of what the server cannot go on with by itself: subscriptions with parked subjects, due work that keeps failing.
/// Once for each, and again when it was over, or was answered for a day ago and still fails.
/// </summary>
internal static class FailureMessages
{
    /// <summary>What fails this often is no passing trouble.</summary>
    private const int Often = 5;

    /// <summary>What somebody answered for and still fails is said again.</summary>
    private static readonly TimeSpan Again = TimeSpan.FromDays(1);

    public static readonly DueKind Look = new(
        "notifications.tell_of_failures", "Administrators are told of work that failed and waits for them.", Run, Every: TimeSpan.FromMinutes(1));

    private sealed record FailureRow(string Subject, string What, int Count);

    private static async Task Run(IServiceProvider services, Change change, DueItem item)
    {
        Sql failures = $"""
            select 'parked:' || subscription as subject, subscription as what, count(distinct subject)::int as count
            from platform.parked_events where next_at is null group by subscription
            union all
            select 'failing:' || kind, kind, count(*)::int from platform.work
            where last_error is not null and attempts >= {Often} group by kind
            """;
        var news = change.List<FailureRow>($"""
            select f.subject, f.what, f.count from ({failures}) f
            where not exists (
                select from notifications.messages m where m.subject = f.subject
                  and (m.state = 'SAID' or m.state = 'ACKNOWLEDGED' and m.acknowledged_at > {change.Now - Again}))
            order by f.subject
            """);
        var over = change.List<string>($"""
            select distinct m.subject from notifications.messages m
            where m.kind = {Kind.WorkFailed.Name} and m.state = 'SAID' and m.subject not in (select f.subject from ({failures}) f)
            """);
        await change.Send();
        var ids = news.Value.Select(_ => change.NextMessage()).ToList();
        await change.Send();
        foreach (var (index, failure) in news.Value.Index())
        {
            Messages.Say(change, ids[index].Value, Kind.WorkFailed, failure.Subject, Audience.OnDuty(Kind.WorkFailed.Roles!), new { failure.What, failure.Count }, null);
        }

        foreach (var subject in over.Value)
        {
            Messages.Withdraw(change, subject, "ended");
        }

        await change.Send();
    }
}
