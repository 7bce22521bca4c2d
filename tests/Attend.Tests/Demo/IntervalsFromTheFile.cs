using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Attend.Tests.Demo;

/// <summary>One interval of one priority: how many it is taken over, how many lack an end or lie below zero, and its percentiles.</summary>
internal sealed record ExpectedInterval(string Interval, string Priority, int Count, int LeftOut, double? P50, double? P90);

/// <summary>
/// Turnout (.05 - .03), travel (.06 - .05) and response (.06 - .03) from the file alone: its own reading of CSV, of clocks and of what a
/// response is, sharing no code with the replay, so that an error in one of them shows.
/// </summary>
internal static class IntervalsFromTheFile
{
    private const int Day = 86_400;

    /// <param name="accepted">Row of the file, unit, and how many times the unit had been sent to this incident before.</param>
    public static IReadOnlyList<ExpectedInterval> Of(string zip, int incidents, Func<int, string, int, bool> accepted)
    {
        var samples = new Dictionary<(string Interval, string Priority), (List<long> Seconds, int LeftOut)>();
        void Sample(string interval, string priority, long? from, long? to)
        {
            var (seconds, leftOut) = samples.GetValueOrDefault((interval, priority), ([], 0));
            if (to - from is { } length && length >= 0)
            {
                seconds.Add(length);
            }
            else
            {
                leftOut++;
            }

            samples[(interval, priority)] = (seconds, leftOut);
        }

        using var archive = ZipFile.OpenRead(zip);
        using var text = new StreamReader(archive.Entries[0].Open());
        var table = Table(text.ReadToEnd());
        var column = table[0].Select((name, index) => (name, index)).ToDictionary(pair => pair.name, pair => pair.index);
        for (var row = 0; row < Math.Min(incidents, table.Count - 1); row++)
        {
            var fields = table[row + 1];
            var priority = Priority(fields[column["call_type"]].Trim());
            foreach (var (unit, ordinal, dispatched, enRoute, onScene) in Responses(fields, column))
            {
                if (accepted(row, unit, ordinal))
                {
                    Sample("turnout", priority, dispatched, enRoute);
                    Sample("travel", priority, enRoute, onScene);
                    Sample("response", priority, dispatched, onScene);
                }
            }
        }

        return
        [
            .. samples.Select(pair => new ExpectedInterval(
                pair.Key.Interval, pair.Key.Priority, pair.Value.Seconds.Count, pair.Value.LeftOut,
                NearestRank(pair.Value.Seconds, 0.5), NearestRank(pair.Value.Seconds, 0.9))),
        ];
    }

    /// <summary>The smallest value that at least the share <paramref name="p"/> of all values does not exceed.</summary>
    private static double? NearestRank(List<long> values, double p)
    {
        values.Sort();
        return values.Count == 0 ? null : values[Math.Max(0, (int)Math.Ceiling(p * values.Count) - 1)];
    }

    private static IEnumerable<(string Unit, int Ordinal, long Dispatched, long? EnRoute, long? OnScene)> Responses(
        string[] fields, Dictionary<string, int> column)
    {
        var midnight = Midnight(fields[column["incident_date"]]);
        var dispatches = Times(fields[column["Unit_Dispatch_Times"]]);
        if (dispatches.Count == 0)
        {
            yield break;
        }

        var first = dispatches[0].Second;
        ILookup<string, long> Utc(string name) => Times(fields[column[name]])
            .Select(time => (time.Unit, At: ToUtc(midnight + time.Second + (first - time.Second > Day / 2 ? Day : 0))))
            .OrderBy(time => time.At)
            .ToLookup(time => time.Unit, time => time.At);
        var enRoute = Utc("Unit_Enroute_Times");
        var staged = Utc("Unit_Staging_Times");
        var onScene = Utc("Unit_Arrive_Times");
        var atPatient = Utc("Unit_At_Patient_Times");
        var transporting = Utc("Unit_Enroute_To_Hospital_Times");
        var atHospital = Utc("Unit_Arrive_At_Hospital_Times");
        var clear = Utc("Unit_Clear_Times");
        foreach (var unit in Utc("Unit_Dispatch_Times"))
        {
            var ordinal = 0;
            var end = long.MinValue;
            foreach (var begin in unit)
            {
                // Until its clear a unit listed again is the same response; without a clear all the rest is.
                if (begin <= end)
                {
                    continue;
                }

                end = clear[unit.Key].Where(at => at >= begin).DefaultIfEmpty(long.MaxValue).First();

                // The first stamp of the step, unless the unit had already been further on: such a stamp the server refuses.
                long? First(ILookup<string, long> step, params ILookup<string, long>[] later)
                {
                    bool Within(long at) => at >= begin && at <= end;
                    var at = step[unit.Key].Where(Within).Select(at => (long?)at).FirstOrDefault();
                    return later.Any(further => further[unit.Key].Any(passed => Within(passed) && passed < at)) ? null : at;
                }

                var left = First(enRoute, staged, onScene, atPatient, transporting, atHospital);
                var arrived = First(onScene, atPatient, transporting, atHospital);
                yield return (unit.Key, ordinal++, begin, left, arrived);
            }
        }
    }

