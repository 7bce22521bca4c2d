using Attend.Platform;
using Attend.Platform.Database;

namespace Attend.Dispatch;

/// <summary>What is measured, in the order of a call's life. The formulas are the reports'.</summary>
[LowerWords]
internal enum Interval
{
    Answer, Processing, Turnout, Travel, Response, ResponseFirstUnit, ResponseFirstAppropriateUnit, Scene, Transport, ArrivalToHandover, HandoverToClear,
}

/// <summary>
/// What an interval should not exceed, in seconds: data that the operator sets, not a rule of the program. It is Dispatch's because the
/// board counts against it; the reports ask.
/// </summary>
internal sealed record TargetView(Interval Interval, Priority Priority, int Seconds)
{
    /// <summary>What the events of a change are about: <c>report:turnout</c>.</summary>
    public const string Subject = "report";

    public static Sql Select => Sql.Raw("select interval, priority, seconds from dispatch.report_targets");
}
