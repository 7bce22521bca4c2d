using Attend.Platform.Web;

namespace Attend.People;

/// <summary>What People refuses.</summary>
internal static class PeopleProblems
{
    public static readonly Problem BadCredentials = new("bad_credentials", 401, "That name and password do not go together.");
    public static readonly Problem CodeRequired = new("code_required", 401, "Send the code of your authenticator as well.");
    public static readonly Problem CodeWrong = new("code_wrong", 401, "That code is not right, or was used before; wait for the next one.");
    public static readonly Problem Throttled = new("throttled", 429, "Too many failed tries; wait, or ask a supervisor to unlock.");
    public static readonly Problem UsernameTaken = new("username_taken", 409, "Somebody else has this user name.");
    public static readonly Problem UnknownSite = new("unknown_site", 404, "There is no such site, or it was closed.");
    public static readonly Problem UnknownUser = new("unknown_user", 404, "There is no such user, or they were deactivated.");
    public static readonly Problem LastAdmin = new("last_admin", 409, "Nobody else administers all sites; make somebody else admin first.");
    public static readonly Problem SiteNameTaken = new("site_name_taken", 409, "Another open site has this name.");
    public static readonly Problem ShiftOverlap = new("shift_overlap", 409, "The person is on duty in another shift at that time.");
    public static readonly Problem ShiftBegan = new("shift_began", 409, "The shift has begun: end it instead of cancelling it.");
    public static readonly Problem TotpOn = new("totp_on", 409, "An authenticator is set up already; remove it first.");
    public static readonly Problem TotpNotStarted = new("totp_not_started", 409, "No authenticator is being set up.");
    public static readonly Problem Held = new("held", 409, "A legal hold stands on these data.");

    public static readonly IReadOnlyList<Problem> All =
    [
        BadCredentials, CodeRequired, CodeWrong, Throttled, UsernameTaken, UnknownSite, UnknownUser, LastAdmin, SiteNameTaken,
        ShiftOverlap, ShiftBegan, TotpOn, TotpNotStarted, Held,
    ];
}
