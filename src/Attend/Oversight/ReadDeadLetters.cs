using Attend.Platform.Database;
using Attend.Platform.Events;
using Attend.Platform.Work;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Oversight;

/// <summary>
/// What the server could not do so far: subjects at which a subscription stopped, those that wait for somebody first, and due work that
/// failed and is being tried again.
/// </summary>
internal static class ReadDeadLetters
{
    private const int Most = 200;

    /// <param name="Items">Parked subjects, and such as are still being retried.</param>
    /// <param name="Work">Due work that failed at its last try, the longest overdue first.</param>
    internal sealed record View(IReadOnlyList<ParkedSubject> Items, IReadOnlyList<FailingWork> Work);

    public static async Task<Ok<View>> Handle(Db db, CancellationToken ct)
    {
        var (parked, failing) = await db.Read(reads => (
            reads.List<ParkedSubject>(ParkedEvents.List(Most)), reads.List<FailingWork>(DueWork.Failing(Most))), ct);
        return TypedResults.Ok(new View(parked.Value, failing.Value));
    }
}
