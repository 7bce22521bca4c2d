using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Identity;
using static Attend.People.Permissions;
using static Attend.People.PeopleProblems;
using static Attend.Platform.Web.PlatformProblems;

namespace Attend.People;

/// <summary>Who is who: users, roles, sign-in, sessions, sites, shifts, licences, and what becomes of a person's data.</summary>
internal static class PeopleModule
{
    public static void Add(Module module)
    {
        module.Services.Add(services =>
        {
            services.Configure<PasswordHasherOptions>(options => options.IterationCount = 210_000);
            services.AddSingleton<Passwords>();
            services.AddSingleton<Proofs>();
            services.AddIdentityCore<PasskeyOwner>().AddUserStore<PasskeyRows>();
            services.AddScoped<IPasskeyHandler<PasskeyOwner>, PasskeyHandler<PasskeyOwner>>();
            services.AddOptions<IdentityPasskeyOptions>().Configure<Settings>(PasskeyChallenge.Rules);
            services.AddSingleton(provider => FindSession.Source(provider.GetRequiredService<Db>(), provider.GetRequiredService<TimeProvider>()));
        });
        module.OnReady.Add(ZoneRules.Compare);
        module.Commands.Add(AddUser.Command);
        module.Routes.Add(SignInRoutes);
        module.Routes.Add(PasskeyRoutes);
        module.Routes.Add(UserRoutes);
        module.Routes.Add(PlaceRoutes);
        module.Routes.Add(DataRoutes);
        module.Events.AddRange(PeopleEvents.All);
        module.Problems.AddRange(PeopleProblems.All);
        module.Pages.Add("/sign-in");
        module.Constraints.Add("one_user_per_username", UsernameTaken);
        module.Constraints.Add("one_site_per_name", SiteNameTaken);
        module.Constraints.Add("one_passkey_per_credential", PasskeyTaken);
        module.Constraints.Add("one_shift_at_a_time", ShiftOverlap);
        module.Constraints.Add("shifts_site_id_fkey", UnknownSite);
        module.Constraints.Add("user_roles_site_id_fkey", UnknownSite);
        module.Due.AddRange([ShiftClock.Begins, ShiftClock.Ends, Retention.Daily, Retention.OfKind]);
        module.Invariants.AddRange(PeopleInvariants.All);
        module.PersonalData.AddRange(PersonalRecords.Kinds);
    }

    private static void SignInRoutes(IEndpointRouteBuilder routes)
    {
        var auth = routes.Native("/api/auth").WithTags("sign-in");
        auth.MapPost("/login", SignIn.Bearer).Needs(Permission.Anyone).Refuses(BadCredentials, CodeRequired, CodeWrong, Throttled);
        auth.MapPost("/session", SignIn.Cookie).Needs(Permission.Anyone).Refuses(BadCredentials, CodeRequired, CodeWrong, Throttled);
        auth.MapPost("/logout", SignOut.Handle).Needs(Permission.SignedIn).Refuses(NotFound);
        auth.MapGet("/me", ReadMe.Handle).Needs(Permission.SignedIn);
        auth.MapPatch("/me", EditMe.Handle).Needs(Permission.SignedIn).Refuses(PreconditionRequired, PreconditionFailed);
        auth.MapPost("/password", ChangePassword.Handle).Needs(Permission.SignedIn).Refuses(BadCredentials, Throttled, NotFound);
        auth.MapPost("/totp", SetUpTotp.Handle).Needs(Permission.SignedIn).Refuses(TotpOn);
        auth.MapPost("/totp/confirm", SetUpTotp.Confirm).Needs(Permission.SignedIn).Refuses(TotpOn, TotpNotStarted, CodeWrong, Throttled);
        auth.MapPost("/totp/remove", SetUpTotp.Remove).Needs(Permission.SignedIn).Refuses(TotpNotStarted, CodeWrong, Throttled);

        var sessions = routes.Native("/api").WithTags("sessions");
        sessions.MapGet("/sessions", ListSessions.Own).Needs(Permission.SignedIn);
        sessions.MapDelete("/sessions/{id:long}", EndSessions.Handle).Needs(Permission.SignedIn).Refuses(NotFound);
        sessions.MapGet("/tokens", ListSessions.OwnTokens).Needs(Permission.SignedIn);
        sessions.MapPost("/tokens", CreateToken.Handle).Needs(TokensManage);
        sessions.MapDelete("/tokens/{id:long}", EndSessions.Handle).Needs(Permission.SignedIn).Refuses(NotFound);
        sessions.MapGet("/users/{id:long}/sessions", ListSessions.OfUser).Needs(SessionsManage);
        sessions.MapDelete("/users/{id:long}/sessions", EndSessions.All).Needs(SessionsManage).Refuses(NotFound);
    }

