using Attend.Platform.Languages;
using Attend.Platform.Web;

namespace Attend.PublicRequests;

/// <summary>The frame of the pages of a request for help: the number to call at once stands above everything else.</summary>
internal static class HelpPage
{
    /// <param name="number">The number that the big button calls.</param>
    /// <param name="call">What stands beside it.</param>
    public static PublicPage Of(Book words, string title, string number, string call, Html main) => new(words, title, main)
    {
        Above = $"""
            <header class="emergency">
            <a href="tel:{string.Concat(number.Where(letter => char.IsAsciiDigit(letter) || letter is '+'))}"><span>{call}</span> <strong dir="ltr">{number}</strong></a>
            </header>

            """,
        Style = "request.css",
    };
}
