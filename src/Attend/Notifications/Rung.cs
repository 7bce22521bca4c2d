using Attend.Channels;
using Attend.People;

namespace Attend.Notifications;

/// <summary>One rung of a ladder: who is told by which ways, and how long after the message was said.</summary>
/// <param name="Roles">Who is on duty in these roles; null: those whom the message is for.</param>
/// <param name="To">An audience of its own, where not everybody whom the message is for is told by these ways.</param>
internal sealed record Rung(TimeSpan Wait, IReadOnlyList<Way> Ways, IReadOnlyList<Role>? Roles = null, string? To = null)
{
    public static Rung AtOnce(params Way[] ways) => new(TimeSpan.Zero, ways);

    public static Rung After(int seconds, params Way[] ways) => new(TimeSpan.FromSeconds(seconds), ways);

    /// <summary>The same for whoever is on duty in a role, at the place where those are whom the message is for.</summary>
    public static Rung After(int seconds, Role role, params Way[] ways) => new(TimeSpan.FromSeconds(seconds), ways, [role]);
}
