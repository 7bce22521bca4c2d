using System.Security.Cryptography;
using System.Text;

namespace Attend.Channels;

/// <summary>The name under which others know a message: the same for every try, so that a second copy is seen to be one.</summary>
internal static class Once
{
    /// <summary>It tells nothing of the reference, which opens doors.</summary>
    public static string Name(Outgoing message) =>
        $"msg_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{message.Id}.{message.Reference}")).AsSpan(0, 15))}";
}
