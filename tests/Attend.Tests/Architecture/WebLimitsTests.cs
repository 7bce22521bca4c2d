using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Xunit;

namespace Attend.Tests.Architecture;

/// <summary>What the browser app says while somebody types is what the server's records take.</summary>
public sealed partial class WebLimitsTests
{
    [Fact]
    public void Every_limit_that_a_form_knows_is_the_servers()
    {
        var records = typeof(Attend.Platform.Server).Assembly.GetTypes().ToLookup(type => type.Name, StringComparer.Ordinal);
        var table = File.ReadAllText(Path.Combine(Repository.Root, "src", "web", "src", "platform", "limits.ts"));
        var rows = Row().Matches(table);
        Assert.NotEmpty(rows);
        // A row of another form would be passed over.
        Assert.Equal(Key().Matches(table).Select(key => key.Groups["key"].Value), rows.Select(row => $"{row.Groups["record"]}.{row.Groups["field"]}"));
        var wrong = from Match row in rows
                    let said = row.Groups["limit"].Value.Replace("_", "", StringComparison.Ordinal)
                    let held = Held(Assert.Single(records[row.Groups["record"].Value]), row.Groups["field"].Value)
                    where said != held
                    select $"{row.Groups["record"]}.{row.Groups["field"]}: the form says {said}, the server {held}";
        Assert.Empty(wrong);
    }

    private static string Held(Type record, string field)
    {
        var property = record.GetProperty(field) ?? throw new MissingMemberException(record.Name, field);
        var parameter = record.GetConstructors().SelectMany(made => made.GetParameters()).Single(one => one.Name == field);
        var limit = property.GetCustomAttributes<ValidationAttribute>().Concat(parameter.GetCustomAttributes<ValidationAttribute>());
        return limit.Select(one => one switch
        {
            StringLengthAttribute text => string.Create(CultureInfo.InvariantCulture, $"letters({text.MinimumLength}, {text.MaximumLength})"),
            RangeAttribute range => string.Create(CultureInfo.InvariantCulture, $"number({range.Minimum}, {range.Maximum})"),
            _ => null,
        }).FirstOrDefault(said => said is not null) ?? "nothing";
    }

    [GeneratedRegex(@"'(?<record>\w+)\.(?<field>\w+)': (?<limit>(letters|number)\([\d_]+, [\d_]+\))")]
    private static partial Regex Row();

    [GeneratedRegex(@"^ *['""]?(?<key>\w+\.\w+)['""]? *:", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Key();
}
