using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Attend.Platform.Access;

/// <summary>
/// An opaque secret of 256 random bits: who holds it is who it was given to. Only its SHA-256 is kept; a plain hash suffices because
/// there is nothing to guess.
/// </summary>
internal static class Token
{
    private const int Length = 43;
    private const int ShortLength = 22;

    public static (string Text, byte[] Hash) New()
    {
        var text = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        return (text, Hash(text));
    }

    /// <summary>128 random bits for what a stranger holds: short enough for a text message, and still nothing to guess.</summary>
    public static (string Text, byte[] Hash) NewShort()
    {
        var text = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));
        return (text, Hash(text));
    }

    public static byte[] Hash(string text) => SHA256.HashData(Encoding.ASCII.GetBytes(text));

    /// <summary>Whether it could be one of ours; anything else is not worth a look into the database.</summary>
    public static bool LooksRight(string? text) => text is { Length: Length } && Spelled(text);

    public static bool LooksShort(string? text) => text is { Length: ShortLength } && Spelled(text);

    private static bool Spelled(string text) => text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_');
}
