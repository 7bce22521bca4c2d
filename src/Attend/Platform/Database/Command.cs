using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Platform.Database;

/// <summary>
/// The identity of one write. With an <c>Idempotency-Key</c> it is the caller's: the same key gives the same answer, once. Without, it
/// is drawn, so that a commit whose answer was lost on the wire can still be looked up. The row is written in the commit's round trip.
/// The answer is sealed with the key itself, which only the client has: names and tokens in it are not kept a second time.
/// </summary>
internal sealed class Command
{
    private const int NonceLength = 12;
    private const int TagLength = 16;

    private readonly string? caller;
    private readonly string? request;
    private readonly byte[] seal;

    private Command(Guid id, string? caller, string? request, byte[] seal)
    {
        Id = id;
        this.caller = caller;
        this.request = request;
        this.seal = seal;
    }

    public Guid Id { get; }

    /// <summary>A second request with a key in flight waits on this lock until the first has ended.</summary>
    public long LockKey
    {
        get
        {
            Span<byte> bytes = stackalloc byte[16];
            Id.TryWriteBytes(bytes);
            return BinaryPrimitives.ReadInt64LittleEndian(bytes);
        }
    }

    public static Command Drawn() => new(Guid.NewGuid(), null, null, []);

    /// <param name="key">As sent by the client; its hash with the caller is the id, so nobody can meet another's key.</param>
    /// <param name="request">A digest of method, route and body.</param>
    public static Command Keyed(string key, string caller, string request)
    {
        var hash = SHA512.HashData(Encoding.UTF8.GetBytes(caller + "\n" + key));
        return new Command(new Guid(hash.AsSpan(0, 16)), caller, request, hash[32..]);
    }

    /// <summary>Ends the slice early when the command was already carried out.</summary>
    public void Check(StoredCommand? stored, bool unsure)
    {
        if (stored is null)
        {
            return;
        }

        if (unsure)
        {
            throw new AlreadyCommitted();
        }

        throw string.Equals(stored.Request, request, StringComparison.Ordinal) && string.Equals(stored.Caller, caller, StringComparison.Ordinal)
            ? new AlreadyAnswered(
                stored.Status ?? 200, stored.Answer is { } answer ? Open(answer) : null, stored.Location is { } location ? Open(location) : null)
            : new KeyReused();
    }

    public void Record(Change change, IResult result)
    {
        if (request is null)
        {
            change.Run($"insert into platform.commands (id, at) values ({Id}, {change.Now})");
            return;
        }

        var answer = result is INestedHttpResult nested ? nested.Result : result;
        var status = (answer as IStatusCodeHttpResult)?.StatusCode ?? 200;
        var body = answer is IValueHttpResult { Value: { } value } ? Seal(JsonSerializer.SerializeToUtf8Bytes(value, value.GetType(), Wire.Json)) : null;
        var location = Location(answer) is { } address ? Seal(Encoding.UTF8.GetBytes(address)) : null;
        change.Run($"""
            insert into platform.commands (id, at, caller, request, status, answer, location)
            values ({Id}, {change.Now}, {caller}, {request}, {status}, {body}, {location})
            """);
    }

    // Created<T> says where it is by no interface.
    private static string? Location(IResult answer) => answer.GetType().GetProperty(nameof(Created.Location))?.GetValue(answer) as string;

    /// <summary>Nonce, tag and ciphertext. The half of the hash that seals is not the half that is the id.</summary>
    private byte[] Seal(byte[] plain)
    {
        var sealedAnswer = new byte[NonceLength + TagLength + plain.Length];
        var nonce = sealedAnswer.AsSpan(0, NonceLength);
        var tag = sealedAnswer.AsSpan(NonceLength, TagLength);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(seal, TagLength);
        cipher.Encrypt(nonce, plain, sealedAnswer.AsSpan(NonceLength + TagLength), tag);
        return sealedAnswer;
    }

    private string Open(byte[] sealedAnswer)
    {
        var plain = new byte[sealedAnswer.Length - NonceLength - TagLength];
        using var cipher = new AesGcm(seal, TagLength);
        cipher.Decrypt(
            sealedAnswer.AsSpan(0, NonceLength), sealedAnswer.AsSpan(NonceLength + TagLength), sealedAnswer.AsSpan(NonceLength, TagLength), plain);
        return Encoding.UTF8.GetString(plain);
    }
}

internal sealed record StoredCommand(string? Caller, string? Request, int? Status, byte[]? Answer, byte[]? Location);

/// <summary>The commit whose fate was unknown had succeeded.</summary>
internal sealed class AlreadyCommitted : Exception;

/// <summary>The key was used before for the same request: the first answer is given again.</summary>
internal sealed class AlreadyAnswered(int status, string? answer, string? location) : Exception
{
    public int Status => status;

    public string? Answer => answer;

    public string? Location => location;
}

/// <summary>The key was used before for another request.</summary>
internal sealed class KeyReused : Exception;
