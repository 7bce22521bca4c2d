using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Attend.Queues;

namespace Attend.Compatibility;

/// <summary>
/// Which queue an old client means by a department. It knew one hospital: where several have a department of that name, it is the one of the site
/// that was said, else of the site where the caller works.
/// </summary>
internal static class Departments
{
    /// <summary>What those clients mean when they name none.</summary>
    public const string Usual = "OPD";

    /// <param name="site">Null where none was said.</param>
    public static async Task<(QueueView? Queue, Refused? Refused)> Find(string department, long? site, Db db, Caller caller, CancellationToken ct)
    {
        var code = department.ToUpperInvariant();
        IReadOnlyList<QueueView> named = Admission.IsCode(code)
            ? await db.List<QueueView>($"{QueueView.Select} where q.code = {code} {Sql.If(site, $"and q.site_id = {site}")} order by q.id", ct)
            : [];
        var own = named.Where(queue => caller.Reaches(Permissions.QueuesRead, queue.SiteId)).ToList();
        return (own.Count == 1 ? own : named) switch
        {
            [var only] => (only, null),
            [] => (null, PlatformProblems.NotFound.Refuse()),
            _ => (null, PlatformProblems.Invalid.Field("department", "Several sites have this department; say which with site.")),
        };
    }

    /// <summary>A condition on <c>q</c>: the queues that somebody's screens show. Who works at some sites sees those, everybody else all.</summary>
    public static Sql Shown(long? site, Caller caller)
    {
        var sites = caller.MayAtAll(Permissions.QueuesRead) ? caller.SitesFor(Permissions.QueuesRead) : null;
        return $"true {Sql.If(sites, $"and q.site_id = any({sites ?? []})")} {Sql.If(site, $"and q.site_id = {site}")}";
    }

    /// <summary>What the slices refuse, as those clients know it: bad input, in their own words.</summary>
    public static Refused InOldWords(Refused refused)
    {
        var known = refused.Problem == QueueProblems.Closed || refused.Problem == QueueProblems.Closing ? CompatibilityProblems.DepartmentClosed
            : refused.Problem == QueueProblems.Paused ? CompatibilityProblems.DepartmentPaused
            : refused.Problem == QueueProblems.Full ? CompatibilityProblems.DepartmentFull
            : refused.Problem == QueueProblems.AlreadyWaiting ? CompatibilityProblems.AlreadyInQueue
            : null;
        return known?.Refuse() ?? refused;
    }

    /// <summary>The site of an address: <c>?site=7</c>.</summary>
    public static long? Site(HttpRequest request) =>
        long.TryParse(request.Query["site"], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var site) ? site : null;

    /// <summary>The department of an address; null where none was said.</summary>
    public static string? Named(HttpRequest request) => request.Query["department"].ToString().Trim() is { Length: > 0 and <= 40 } department ? department : null;
}
