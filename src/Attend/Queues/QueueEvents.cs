namespace Attend.Queues;

/// <summary>What Queues records beside its lifecycles.</summary>
internal static class QueueEvents
{
    public const string QueueChanged = "queues.queue_changed";
    public const string HoursChanged = "queues.hours_changed";
    public const string DeskChanged = "queues.desk_changed";
    public const string DeskRetired = "queues.desk_retired";
    public const string ReassessmentDue = "queues.reassessment_due";

    public static readonly IReadOnlyList<(string Kind, string Sentence)> All =
    [
        (QueueChanged, "What is set of a queue was edited."),
        (HoursChanged, "When a queue opens and closes by itself was set, or overridden until a time."),
        (DeskChanged, "What is set of a desk was edited."),
        (DeskRetired, "A desk is used no more; its name may be given again."),
        (ReassessmentDue, "Somebody waits for so long that a nurse is to look at them again."),
    ];
}
