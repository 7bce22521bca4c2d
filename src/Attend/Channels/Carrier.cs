using System.Globalization;
using System.Text.RegularExpressions;
using Attend.Platform;

namespace Attend.Channels;

/// <summary>
/// A telephone company as the operator named it: <c>https://SID:TOKEN@api.twilio.com?from=%2B15005550006</c>. Who speaks the same form
/// (Twilio's, of 2010-04-01) elsewhere, or on the operator's own network, is named by its own address.
/// </summary>
/// <param name="Account">The account's name, which stands in its addresses.</param>
/// <param name="Token">Signs in, and signs what the company calls back.</param>
/// <param name="From">A number, a short code, a name, or the id of a messaging pool (<c>MG...</c>).</param>
internal sealed partial record Carrier(Uri Address, string Account, string Token, string From)
{
    /// <summary>Without what the operator keeps to himself.</summary>
    public string Name => Address.IsDefaultPort ? Address.IdnHost : string.Create(CultureInfo.InvariantCulture, $"{Address.IdnHost}:{Address.Port}");

    /// <summary>Never shows the token.</summary>
    public override string ToString() => Name;

    public Uri For(string resource) => new(Address, $"/2010-04-01/Accounts/{Uri.EscapeDataString(Account)}/{resource}.json");

    public static Carrier Read(string variable, string text)
    {
        var form = $"{variable} is an address such as https://SID:TOKEN@api.twilio.com?from=%2B15005550006 (%2B is the plus), several with a comma between them.";
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Host.Length == 0 || uri.AbsolutePath is not ("" or "/")
            || !(uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback)))
        {
            throw new BadUsage(form);
        }

        var query = Query.Of(uri, ["from"], form);
        return Query.SignIn(uri) is ({ Length: > 0 } account, { Length: > 0 } token) && query.GetValueOrDefault("from") is { Length: > 0 } from
            ? new Carrier(new Uri(uri.GetLeftPart(UriPartial.Authority).Replace(uri.UserInfo + "@", "", StringComparison.Ordinal)), account, token, from)
            : throw new BadUsage(form);
    }

    /// <summary>Whether this is a number as the whole world dials it (E.164).</summary>
    public static bool Dials(string number) => Number().IsMatch(number);

    [GeneratedRegex(@"^\+[1-9][0-9]{6,14}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
