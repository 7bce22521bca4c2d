using System.Text.Json.Serialization;

namespace Attend.Demo;

/// <summary>What the simulator looks at in a ticket.</summary>
internal sealed record SeenTicket(
    long Id, string? Name, string State, DateTimeOffset StateSince, DateTimeOffset? RecalledAt, int Recalls, IReadOnlyList<long> NextQueues)
{
    public string? Source { get; init; }

    /// <summary>Whether an ambulance brought it from a call that the simulator made.</summary>
    [JsonIgnore]
    public bool Brought { get; init; }

    /// <summary>Whether the simulator took it, or had it brought.</summary>
    public bool Own => Brought || Name?.EndsWith(TownPlan.NameMark, StringComparison.Ordinal) is true;
}

/// <summary>
/// One desk of the simulator. What its nurse presses next follows from the ticket that the server shows, so that it goes on after a restart, and
/// with whatever a person did to its patient meanwhile.
/// </summary>
/// <param name="department">The code of the queue that it serves.</param>
/// <param name="pharmacy">The queue to which some are sent on.</param>
internal sealed class SimulatedDesk(long id, string department, long pharmacy)
{
    private static readonly object Nothing = new { };

    private readonly HashSet<long> held = [];

    public long Id => id;

    public string Department => department;

    /// <summary>Whom it has, as it was last seen.</summary>
    public SeenTicket? Present { get; set; }

    /// <summary>The key that is pressed for whom it has; null when it is time for none.</summary>
    public Tapped? Next(DateTimeOffset now)
    {
        if (Present is not { Own: true } ticket)
        {
            return null;
        }

        bool After(int seconds) => now - (ticket.RecalledAt ?? ticket.StateSince) >= TimeSpan.FromSeconds(seconds + ticket.Id * 7 % 11);
        var away = !ticket.Brought && ticket.Id % 13 == 5;
        switch (ticket.State)
        {
            case "CALLED" when away && ticket.Recalls == 0 && After(15):
                return new("recall", Nothing);
            case "CALLED" when away && ticket.Recalls > 0 && After(20):
                return new("no-show", Nothing);
            case "CALLED" when !away && After(6):
                return new("start", Nothing);
            case "IN_SERVICE" when department is "OPD" && ticket.Id % 3 == 0 && ticket.NextQueues.Count == 0:
                return new("plan", new { queue_ids = new[] { pharmacy } });
            case "IN_SERVICE" when department is not "PHARMACY" && ticket.Id % 5 == 1 && After(15) && held.Add(ticket.Id):
                return new("hold", new { reason = "X-ray" });
            case "IN_SERVICE" when After(Longest):
                return new("complete", new { outcome = Outcome(ticket) });
            default:
                return null;
        }
    }

    private int Longest => department switch { "PHARMACY" => 25, "EMERGENCY" => 80, _ => 45 };

    private string Outcome(SeenTicket ticket) => department switch
    {
        "PHARMACY" => "dispensed",
        "EMERGENCY" when ticket.Id % 4 == 0 => "admitted",
        "EMERGENCY" => "treated",
        _ => ticket.Id % 6 == 4 ? "referred" : "discharged",
    };
}
