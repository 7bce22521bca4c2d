using System.ComponentModel.DataAnnotations;
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

    /// <param name="Module">Whose: <c>notifications</c>; everybody's when not said.</param>
    internal sealed record Filter([property: StringLength(50)] string? Module);

    /// <param name="Items">Parked subjects, and such as are still being retried.</param>
    /// <param name="Work">Due work that failed at its last try, the longest overdue first.</param>
    internal sealed record View(IReadOnlyList<ParkedSubject> Items, IReadOnlyList<FailingWork> Work);

    public static async Task<Ok<View>> Handle([AsParameters] Filter filter, Db db, CancellationToken ct)
    {
        var (parked, failing) = await db.Read(reads => (
            reads.List<ParkedSubject>(ParkedEvents.List(Most, filter.Module)), reads.List<FailingWork>(DueWork.Failing(Most, filter.Module))), ct);
        return TypedResults.Ok(new View(parked.Value, failing.Value));
    }
}
