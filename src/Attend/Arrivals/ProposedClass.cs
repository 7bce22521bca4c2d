using Attend.Dispatch;

namespace Attend.Arrivals;

/// <summary>How urgent somebody seems before a nurse has seen them.</summary>
/// <param name="Place">In the queue's scale, 1 being the most urgent.</param>
/// <param name="Emergency">Before everybody else, whatever the scale has for that.</param>
internal readonly record struct ProposedClass(int Place, bool Emergency)
{
    /// <summary>
    /// From the call's priority, which is what the dispatcher made of it (eDispatch.05): CRITICAL is an emergency and the first class of any
    /// scale, HIGH the second and so on. The four priorities reach the fourth class of a scale of five (ESI, CTAS, MTS and ATS have five): the
    /// last one is for what needs no ambulance, and only a nurse says that. Where a scale has fewer classes its last one takes the rest.
    /// </summary>
    private static readonly Dictionary<Priority, ProposedClass> Table = new()
    {
        [Priority.Critical] = new(1, true),
        [Priority.High] = new(2, false),
        [Priority.Medium] = new(3, false),
        [Priority.Low] = new(4, false),
    };

    /// <param name="classes">How many the queue's scale has.</param>
    public static ProposedClass Of(Priority priority, int classes) => Table[priority] with { Place = Math.Min(Table[priority].Place, classes) };
}
