using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Platform.Web;

/// <summary>Records as a table for a spreadsheet: a column a member, under the wire's names, numbers with a point, times in UTC.</summary>
internal static class Csv
{
    public const string Type = "text/csv";

    // A cell that begins like a formula is a formula to a spreadsheet.
    private static readonly CsvConfiguration Form = new(CultureInfo.InvariantCulture) { InjectionOptions = InjectionOptions.Escape, NewLine = "\r\n" };

    /// <summary>Whether the client asked for it, by <c>?format=csv</c> or <c>Accept: text/csv</c>.</summary>
    public static bool Wanted(HttpRequest request) =>
        request.Query["format"] == "csv" || request.GetTypedHeaders().Accept.FirstOrDefault()?.MediaType.Equals(Type, StringComparison.OrdinalIgnoreCase) is true;

    public static FileContentHttpResult Of<T>(IEnumerable<T> rows, string name)
    {
        var members = typeof(T).GetConstructors().MaxBy(constructor => constructor.GetParameters().Length)!.GetParameters()
            .Select(parameter => typeof(T).GetProperty(parameter.Name!)!).ToList();
        using var bytes = new MemoryStream();
        using (var text = new StreamWriter(bytes, leaveOpen: true))
        using (var csv = new CsvWriter(text, Form))
        {
            members.ForEach(member => csv.WriteField(Words.Snake(member.Name)));
            csv.NextRecord();
            foreach (var row in rows)
            {
                members.ForEach(member => csv.WriteField(Plain(member.GetValue(row))));
                csv.NextRecord();
            }
        }

        return TypedResults.File(bytes.ToArray(), $"{Type}; charset=utf-8", $"{name}.csv");
    }

    private static string? Plain(object? value) => value switch
    {
        Enum word => Words.OfBoxed(word),
        DateTimeOffset time => Clocks.Text(time),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value?.ToString(),
    };
}
