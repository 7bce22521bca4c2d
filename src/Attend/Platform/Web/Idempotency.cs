using System.Security.Cryptography;
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
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, context.RequestAborted)) > 0)
        {
            hash.AppendData(buffer, 0, read);
        }

        request.Body.Position = 0;
        var caller = Caller.Of(context);
        var owner = caller.UserId is null ? $"{caller.Actor} {caller.Source}" : caller.Actor;
        context.Features.Set(caller with { Command = Command.Keyed(key, owner, Convert.ToHexString(hash.GetHashAndReset())) });
        await next(context);
    });
}
