using System.ComponentModel.DataAnnotations;
using NodaTime;

namespace Attend.People;

/// <summary>The name of a time zone of the IANA database, such as <c>Europe/Berlin</c>.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
internal sealed class ZoneNameAttribute() : ValidationAttribute("The field {0} must be an IANA time zone such as Europe/Berlin.")
{
    public override bool IsValid(object? value) => value is null || (value is string name && DateTimeZoneProviders.Tzdb.GetZoneOrNull(name) is not null);
}
