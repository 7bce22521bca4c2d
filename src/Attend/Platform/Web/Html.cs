using System.Net;
using System.Runtime.CompilerServices;
using System.Text;

namespace Attend.Platform.Web;

/// <summary>
/// A page written as an interpolated string: what is put into it is escaped, a nested <see cref="Html"/> is spliced in. Nothing else ever
/// reaches the text, so there is nothing to inject into.
/// </summary>
[InterpolatedStringHandler]
internal sealed class Html
{
    private readonly StringBuilder text;

    public Html(int literalLength, int formattedCount) => text = new StringBuilder(literalLength + formattedCount * 16);

    public static Html None => $"";

    public void AppendLiteral(string literal) => text.Append(literal);

    public void AppendFormatted(Html? piece) => text.Append(piece?.text);

    public void AppendFormatted(IEnumerable<Html> pieces)
    {
        foreach (var piece in pieces)
        {
            AppendFormatted(piece);
        }
    }

    public void AppendFormatted(string? value) => text.Append(WebUtility.HtmlEncode(value));

    public void AppendFormatted(int value) => text.Append(value);

    public override string ToString() => text.ToString();
}
