using Attend.Platform.Work;

namespace Attend.Platform.Database;

/// <summary>
/// Answers under an Idempotency-Key are kept for seven days, as long as a phone may have been without a network; the bare proofs of a
/// commit for one. They may hold a person's data, so that they go for good.
/// </summary>
internal static class OldCommands
{
    public static readonly DueKind Drop = new(
        "platform.drop_old_answers", "Answers that were kept under an Idempotency-Key go after seven days.", Run, TimeSpan.FromMinutes(5));

    private static Task Run(IServiceProvider services, Change change, DueItem item)
    {
        change.RunAny($"""
            delete from platform.commands where id in (
                select id from platform.commands
                where at < {change.Now.AddDays(-7)} or (at < {change.Now.AddDays(-1)} and request is null)
                order by at limit 50000)
            """);
        return Task.CompletedTask;
    }
}
