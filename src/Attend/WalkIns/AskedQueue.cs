using System.Globalization;
using Attend.Platform.Database;
using Attend.Queues;

namespace Attend.WalkIns;

/// <summary>The queue that an address means: by its code, and by its site (<c>?site=</c>) where several have one of that code.</summary>
internal static class AskedQueue
{
    private const int Most = 50;

    /// <summary>Null where the address names none, or no number.</summary>
    public static long? Site(HttpRequest request) =>
        long.TryParse(request.Query["site"], NumberStyles.None, CultureInfo.InvariantCulture, out var site) ? site : null;

    /// <summary>As the address has it, to be handed on.</summary>
    public static string? SiteText(HttpRequest request) => Site(request)?.ToString(CultureInfo.InvariantCulture);

    /// <summary>One when the address is clear, none when there is no such queue, several when a site has to be chosen.</summary>
    public static Task<IReadOnlyList<QueueView>> Find(string code, HttpRequest request, Db db, CancellationToken ct) =>
        Find([code], Site(request), db, ct);

    /// <summary>Those of several codes, in the order of the codes.</summary>
    public static async Task<IReadOnlyList<QueueView>> Find(IReadOnlyList<string> codes, long? site, Db db, CancellationToken ct)
    {
        string[] capitals = [.. codes.Select(code => code.ToUpperInvariant()).Where(Admission.IsCode)];
        var found = await db.List<QueueView>($"""
            {QueueView.Select} where q.code = any({capitals}) {Sql.If(site, $"and q.site_id = {site}")} order by q.id limit {Most}
            """, ct);
        return [.. found.OrderBy(queue => Array.IndexOf(capitals, queue.Code))];
    }

    /// <summary>Those of a site in which people may take a number by themselves.</summary>
    public static Task<IReadOnlyList<QueueView>> OfSite(long site, Db db, CancellationToken ct) =>
        db.List<QueueView>($"{QueueView.Select} where q.site_id = {site} and q.self_service order by q.name, q.id limit {Most}", ct);

    /// <summary>The one site that has queues; null when several have.</summary>
    public static async Task<long?> OnlySite(Db db, CancellationToken ct) =>
        await db.List<long>($"select distinct site_id from queues.names order by site_id limit 2", ct) is [var only] ? only : null;
}
