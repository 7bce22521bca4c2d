using Attend.Platform;

namespace Attend.Channels;

/// <summary>The parts of an address that the operator gave.</summary>
internal static class Query
{
    /// <summary>The words behind the question mark; one that nobody knows is a typing error.</summary>
    public static Dictionary<string, string> Of(Uri uri, string[] known, string form)
    {
        var words = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var word in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = word.Split('=', 2);
            if (parts.Length != 2 || !known.Contains(parts[0]) || !words.TryAdd(parts[0], Uri.UnescapeDataString(parts[1])))
            {
                throw new BadUsage(form);
            }
        }

        return words;
    }

    public static (string? User, string? Password) SignIn(Uri uri)
    {
        if (uri.UserInfo.Length == 0)
        {
            return (null, null);
        }

        var parts = uri.UserInfo.Split(':', 2);
        return (Uri.UnescapeDataString(parts[0]), parts.Length == 2 ? Uri.UnescapeDataString(parts[1]) : "");
    }
}
