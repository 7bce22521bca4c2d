using Attend.Platform;

namespace Attend.Visits;

/// <summary>Visits to people at home, from the plan to the proof: its table of contents.</summary>
internal static class VisitsModule
{
    public static void Add(Module module)
    {
    }
}
