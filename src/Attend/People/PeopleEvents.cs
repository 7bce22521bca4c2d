namespace Attend.People;

/// <summary>What People records. The subject is the person (<c>user:5</c>) or the site (<c>site:1</c>); the data are ids and times.</summary>
internal static class PeopleEvents
{
    public const string UserCreated = "people.user_created";
    public const string UserChanged = "people.user_changed";
    public const string UserDeactivated = "people.user_deactivated";
    public const string UserReactivated = "people.user_reactivated";
    public const string UserErased = "people.user_erased";
    public const string RolesChanged = "people.roles_changed";
    public const string AvailabilityChanged = "people.availability_changed";
    public const string LicenceAdded = "people.licence_added";
    public const string LicenceRemoved = "people.licence_removed";
    public const string SessionStarted = "people.session_started";
    public const string SessionEnded = "people.session_ended";
    public const string TokenCreated = "people.token_created";
    public const string PasswordChanged = "people.password_changed";
    public const string TotpAdded = "people.totp_added";
    public const string TotpRemoved = "people.totp_removed";
    public const string PasskeyAdded = "people.passkey_added";
    public const string PasskeyRenamed = "people.passkey_renamed";
    public const string PasskeyRemoved = "people.passkey_removed";
    public const string PasskeyDoubted = "people.passkey_doubted";
    public const string SignInUnlocked = "people.sign_in_unlocked";
    public const string HoldPlaced = "people.hold_placed";
    public const string HoldLifted = "people.hold_lifted";
    public const string RetentionSet = "people.retention_set";
    public const string SiteCreated = "people.site_created";
    public const string SiteChanged = "people.site_changed";
    public const string ShiftPlanned = "people.shift_planned";
    public const string ShiftChanged = "people.shift_changed";
    public const string ShiftCancelled = "people.shift_cancelled";
    public const string ShiftStarted = "people.shift_started";
    public const string ShiftEnded = "people.shift_ended";
    public const string WorkingHoursChanged = "people.working_hours_changed";
    public const string SkillsChanged = "people.skills_changed";

    public static readonly IReadOnlyList<(string Kind, string Sentence)> All =
    [
        (UserCreated, "A user was made."),
        (UserChanged, "A user's own data were edited."),
        (UserDeactivated, "A user may no longer sign in; all sessions ended."),
        (UserReactivated, "A deactivated user may sign in again."),
        (UserErased, "A person's data were erased; the id remains."),
        (RolesChanged, "A user's roles are others now."),
        (AvailabilityChanged, "A crew member, therapist or driver set themselves aside, or came back."),
        (LicenceAdded, "A licence was recorded."),
        (LicenceRemoved, "A licence was taken off the record."),
        (SessionStarted, "Somebody signed in."),
        (SessionEnded, "A session or API token ended: signed out, revoked, or its user deactivated."),
        (TokenCreated, "An API token was made."),
        (PasswordChanged, "A password was changed or reset."),
        (TotpAdded, "An authenticator was confirmed."),
        (TotpRemoved, "An authenticator was removed."),
        (PasskeyAdded, "A passkey was added."),
        (PasskeyRenamed, "A passkey was given another name by its owner."),
        (PasskeyRemoved, "A passkey was removed, by its owner or an administrator."),
        (PasskeyDoubted, "A passkey was used whose count had gone back: there may be a copy. It opens nothing any more."),
        (SignInUnlocked, "A supervisor let a slowed account try again at once."),
        (HoldPlaced, "A legal hold was placed."),
        (HoldLifted, "A legal hold was lifted."),
        (RetentionSet, "A kind of personal data is kept for another time."),
        (SiteCreated, "A site was made."),
        (SiteChanged, "A site was edited, closed or opened again."),
        (ShiftPlanned, "A shift was planned."),
        (ShiftChanged, "A shift was edited or ended."),
        (ShiftCancelled, "A shift that had not begun was cancelled."),
        (ShiftStarted, "A shift began by the clock."),
        (ShiftEnded, "A shift ended by the clock."),
        (WorkingHoursChanged, "When somebody works by their plan, or where their day begins, was set."),
        (SkillsChanged, "What somebody can do was set."),
    ];

    /// <summary>After these, what a node knows about the user's sessions no longer holds.</summary>
    public static readonly IReadOnlySet<string> EndSessions =
        new HashSet<string>(StringComparer.Ordinal) { SessionEnded, RolesChanged, UserDeactivated, UserReactivated, UserErased };
}
