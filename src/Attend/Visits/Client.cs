using System.ComponentModel.DataAnnotations;
using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;

namespace Attend.Visits;

/// <summary>What can be said of a client; the site that visits them stays.</summary>
/// <param name="UserId">Where they have a login.</param>
/// <param name="Phone">E.164.</param>
/// <param name="Language">To speak to them in, as BCP 47.</param>
/// <param name="SharedReason">Why they share a telephone or an e-mail address with another client: a couple, a home.</param>
internal sealed record ClientFacts(
    [Required, StringLength(200, MinimumLength = 1)] string Name, [Required, StringLength(500, MinimumLength = 1)] string Address,
    [Range(-90.0, 90.0)] double Latitude, [Range(-180.0, 180.0)] double Longitude, long? UserId = null,
    [RegularExpression(@"^\+[1-9][0-9]{6,14}$")] string? Phone = null, [StringLength(200), EmailAddress] string? Email = null,
    [RegularExpression("^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")] string Language = "en", [StringLength(4000)] string? Notes = null,
    [StringLength(500, MinimumLength = 1)] string? SharedReason = null)
{
    /// <param name="at">Where on the wire the facts stand: <c>client.</c></param>
    public Refused? Refuse(string at = "") => SharedReason is { } reason && string.IsNullOrWhiteSpace(reason)
        ? PlatformProblems.Invalid.Field($"{at}shared_reason", "must not be blank")
        : null;
}

internal sealed record ClientView(
    long Id, long SiteId, long? UserId, string Name, string? Phone, string? Email, string Address, double Latitude, double Longitude, string Language,
    string? Notes, string? SharedReason, bool Active, DateTimeOffset CreatedAt, long Version)
{
    public static Sql Select => Sql.Raw("""
        select c.id, c.site_id, c.user_id, c.name, c.phone, c.email, c.address, c.latitude, c.longitude, c.language, c.notes, c.shared_reason, c.active,
               c.created_at, c.version
        from visits.clients c
        """);

    public ClientFacts Facts => new(Name, Address, Latitude, Longitude, UserId, Phone, Email, Language, Notes, SharedReason);
}

/// <summary>What clients have in common.</summary>
internal static class Client
{
    private sealed record Same(long Id, string Field);

    public static string Subject(long id) => $"client:{id}";

    /// <summary>
    /// Queues the locks of a client and the reading of them after that; none where the caller may not keep them, or they were erased. Whoever plans a visit to somebody
    /// takes the first of the locks too, so that nobody is retired while they are booked.
    /// </summary>
    public static Pending<ClientView?> Lock(Change change, long id, Permission needs)
    {
        VisitStep.LockClient(change, $"select {id}::bigint");
        change.Lock($"select from visits.clients where id = {id} for no key update");
        var sites = change.Caller.SitesFor(needs);
        return change.Find<ClientView>($"{ClientView.Select} where c.id = {id} and c.name <> '' {Sql.If(sites, $"and c.site_id = any({sites ?? []})")}");
    }

    /// <summary>Queues the question for another client of the site who has the telephone, the e-mail address or the login.</summary>
    /// <returns>What is to be refused with, once it is sent; null where there is nobody.</returns>
    public static Func<Refused?> Another(Change change, long siteId, ClientFacts facts, long but = 0)
    {
        var unshared = facts.SharedReason is null;
        var same = change.Find<Same>($"""
            select c.id, case when c.user_id = {facts.UserId} then 'user_id' when c.phone = {facts.Phone} then 'phone' else 'email' end as field
            from visits.clients c
            where c.site_id = {siteId} and c.active and c.id <> {but}
              and (c.user_id = {facts.UserId}
                   or {unshared} and c.shared_reason is null and (c.phone = {facts.Phone} or lower(c.email) = lower({facts.Email})))
            order by c.id limit 1
            """);
        return () => same.Value is { } other ? VisitProblems.ClientExists.Refuse(new { client_id = other.Id, field = other.Field }) : null;
    }

    /// <summary>Whether People knows the login, where one was named.</summary>
    public static Pending<bool> KnownUser(Change change, long? userId) =>
        change.One<bool>($"select {userId}::bigint is null or exists (select from people.members where id = {userId} and active)");

    public static (string Name, Sql Value)[] Columns(ClientFacts facts) =>
    [
        ("user_id", $"{facts.UserId}"), ("name", $"{facts.Name.Trim()}"), ("phone", $"{facts.Phone}"), ("email", $"{facts.Email?.Trim()}"),
        ("address", $"{facts.Address.Trim()}"), ("latitude", $"{facts.Latitude}"), ("longitude", $"{facts.Longitude}"), ("language", $"{facts.Language}"),
        ("notes", $"{facts.Notes?.Trim()}"), ("shared_reason", $"{facts.SharedReason?.Trim()}"),
    ];
}
