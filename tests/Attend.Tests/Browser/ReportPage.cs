using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;

namespace Attend.Tests.Browser;

/// <summary>The tables of the reports, and the server's figures as they stand in them.</summary>
internal static class ReportPage
{
    public static ILocator Cells(IPage page, string table, string row) => page.GetByRole(AriaRole.Table, new() { Name = table, Exact = true })
        .GetByRole(AriaRole.Row).Filter(new() { HasText = row }).GetByRole(AriaRole.Cell);

    extension(JsonElement row)
    {
        public string Word(string name) => row.GetProperty(name).GetString()!;

        public string Whole(string name) => row.GetProperty(name).GetInt64().ToString(CultureInfo.InvariantCulture);

        public string Hours(string name) => row.GetProperty(name).GetDouble().ToString("0.0", CultureInfo.InvariantCulture);

        public string Share(string name) => row.GetProperty(name) is { ValueKind: JsonValueKind.Number } share
            ? $"{Math.Floor(share.GetDouble() * 100 + 0.5).ToString(CultureInfo.InvariantCulture)} %"
            : "–";

        public string Time(string name)
        {
            if (row.GetProperty(name) is not { ValueKind: JsonValueKind.Number } seconds)
            {
                return "–";
            }

            var span = TimeSpan.FromSeconds(Math.Floor(seconds.GetDouble()));
            return span.TotalHours >= 1 ? span.ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture) : span.ToString(@"m\:ss", CultureInfo.InvariantCulture);
        }
    }
}
