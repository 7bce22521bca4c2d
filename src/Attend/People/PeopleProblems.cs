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
    public static readonly Problem BadPasskey = new("bad_passkey", 401, "That passkey is not known here, was removed, or was not answered rightly.");
    public static readonly Problem PasskeyDoubted =
        new("passkey_doubted", 401, "There may be a copy of that passkey, so it opens nothing any more; sign in with the password, remove it and add a new one.");

    public static readonly Problem PasskeyUnfit = new("passkey_unfit", 400, "That is no passkey that could be used here; try again, or with another device.");
    public static readonly Problem PasskeyTaken = new("passkey_taken", 409, "This passkey was added before.");
    public static readonly Problem PasskeyLimit = new("passkey_limit", 409, "There are twenty passkeys already; remove one first.");
    public static readonly Problem PasskeysNotHere =
        new("passkeys_not_here", 409, "There are no passkeys at this address: use the server's name, and the domain that it was told.");

    public static readonly Problem ChallengeGone =
        new("challenge_gone", 409, "That took longer than five minutes, or was answered before; begin again.");

    public static readonly Problem Held = new("held", 409, "A legal hold stands on these data.");

    public static readonly IReadOnlyList<Problem> All =
    [
        BadCredentials, CodeRequired, CodeWrong, Throttled, UsernameTaken, UnknownSite, UnknownUser, LastAdmin, SiteNameTaken,
        ShiftOverlap, ShiftBegan, TotpOn, TotpNotStarted, BadPasskey, PasskeyDoubted, PasskeyUnfit, PasskeyTaken, PasskeyLimit, PasskeysNotHere,
        ChallengeGone, Held,
    ];
}
