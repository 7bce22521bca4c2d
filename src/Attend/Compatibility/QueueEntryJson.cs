using System.Globalization;
using System.Text.Json.Serialization;
using Attend.Queues;

namespace Attend.Compatibility;

/// <summary>A ticket as the departments' screens know it: a number of its department and a place in the line.</summary>
/// <param name="QueueNumber">42 is <c>OPD-042</c>.</param>
/// <param name="PriorityLevel">What the patient declared, in the old word; it counts once a clerk has confirmed it.</param>
/// <param name="Status"><c>waiting</c>, <c>in_progress</c>, <c>completed</c> or <c>cancelled</c>.</param>
/// <param name="PositionInQueue">From 1; 0 when they do not wait any more.</param>
/// <param name="PriorityPosition">The same of those who declared something; null of others.</param>
internal sealed record QueueEntryJson(
    long Id, int QueueNumber, string TicketNumber, string Type, string PatientName, string? PriorityLevel, string Department, string Status, int PositionInQueue,
    int? PriorityPosition, DateTimeOffset EnqueueTime, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt)
{
    private static readonly (Consideration Meant, string Said)[] Levels =
    [
        (Consideration.PersonWithDisability, "pwd"), (Consideration.Pregnant, "pregnant"), (Consideration.OlderPerson, "senior"), (Consideration.WithChild, "with_child"),
    ];

    /// <summary>The same once more: one version of the old screens reads it there.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public QueueEntryJson? Entry { get; init; }

    public static QueueEntryJson Of(TicketView ticket)
    {
        var level = ticket.Consideration is { } declared ? Levels.First(one => one.Meant == declared).Said : null;
        var position = ticket.Position ?? 0;
        return new QueueEntryJson(
            ticket.Id, Serial(ticket.Number), ticket.Number, level is null ? "normal" : "priority", ticket.Name ?? "", level, ticket.QueueCode, Shown(ticket.State), position,
            level is null ? null : position, ticket.JoinedAt, ticket.InServiceAt, ticket.CompletedAt ?? ticket.EndedAt);
    }

    /// <summary>What an old word declares; null where it is <c>normal</c>, or nothing.</summary>
    public static Consideration? Declared(Sent sent)
    {
        var said = sent.Text("priority_level", 40)?.ToLowerInvariant();
        var known = Levels.Where(one => one.Said == said).Select(one => (Consideration?)one.Meant).FirstOrDefault();
        return known is not null || said is null or "normal" ? known : sent.Wrong<Consideration?>("priority_level", $"\"{said}\" is not a valid choice.");
    }

    /// <summary>The number without its department.</summary>
    public static int Serial(string number) => int.Parse(number.AsSpan(number.LastIndexOf('-') + 1), NumberStyles.None, CultureInfo.InvariantCulture);

    private static string Shown(TicketState state) => state switch
    {
        TicketState.Waiting or TicketState.OnHold => "waiting",
        TicketState.Called or TicketState.InService => "in_progress",
        TicketState.Completed => "completed",
        _ => "cancelled",
    };
}
