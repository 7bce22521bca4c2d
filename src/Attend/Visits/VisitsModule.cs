using Attend.Platform;
using static Attend.Visits.VisitProblems;

namespace Attend.Visits;

/// <summary>Visits to people at home, from the plan to the proof: its table of contents.</summary>
internal static class VisitsModule
{
    public static void Add(Module module)
    {
        module.Problems.AddRange(VisitProblems.All);
        module.Events.AddRange(VisitEvents.All);
        module.Constraints["one_service_per_name"] = ServiceExists;
        module.Constraints["one_client_per_phone"] = ClientExists;
        module.Constraints["one_client_per_email"] = ClientExists;
        module.Constraints["one_client_per_user"] = ClientExists;
    }
}
