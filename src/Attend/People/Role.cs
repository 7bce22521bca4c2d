using Attend.Platform;

namespace Attend.People;

/// <summary>What somebody does here. A user holds one or more, each at one site or at all of them.</summary>
[LowerWords]
internal enum Role
{
    Dispatcher,
    Paramedic,
    Operator,
    Therapist,
    Driver,
    Nurse,
    Doctor,
    Clerk,

    /// <summary>A hospital's staff: capacity, pre-alerts, handover.</summary>
    Hospital,

    Patient,

    /// <summary>Overrides staffing and licence checks, unlocks sign-in.</summary>
    Supervisor,

    /// <summary>Reads the audit.</summary>
    Auditor,

    Admin,

    /// <summary>A kiosk, a board or a tracker.</summary>
    Device,
}
