using System.ComponentModel.DataAnnotations;
using Attend.People;
using Attend.Platform.Database;
using Attend.Platform.Web;

namespace Attend.Visits;

/// <summary>What can be said of a service; where it is offered stays.</summary>
/// <param name="Minutes">How long it takes at the client's.</param>
/// <param name="Price">Recorded, never charged; with its <paramref name="Currency"/> (ISO 4217).</param>
/// <param name="Skills">Each therapist who comes for it has all of them.</param>
/// <param name="ProofRequired">Nobody ends a visit for it without the client's code or signature, unless they say why.</param>
internal sealed record ServiceFacts(
    [Required, StringLength(200, MinimumLength = 1)] string Name, [Range(5, 1440)] int Minutes, [Range(0, 9_999_999_999.0)] decimal? Price = null,
    [RegularExpression("^[A-Z]{3}$")] string? Currency = null, [MaxLength(50)] string[]? Skills = null, bool ProofRequired = false)
{
    public string[] NeededSkills => [.. (Skills ?? []).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <param name="at">Where on the wire the facts stand: <c>service.</c></param>
    public Refused? Refuse(string at = "") => this switch
    {
        { Price: not null, Currency: null } => PlatformProblems.Invalid.Field($"{at}currency", "is required with price"),
        { Price: null, Currency: not null } => PlatformProblems.Invalid.Field($"{at}price", "is required with currency"),
        { Price: { } price } when decimal.Round(price, 2) != price => PlatformProblems.Invalid.Field($"{at}price", "must have at most two decimals"),
        _ => KeepSkills.Refuse($"{at}skills", Skills ?? []),
    };
}

/// <param name="Active">Whether it can be asked for.</param>
internal sealed record ServiceView(
    long Id, long SiteId, string Name, int Minutes, decimal? Price, string? Currency, string[] Skills, bool ProofRequired, bool Active, DateTimeOffset CreatedAt,
    long Version)
{
    public static Sql Select => Sql.Raw(
        "select s.id, s.site_id, s.name, s.minutes, s.price, s.currency, s.skills, s.proof_required, s.active, s.created_at, s.version from visits.services s");
}
