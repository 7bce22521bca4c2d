using System.Globalization;
using System.IO.Compression;
using CsvHelper;
using CsvHelper.Configuration;
using NodaTime;

namespace Attend.Demo;

/// <summary>What a unit reported, in the order of a response; ties in time are settled by it.</summary>
internal enum LancasterStep
{
    Dispatch,
    Enroute,
    Staging,
    Arrive,
    AtPatient,
    EnrouteToHospital,
    ArriveAtHospital,
    FireOut,
    Clear,
}

/// <summary>One unit's time of day for one step. The file says no date; <see cref="LancasterStream"/> finds it.</summary>
internal sealed record LancasterStamp(LancasterStep Step, string Unit, LocalTime Time);

/// <summary>One row of the file. <paramref name="Row"/> counts from 0 and tells repeated numbers apart.</summary>
internal sealed record LancasterIncident(
    int Row, string Number, LocalDate Date, string CallType, IReadOnlyList<LancasterStamp> Stamps);

/// <summary>
/// Reads calls for service of the fire districts of Lancaster County, Nebraska, 2010 to 2020: a CSV file, plain or as the only
/// CSV entry of a zip. A row that cannot be read is an error with its line; nothing is skipped.
/// Source: github.com/mccright/emerg-call-data-review (MIT).
/// </summary>
internal static class LancasterFile
{
    private static readonly (LancasterStep Step, string Column)[] Columns =
    [
        (LancasterStep.Dispatch, "Unit_Dispatch_Times"),
        (LancasterStep.Enroute, "Unit_Enroute_Times"),
        (LancasterStep.Staging, "Unit_Staging_Times"),
        (LancasterStep.Arrive, "Unit_Arrive_Times"),
        (LancasterStep.AtPatient, "Unit_At_Patient_Times"),
        (LancasterStep.EnrouteToHospital, "Unit_Enroute_To_Hospital_Times"),
        (LancasterStep.ArriveAtHospital, "Unit_Arrive_At_Hospital_Times"),
        (LancasterStep.FireOut, "Unit_Fire_Out_Times"),
        (LancasterStep.Clear, "Unit_Clear_Times"),
    ];

    public static IReadOnlyList<LancasterIncident> Read(string path)
    {
        using var file = File.OpenRead(path);
        if (!path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase))
        {
            return Read(file);
        }

        using var zip = new ZipArchive(file, ZipArchiveMode.Read);
        var entries = zip.Entries.Where(entry => entry.Name.EndsWith(".csv", StringComparison.OrdinalIgnoreCase)).ToList();
        if (entries.Count != 1)
        {
            throw new FormatException($"{path} holds {entries.Count} CSV files; one is expected.");
        }

        using var csv = entries[0].Open();
        return Read(csv);
    }

    public static IReadOnlyList<LancasterIncident> Read(Stream stream)
    {
        var settings = new CsvConfiguration(CultureInfo.InvariantCulture) { TrimOptions = TrimOptions.Trim };
        using var csv = new CsvReader(new StreamReader(stream), settings);
        var incidents = new List<LancasterIncident>();
        csv.Read();
        csv.ReadHeader();
        while (csv.Read())
        {
            incidents.Add(new(
                incidents.Count,
                Field(csv, "incident_num"),
                Day(csv),
                Field(csv, "call_type"),
                [.. Columns.SelectMany(column => Stamps(csv, column.Step, column.Column))]));
        }

        return incidents;
    }

    private static string Field(CsvReader csv, string column) =>
        csv.GetField(column) ?? throw Unreadable(csv, column, "");

    private static LocalDate Day(CsvReader csv)
    {
        // "1/31/10 12:00 AM" in the older rows, "1/31/16 0:00" in the newer ones: always midnight, which says nothing.
        var text = Field(csv, "incident_date");
        return DateOnly.TryParseExact(text.Split(' ')[0], "M/d/yy", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? LocalDate.FromDateOnly(day)
            : throw Unreadable(csv, "incident_date", text);
    }

    private static IEnumerable<LancasterStamp> Stamps(CsvReader csv, LancasterStep step, string column)
    {
        var text = Field(csv, column);
        if (text is "NULL" or "")
        {
            yield break;
        }

        foreach (var stamp in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var at = stamp.IndexOf('=', StringComparison.Ordinal);
            var hours = stamp.AsSpan(at + 1);
            if (at < 1 || !TimeOnly.TryParseExact(hours, "HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
            {
                throw Unreadable(csv, column, stamp);
            }

            yield return new(step, stamp[..at], LocalTime.FromTimeOnly(time));
        }
    }

    private static FormatException Unreadable(CsvReader csv, string column, string text) =>
        new($"Line {csv.Parser.RawRow}, {column}: \"{text}\" cannot be read.");
}
