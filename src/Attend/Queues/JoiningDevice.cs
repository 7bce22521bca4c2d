using Attend.Platform.Access;

namespace Attend.Queues;

/// <summary>
/// A stranger's phone, by a random cookie of its own: an address on the network is shared by a whole waiting room. Only the digest is kept,
/// with the number.
/// </summary>
internal static class JoiningDevice
{
    private const string Cookie = "attend-device";

    public static byte[] Of(HttpContext http)
    {
        if (http.Request.Cookies[Cookie] is { } known && Token.LooksShort(known))
        {
            return Token.Hash(known);
        }

        var (text, hash) = Token.NewShort();
        http.Response.Cookies.Append(Cookie, text, new CookieOptions
        {
            HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = http.Request.IsHttps, IsEssential = true, MaxAge = TimeSpan.FromDays(2),
        });
        return hash;
    }
}