    private static void PasskeyRoutes(IEndpointRouteBuilder routes)
    {
        var session = routes.Native("/api/auth/session/passkey").WithTags("sign-in");
        // A page that waits for somebody asks again every few minutes, and a whole ward may stand behind one address.
        session.MapPost("/challenge", SignInWithPasskey.Challenge).Needs(Permission.Anyone).LimitsDevice(120, TimeSpan.FromMinutes(1))
            .Refuses(PasskeysNotHere, TooMany);
        session.MapPost("", SignInWithPasskey.Handle).Needs(Permission.Anyone).Refuses(ChallengeGone, BadPasskey, PasskeyDoubted, Throttled);

        var own = routes.Native("/api/auth/passkeys").WithTags("passkeys");
        own.MapGet("", ListPasskeys.Own).Needs(Permission.SignedIn);
        own.MapPost("/challenge", AddPasskey.Challenge).Needs(Permission.SignedIn)
            .Refuses(PasskeysNotHere, PasskeyLimit, BadCredentials, CodeRequired, CodeWrong, Throttled);
        own.MapPost("", AddPasskey.Handle).Needs(Permission.SignedIn).Refuses(ChallengeGone, PasskeyUnfit, PasskeyTaken, PasskeyLimit);
        own.MapPatch("/{id:long}", RenamePasskey.Handle).Needs(Permission.SignedIn).Refuses(NotFound, PreconditionRequired, PreconditionFailed);
        own.MapPost("/{id:long}/remove", RemovePasskey.Own).Needs(Permission.SignedIn)
            .Refuses(NotFound, BadCredentials, CodeRequired, CodeWrong, Throttled);

        var users = routes.Native("/api/users/{id:long}/passkeys").WithTags("passkeys");
        users.MapGet("", ListPasskeys.OfUser).Needs(PeopleManage).Refuses(NotFound);
        users.MapDelete("/{passkeyId:long}", RemovePasskey.OfUser).Needs(PeopleManage).Refuses(NotFound);
    }

    private static void UserRoutes(IEndpointRouteBuilder routes)
    {
        var users = routes.Native("/api/users").WithTags("users");
        users.MapPost("", CreateUser.Handle).Needs(PeopleManage).Refuses(UsernameTaken, UnknownSite, Forbidden);
        users.MapPost("/import", ImportUsers.Handle).Needs(PeopleManage).Refuses(UsernameTaken, UnknownSite, Forbidden);
        users.MapGet("", ListUsers.Handle).Needs(PeopleRead).Refuses(Invalid);
        users.MapPost("/search", ListUsers.Search).Needs(PeopleRead);
        users.MapGet("/{id:long}", ListUsers.One).Needs(PeopleRead).Refuses(NotFound);
        users.MapPatch("/{id:long}", EditUser.Handle).Needs(PeopleManage)
            .Refuses(NotFound, PreconditionRequired, PreconditionFailed, UsernameTaken, UnknownSite, Forbidden, LastAdmin);
        users.MapPost("/{id:long}/deactivate", DeactivateUser.Handle).Needs(PeopleManage).Refuses(NotFound, LastAdmin);
        users.MapPost("/{id:long}/reactivate", DeactivateUser.Undo).Needs(PeopleManage).Refuses(NotFound);
        users.MapPost("/{id:long}/password", ChangePassword.Reset).Needs(PeopleManage).Refuses(NotFound);
        users.MapPost("/{id:long}/reset-totp", SetUpTotp.Reset).Needs(PeopleManage).Refuses(NotFound);
        users.MapPost("/{id:long}/unlock", UnlockSignIn.Handle).Needs(PeopleUnlock).Refuses(NotFound);
        users.MapPost("/{id:long}/availability", SetAvailability.Handle).Needs(AvailabilitySet).Refuses(NotFound);
        users.MapPost("/{id:long}/licences", RecordLicence.Handle).Needs(PeopleManage).Refuses(NotFound);
        users.MapGet("/{id:long}/licences", RecordLicence.List).Needs(PeopleRead).Refuses(NotFound);
        users.MapDelete("/{id:long}/licences/{licenceId:long}", RecordLicence.Remove).Needs(PeopleManage).Refuses(NotFound);
        users.MapGet("/{id:long}/working-hours", KeepWorkingHours.Read).Needs(WorkingHoursKeep).Refuses(NotFound);
        users.MapPut("/{id:long}/working-hours", KeepWorkingHours.Set).Needs(WorkingHoursKeep)
            .Refuses(NotFound, Invalid, PreconditionRequired, PreconditionFailed);
        users.MapGet("/{id:long}/skills", KeepSkills.Read).Needs(SkillsRead).Refuses(NotFound);
        users.MapPut("/{id:long}/skills", KeepSkills.Set).Needs(SkillsKeep).Refuses(NotFound, Invalid);
    }

