using System.Security.Cryptography;
using System.Text.Json;
using Attend.Platform.Access;
using Attend.Platform.Database;

namespace Attend.Platform.Web;

/// <summary>Reads the <c>Idempotency-Key</c> of a write: 128 bits or more in 16 to 64 characters of [A-Za-z0-9_-].</summary>
internal static class Idempotency
{
    public static void UseIdempotency(this WebApplication app) => app.Use(async (context, next) =>
    {
        var request = context.Request;
        if (request.Headers["Idempotency-Key"] is not [{ Length: > 0 } key] || HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        {
            await next(context);
            return;
        }

        if (key.Length is < 16 or > 64 || !key.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_'))
        {
            await Problems.Write(context, PlatformProblems.BadKey.Refuse());
            return;
        }

        request.EnableBuffering(bufferThreshold: 64 * 1024);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(System.Text.Encoding.UTF8.GetBytes($"{request.Method} {request.Path}{request.QueryString}\n"));
        await Append(hash, request, context.RequestAborted);
        request.Body.Position = 0;
        var caller = Caller.Of(context);
        var owner = caller.UserId is null ? $"{caller.Actor} {caller.Source}" : caller.Actor;
        context.Features.Set(caller with { Command = Command.Keyed(key, owner, Convert.ToHexString(hash.GetHashAndReset())) });
        await next(context);
    });

    private static async Task Append(IncrementalHash hash, HttpRequest request, CancellationToken ct)
    {
        var buffer = new byte[16 * 1024];
        var read = await request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct);
        // A device's tap is short; what is longer, or is no JSON, is hashed as it stands.
        var (from, to) = read < buffer.Length && request.IsJson() ? SentAt(buffer.AsSpan(0, read)) : (0, 0);
        hash.AppendData(buffer, 0, from);
        hash.AppendData(buffer, to, read - to);
        while (read > 0 && (read = await request.Body.ReadAsync(buffer, ct)) > 0)
        {
            hash.AppendData(buffer, 0, read);
        }
    }

    /// <summary>
    /// Where the value of <c>sent_at</c> lies. A field device that tries again says anew when it sends, or its clock could not be corrected
    /// after an hour without a network; what it asks for is the same.
    /// </summary>
    private static (int From, int To) SentAt(ReadOnlySpan<byte> body)
    {
        try
        {
            var json = new Utf8JsonReader(body);
            while (json.Read())
            {
                if (json is { TokenType: JsonTokenType.PropertyName, CurrentDepth: 1 } && json.ValueTextEquals("sent_at"u8) && json.Read())
                {
                    return ((int)json.TokenStartIndex, (int)json.BytesConsumed);
                }
            }
        }
        catch (JsonException)
        {
            // What is no JSON has no such member; it is refused later, with where it is wrong.
        }

        return (0, 0);
    }
}
