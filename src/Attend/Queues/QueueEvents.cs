namespace Attend.Queues;

/// <summary>What Queues records beside its lifecycles.</summary>
internal static class QueueEvents
{
    public const string QueueChanged = "queues.queue_changed";
    public const string HoursChanged = "queues.hours_changed";
    public const string DeskChanged = "queues.desk_changed";
    public const string DeskRetired = "queues.desk_retired";
    public const string QueueFollowed = "queues.queue_followed";
    public const string QueueUnfollowed = "queues.queue_unfollowed";
    public const string ReturnDue = "queues.return_due";
    public const string PatientUnattended = "queues.patient_unattended";
    public const string ReassessmentDue = "queues.reassessment_due";

    public const string WaitGrew = "queues.wait_grew";

    /// <summary>For somebody who would join now.</summary>
    public const string ForecastRose = "queues.forecast_rose";

    public static readonly IReadOnlyList<(string Kind, string Sentence)> All =
    [
        (QueueChanged, "What is set of a queue was edited."),
        (HoursChanged, "When a queue opens and closes by itself was set, or overridden until a time."),
        (DeskChanged, "What is set of a desk was edited."),
        (DeskRetired, "A desk is used no more; its name may be given again."),
        (QueueFollowed, "Somebody wants to hear wherever they are when a queue opens and closes."),
        (QueueUnfollowed, "Somebody wants that no more."),
        (ReturnDue, "The time is over that was planned for somebody to be away."),
        (PatientUnattended, "An emergency, or whom an ambulance brought, was not called in the time that their class gives."),
        (ReassessmentDue, "Somebody waits for so long that a nurse is to look at them again."),
        (WaitGrew, "Somebody who is signed in will have waited much longer than they were told when they joined, by the forecast."),
        (ForecastRose, "Whoever joins a queue now will wait much longer than was last said, by the forecast."),
    ];
}