    private static void PlaceRoutes(IEndpointRouteBuilder routes)
    {
        var sites = routes.Native("/api/sites").WithTags("sites");
        sites.MapPost("", CreateSite.Handle).Needs(SitesManage).Refuses(SiteNameTaken, Forbidden, Invalid);
        sites.MapGet("", ListSites.Handle).Needs(SitesRead).Refuses(Invalid);
        sites.MapGet("/{id:long}", ListSites.One).Needs(SitesRead).Refuses(NotFound);
        sites.MapPatch("/{id:long}", EditSite.Handle).Needs(SitesManage)
            .Refuses(NotFound, PreconditionRequired, PreconditionFailed, SiteNameTaken, Invalid);

        var shifts = routes.Native("/api/shifts").WithTags("shifts");
        shifts.MapPost("", PlanShift.Handle).Needs(ShiftsManage).Refuses(UnknownUser, UnknownSite, ShiftOverlap, Invalid);
        shifts.MapGet("", ListShifts.Handle).Needs(ShiftsRead).Refuses(Invalid);
        shifts.MapGet("/{id:long}", ListShifts.One).Needs(ShiftsRead).Refuses(NotFound);
        shifts.MapPatch("/{id:long}", EditShift.Handle).Needs(ShiftsManage)
            .Refuses(NotFound, PreconditionRequired, PreconditionFailed, UnknownSite, ShiftOverlap, Invalid);
        shifts.MapDelete("/{id:long}", EditShift.Cancel).Needs(ShiftsManage).Refuses(NotFound, ShiftBegan);
    }

    private static void DataRoutes(IEndpointRouteBuilder routes)
    {
        var data = routes.Native("/api").WithTags("personal data");
        data.MapGet("/users/{id:long}/export", ExportPerson.Handle).Needs(PeopleExport).Refuses(NotFound);
        data.MapPost("/users/{id:long}/erase", ErasePerson.Handle).Needs(PeopleErase).Refuses(NotFound, Held, LastAdmin);
        data.MapPost("/users/{id:long}/holds", HoldPerson.Handle).Needs(PeopleErase).Refuses(NotFound);
        data.MapGet("/users/{id:long}/holds", HoldPerson.List).Needs(PeopleErase).Refuses(NotFound);
        data.MapPost("/users/{id:long}/holds/{holdId:long}/lift", HoldPerson.Lift).Needs(PeopleErase).Refuses(NotFound);
        data.MapPost("/holds", HoldSubject.Handle).Needs(PeopleErase).Everywhere();
        data.MapGet("/holds", HoldSubject.List).Needs(PeopleErase).Everywhere();
        data.MapPost("/holds/{id:long}/lift", HoldSubject.Lift).Needs(PeopleErase).Everywhere().Refuses(NotFound);
        data.MapGet("/retention", Retention.List).Needs(PeopleErase);
        data.MapPut("/retention/{kind}", Retention.Set).Needs(PeopleErase).Everywhere().Refuses(NotFound);
    }
}
