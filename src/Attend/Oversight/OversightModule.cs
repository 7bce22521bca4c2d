using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Web;
using static Attend.People.Permissions;
using static Attend.Platform.Web.PlatformProblems;

namespace Attend.Oversight;

/// <summary>What happened, who looked at whose record, and what the server could not do: for auditors and administrators.</summary>
internal static class OversightModule
{
    public static void Add(Module module)
    {
        module.Pages.Add("/admin");
        module.Routes.Add(Routes);
    }

    private static void Routes(IEndpointRouteBuilder routes)
    {
        var audit = routes.Native("/api/audit").WithTags("audit");
        audit.MapGet("", ReadAudit.Handle).Needs(AuditRead).Everywhere().Refuses(Invalid);
        audit.MapGet("/kinds", ReadEventKinds.Handle).Needs(AuditRead).Everywhere();
        audit.MapGet("/access", ReadAccessLog.Handle).Needs(AuditRead).Everywhere();

        var letters = routes.Native("/api/admin/dead-letters").WithTags("administration");
        letters.MapGet("", ReadDeadLetters.Handle).Needs(AdminOperate).Everywhere();
        letters.MapPost("/replay", ReplayDeadLetter.Handle).Needs(AdminOperate).Everywhere().Refuses(NotFound);
        letters.MapPost("/retry", RetryWork.Handle).Needs(AdminOperate).Everywhere().Refuses(NotFound);

        routes.Native("/api/admin/settings").WithTags("administration").MapGet("", ReadSettings.Handle).Needs(AdminOperate).Everywhere();
    }
}
