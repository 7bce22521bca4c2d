using System.Security.Cryptography;
using System.Text;
using Attend.Platform.Access;
using Attend.Platform.Database;

namespace Attend.Platform.Web;

/// <summary>A form of a page for strangers, as it came: each field once, as text.</summary>
internal sealed class PublicForm(IReadOnlyDictionary<string, string> fields)
{
    /// <summary>The field that tells one sending from another; the API has a header for that.</summary>
    public const string KeyField = "key";

    public const long LongestBody = 16 * 1024;

    /// <summary>Of a page that is shown for the first time: each has a key of its own.</summary>
    public static PublicForm Empty => new(new Dictionary<string, string>());

    /// <summary>As it was typed; empty where there is no such field.</summary>
    public string this[string field] => fields.GetValueOrDefault(field, "");

    /// <summary>Whoever changed the key gets another one: what is typed still counts once for each page.</summary>
    public string Key { get; } = Token.LooksShort(fields.GetValueOrDefault(KeyField)) ? fields[KeyField] : Token.NewShort().Text;

    /// <summary>As it is shown again after a refusal: where its key was used for other words, under a new one.</summary>
    public PublicForm After(Refused? refused) => refused?.Problem == PlatformProblems.KeyReused
        ? new(fields.Where(field => field.Key != KeyField).ToDictionary(StringComparer.Ordinal))
        : this;

    /// <summary>What was typed, without blanks around it; null where that is nothing.</summary>
    public string? Text(string field) => this[field].Trim() is { Length: > 0 } text ? text : null;

    /// <summary>Null when it is no form, or is torn.</summary>
    public static async Task<PublicForm?> Read(HttpRequest request, CancellationToken ct)
    {
        if (!request.HasFormContentType)
        {
            return null;
        }

        try
        {
            var form = await request.ReadFormAsync(ct);
            return new PublicForm(form.ToDictionary(field => field.Key, field => field.Value[0] ?? "", StringComparer.Ordinal));
        }
        catch (Exception broken) when (broken is InvalidDataException || broken is IOException and not BadHttpRequestException)
        {
            return null;
        }
    }

    /// <summary>The write that it asks for, once.</summary>
    public Command Once(string page) => Once(page, Key, fields);

    /// <summary>The same page sent twice is the same request, whichever network the second came over.</summary>
    /// <param name="page">Which page it is of: its keys are its own.</param>
    public static Command Once(string page, string key, IReadOnlyDictionary<string, string> fields)
    {
        var said = string.Join('\n', fields.OrderBy(field => field.Key, StringComparer.Ordinal).Select(field => $"{field.Key}={field.Value}"));
        return Command.Keyed(key, page, Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(said))));
    }
}