    private static List<(string Unit, int Second)> Times(string field)
    {
        var times = new List<(string, int)>();
        if (field != "NULL" && field.Trim().Length > 0)
        {
            foreach (var part in field.Split(", "))
            {
                var (unit, time) = (part[..part.IndexOf('=')], part[(part.IndexOf('=') + 1)..].Split(':'));
                times.Add((unit.Trim(), Number(time[0]) * 3600 + Number(time[1]) * 60 + Number(time[2])));
            }
        }

        return times;
    }

    /// <summary>Seconds since 1970 of the wall clock at the day's beginning.</summary>
    private static long Midnight(string date)
    {
        var parts = date.Split(' ')[0].Split('/').Select(Number).ToArray();
        return (long)(new DateTime(2000 + parts[2], parts[0], parts[1]) - DateTime.UnixEpoch).TotalDays * Day;
    }

    /// <summary>
    /// US Central by the rule in force since 2007: daylight time from the second Sunday of March, 2:00, to the first Sunday of November,
    /// 2:00 of daylight time, so that the repeated hour is its first pass.
    /// </summary>
    private static long ToUtc(long wall)
    {
        var local = DateTime.UnixEpoch.AddSeconds(wall);
        var march = Sunday(local.Year, 3, 2).AddHours(2);
        var november = Sunday(local.Year, 11, 1).AddHours(2);
        // Wall times from 2:00 to 3:00 of the spring Sunday do not exist; they count on from standard time.
        var daylight = local >= march.AddHours(1) && local < november;
        return wall + (daylight ? 5 : 6) * 3600;
    }

    private static int Number(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);

    private static DateTime Sunday(int year, int month, int nth)
    {
        var first = new DateTime(year, month, 1);
        return first.AddDays((7 - (int)first.DayOfWeek) % 7 + 7 * (nth - 1));
    }

    private static string Priority(string callType)
    {
        if (callType == "ECHO")
        {
            return "CRITICAL";
        }

        var digits = callType.TakeWhile(char.IsAsciiDigit).Count();
        var coded = digits is 1 or 2 && callType.Length > digits + 1 && char.IsAsciiDigit(callType[digits + 1]);
        return !coded ? "LOW" : callType[digits] switch { 'D' or 'E' => "CRITICAL", 'C' => "HIGH", 'B' => "MEDIUM", _ => "LOW" };
    }

    private static List<string[]> Table(string text)
    {
        var rows = new List<string[]>();
        var row = new List<string>();
        var field = new StringBuilder();
        var quoted = false;
        foreach (var letter in text)
        {
            if (letter == '"')
            {
                quoted = !quoted;
            }
            else if (letter == ',' && !quoted)
            {
                row.Add(field.ToString());
                field.Clear();
            }
            else if (letter == '\n' && !quoted)
            {
                row.Add(field.ToString());
                field.Clear();
                rows.Add([.. row]);
                row.Clear();
            }
            else if (letter != '\r')
            {
                field.Append(letter);
            }
        }

        if (row.Count > 0)
        {
            rows.Add([.. row, field.ToString()]);
        }

        return rows;
    }
}
