using Attend.Dispatch;

namespace Attend.Tests.Dispatch;

/// <summary>How a response comes to each state, by its buttons.</summary>
internal static class ResponseWays
{
    public static readonly Dictionary<ResponseState, string[]> All = new()
    {
        [ResponseState.Assigned] = [],
        [ResponseState.Acknowledged] = ["acknowledge"],
        [ResponseState.EnRoute] = ["acknowledge", "depart"],
        [ResponseState.Staged] = ["acknowledge", "depart", "stage"],
        [ResponseState.OnScene] = ["acknowledge", "depart", "arrive"],
        [ResponseState.Transporting] = ["acknowledge", "depart", "arrive", "transport"],
        [ResponseState.AtHospital] = ["acknowledge", "depart", "arrive", "transport", "arrive_hospital"],
        [ResponseState.TransferredCare] = ["acknowledge", "depart", "arrive", "transport", "arrive_hospital", "transfer_care"],
        [ResponseState.Cleared] = ["acknowledge", "depart", "arrive", "clear"],
        [ResponseState.Declined] = ["decline"],
        [ResponseState.StoodDown] = ["acknowledge", "stand_down"],
        [ResponseState.Failed] = ["acknowledge", "depart", "arrive", "fail"],
    };
}
