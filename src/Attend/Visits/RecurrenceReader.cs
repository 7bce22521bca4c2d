using System.Collections.Frozen;
using System.Globalization;
using Attend.Platform;
using Attend.Platform.Web;
using NodaTime;

namespace Attend.Visits;

/// <summary>Reads a rule of RFC 5545 (3.3.10), and says of everything that is not right what would be.</summary>
internal sealed class RecurrenceReader(string text)
{
    private static readonly string[] Known =
        ["FREQ", "UNTIL", "COUNT", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST"];

    /// <summary>Parts that are right by an RFC and not here, with what to write for them.</summary>
    private static readonly FrozenDictionary<string, string> Others = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["BYSECOND"] = "every visit begins at the time of day of the first",
        ["BYMINUTE"] = "every visit begins at the time of day of the first",
        ["BYHOUR"] = "every visit begins at the time of day of the first; write a series for each time of day",
        ["BYYEARDAY"] = "name the day by BYMONTH and BYMONTHDAY",
        ["BYWEEKNO"] = "name the week by BYMONTH and BYDAY, such as 2MO",
        ["RSCALE"] = "days are those of the Gregorian calendar",
        ["SKIP"] = "a day that a month does not have is left out",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly Dictionary<string, string> parts = new(StringComparer.Ordinal);
    private readonly List<string> wrong = [];

    public (Recurrence? Rule, Refused? Refused) Read()
    {
        Divide();
        var rule = new Recurrence(How())
        {
            Until = Until(),
            Count = Number("COUNT"),
            Interval = Number("INTERVAL") ?? 1,
            Days = Days(),
            MonthDays = Numbers("BYMONTHDAY", 31, signed: true),
            Months = Numbers("BYMONTH", 12, signed: false),
            Positions = Numbers("BYSETPOS", 366, signed: true),
            WeekStart = WeekStart(),
        };
        if (wrong.Count == 0)
        {
            Compare(rule);
        }

        return wrong.Count == 0
            ? (rule, null)
            : (null, PlatformProblems.Invalid.Refuse(new Dictionary<string, string[]>(StringComparer.Ordinal) { ["rule"] = [.. wrong] }));
    }

    /// <summary>The words of the standard may be written small.</summary>
    private void Divide()
    {
        foreach (var part in text.ToUpperInvariant().Split(';'))
        {
            var (name, value) = part.IndexOf('=') is var at and > 0 ? (part[..at], part[(at + 1)..]) : ("", part);
            if (name.Length == 0)
            {
                wrong.Add($"'{value}' must be a part such as COUNT=10; semicolons stand only between parts");
            }
            else if (Others.TryGetValue(name, out var instead))
            {
                wrong.Add($"{name} is not supported: {instead}");
            }
            else if (!Known.Contains(name))
            {
                wrong.Add($"{name} is no part of a rule; these are: {string.Join(", ", Known)}");
            }
            else if (!parts.TryAdd(name, value))
            {
                wrong.Add($"{name} must stand only once");
            }
        }
    }

    /// <summary>What the parts say of each other.</summary>
    private void Compare(Recurrence rule)
    {
        var counted = rule.Days.Where(day => day.Nth != 0).Select(day => Math.Abs(day.Nth)).DefaultIfEmpty().Max();
        if (rule.Count is not null && rule.Until is not null)
        {
            wrong.Add("COUNT must not stand beside UNTIL: one of them ends the rule");
        }

        if (rule.Frequency is Frequency.Weekly && rule.MonthDays.Count > 0)
        {
            wrong.Add("BYMONTHDAY must not stand in a rule with FREQ=WEEKLY; FREQ=MONTHLY has days of the month");
        }

        if (rule.Frequency is Frequency.Daily or Frequency.Weekly && counted > 0)
        {
            var word = Words.Of(rule.Frequency);
            wrong.Add($"BYDAY must be without numbers in a rule with FREQ={word}; FREQ=MONTHLY counts the weekdays of a month");
        }
        else if (counted > 5 && (rule.Frequency is Frequency.Monthly || rule.Months.Count > 0))
        {
            wrong.Add("BYDAY must count from 1 to 5 or from -5 to -1: a month has no more of a weekday");
        }

        if (rule.Positions.Count > 0 && rule.Days.Count + rule.MonthDays.Count + rule.Months.Count == 0)
        {
            wrong.Add("BYSETPOS must stand beside BYDAY, BYMONTHDAY or BYMONTH, as it chooses from their days");
        }
    }

    private Frequency How()
    {
        if (!Words.TryParse<Frequency>(parts.GetValueOrDefault("FREQ"), out var frequency))
        {
            wrong.Add($"FREQ must be one of {string.Join(", ", Words.All<Frequency>())}");
        }

        return frequency;
    }

    private Instant? Until()
    {
        if (!parts.TryGetValue("UNTIL", out var value))
        {
            return null;
        }

        if (Recurrence.Utc.Parse(value) is { Success: true } read)
        {
            return read.Value;
        }

        // By the RFC a first start with a zone has its end in UTC: a day alone would end at midnights that are hours apart.
        wrong.Add("UNTIL must be a moment in UTC such as 20261231T230000Z");
        return null;
    }

    private int? Number(string name)
    {
        if (!parts.TryGetValue(name, out var value))
        {
            return null;
        }

        var number = Read(value, Recurrence.Most, signed: false);
        if (number == 0)
        {
            wrong.Add($"{name} must be a number from 1 to {Recurrence.Most}");
        }

        return number;
    }

    private IReadOnlyList<int> Numbers(string name, int most, bool signed)
    {
        if (!parts.TryGetValue(name, out var value))
        {
            return [];
        }

        var numbers = value.Split(',').Select(one => Read(one, most, signed)).Distinct().ToList();
        if (numbers.Contains(0))
        {
            wrong.Add($"{name} must be numbers from 1 to {most}{(signed ? $" or from -{most} to -1" : "")}, with commas between");
        }

        return numbers;
    }

    private IReadOnlyList<RuleDay> Days()
    {
        if (!parts.TryGetValue("BYDAY", out var value))
        {
            return [];
        }

        var days = value.Split(',').Select(Day).Distinct().ToList();
        if (days.Contains(null))
        {
            wrong.Add("BYDAY must be days such as MO, or 1MO and -1MO for the first and the last Monday, with commas between");
        }

        return [.. days.OfType<RuleDay>()];
    }

    private static RuleDay? Day(string one)
    {
        var (nth, letters) = one.Length > 2 ? (one[..^2], one[^2..]) : ("", one);
        var number = Read(nth, 53, signed: true);
        return Weekday(letters) is { } day && (nth.Length == 0 || number != 0) ? new RuleDay(day, number) : null;
    }

    private IsoDayOfWeek WeekStart()
    {
        if (!parts.TryGetValue("WKST", out var value))
        {
            return IsoDayOfWeek.Monday;
        }

        if (Weekday(value) is { } day)
        {
            return day;
        }

        wrong.Add($"WKST must be one of {string.Join(", ", RuleDay.Letters)}");
        return IsoDayOfWeek.Monday;
    }

    private static IsoDayOfWeek? Weekday(string letters) =>
        Array.IndexOf(RuleDay.Letters, letters) is >= 0 and var place ? (IsoDayOfWeek)(place + 1) : null;

    /// <summary>A number that is not 0 and not beyond the most; 0 for everything else.</summary>
    private static int Read(string text, int most, bool signed)
    {
        var sign = signed && text.Length > 0 && text[0] is '+' or '-';
        return int.TryParse(text.AsSpan(sign ? 1 : 0), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most
            ? (sign && text[0] is '-' ? -number : number)
            : 0;
    }
}
