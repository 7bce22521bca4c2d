using System.Globalization;
using System.Text;
using NodaTime;

namespace Attend.Platform.Languages;

/// <summary>
/// How a language writes numbers and days (CLDR 48). The framework's own cultures are not asked: the program runs without them, so that it
/// writes the same on every machine.
/// </summary>
/// <param name="Minus">What stands before a number below nought.</param>
/// <param name="GroupFrom">From how many digits on thousands are set apart.</param>
/// <param name="Months">January first.</param>
/// <param name="Day">A date from its day, month and year.</param>
internal sealed record Notation(
    string Minus, string Group, string Point, int GroupFrom, IReadOnlyList<string> Months, Func<int, string, int, string> Day)
{
    private const int MostDecimals = 3;

    public static readonly Notation English = new("-", ",", ".", 4,
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"],
        (day, month, year) => $"{day} {month} {year}");

    public static readonly Notation French = new("-", "\u202F", ",", 4,
        ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"],
        (day, month, year) => $"{day}{(day == 1 ? "er" : "")} {month} {year}");

    public static readonly Notation Spanish = new("-", ".", ",", 5,
        ["enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"],
        (day, month, year) => $"{day} de {month} de {year}");

    public static readonly Notation Filipino = new("-", ",", ".", 4,
        ["Enero", "Pebrero", "Marso", "Abril", "Mayo", "Hunyo", "Hulyo", "Agosto", "Setyembre", "Oktubre", "Nobyembre", "Disyembre"],
        (day, month, year) => $"{month} {day}, {year}");

    // The digits that stand on a telephone's keys and on the side of a car: two kinds of them in one line are misread.
    public static readonly Notation Arabic = new("\u200E-", ",", ".", 4,
        ["يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"],
        (day, month, year) => $"{day} {month} {year}");

    /// <summary>With at most three decimals, and as many as the number brings: 1.50 stays 1.50.</summary>
    public string Number(decimal number)
    {
        var digits = Rounded(Math.Abs(number)).ToString(CultureInfo.InvariantCulture).Split('.');
        var text = new StringBuilder(number < 0 ? Minus : "");
        var grouped = digits[0].Length >= GroupFrom;
        for (var i = 0; i < digits[0].Length; i++)
        {
            text.Append(i > 0 && grouped && (digits[0].Length - i) % 3 == 0 ? Group : "").Append(digits[0][i]);
        }

        return digits.Length == 1 ? text.ToString() : text.Append(Point).Append(digits[1]).ToString();
    }

    /// <summary>The number as it is written, by which its form goes too.</summary>
    public static decimal Rounded(decimal number) => decimal.Round(number, MostDecimals);

    public string Date(LocalDate date) => Day(date.Day, Months[date.Month - 1], date.Year);

    /// <summary>By the 24-hour clock in every language: those who work by night do not ask which twelve is meant.</summary>
    public static string Time(LocalTime time) => $"{time.Hour:00}:{time.Minute:00}";
}
