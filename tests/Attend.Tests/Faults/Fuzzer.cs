using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Attend.Platform;
using Attend.Platform.Access;
using Microsoft.Extensions.DependencyInjection;

namespace Attend.Tests.Faults;

/// <summary>One request that may be wrong in any way.</summary>
/// <param name="Hopeless">Nothing in it can be understood: an answer that it went well is wrong too.</param>
internal sealed record Attempt(Operation Operation, string What, string Address, byte[]? Body, string? Type, (string Name, string Value)? Header, bool Hopeless = false);

/// <summary>Sends wrong requests one after the other and notes every answer that no request should get.</summary>
internal sealed class Fuzzer(World world, Ledger ledger, int seed)
{
    // Nothing that a single request can ask for takes this long, however large it is.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, int> problems = world.Services.GetRequiredService<IReadOnlyList<Module>>()
        .SelectMany(module => module.Problems).DistinctBy(problem => problem.Code).ToDictionary(problem => problem.Code, problem => problem.Status);

    private Api? caller;
    private long mark;

    public List<string> Wrong { get; } = [];

    public int Tried { get; private set; }

    public int Refused { get; private set; }

    /// <summary>Whether something was changed since this was last asked.</summary>
    public bool Changed { get; private set; }

    /// <summary>Goes on from here: what the test itself made is not what a refused request wrote.</summary>
    public async Task Continue()
    {
        Changed = false;
        mark = await ledger.Mark();
    }

    /// <returns>The answer's status, or 0 when there was none.</returns>
    public async Task<int> Try(Attempt attempt)
    {
        var asks = await Caller();
        Tried++;
        try
        {
            using var patience = new CancellationTokenSource(Longest);
            using var request = Request(attempt, asks.Token!);
            using var response = await asks.Http.SendAsync(request, patience.Token);
            var text = await response.Content.ReadAsStringAsync(patience.Token);
            var status = (int)response.StatusCode;
            // The routes that end sessions end this one too.
            caller = status == 401 || attempt.Operation.Path.EndsWith("/logout", StringComparison.Ordinal) ? null : caller;
            if (Fault(attempt, status, response.Content.Headers.ContentType?.MediaType, text) is { } fault)
            {
                Note(attempt, $"{status} {fault}: {(text.Length > 300 ? text[..300] : text)}");
            }

            if (status < 400)
            {
                Changed |= attempt.Operation.Writes;
                mark = await ledger.Mark();
            }
            else if (++Refused > 0 && await Written() is { Count: > 0 } written)
            {
                Note(attempt, $"{status}, and yet it wrote: {string.Join(", ", written)}");
            }

            return status;
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException or IOException)
        {
            Note(attempt, $"no answer: {error.Message}");
            return 0;
        }
    }

    /// <summary>An edit is looked at only with the version that is there; a refusal says which that is.</summary>
    public async Task<(string, string)?> Seen(Operation operation, string address)
    {
        if (operation.Method is not "PATCH" || operation.Old)
        {
            return null;
        }

        var answer = await (await Caller()).Patch(address, new { }, version: 0);
        return answer.Code is "precondition_failed" ? ("If-Match", $"\"{answer["version"].GetInt64()}\"") : null;
    }

    private async Task<IReadOnlyList<string>> Written()
    {
        var written = await ledger.Since(mark);
        mark = written.Count > 0 ? await ledger.Mark() : mark;
        return written;
    }

    private string? Fault(Attempt attempt, int status, string? type, string text)
    {
        if (status >= 500)
        {
            return "is the server's fault";
        }

        if (status is < 200 or >= 300 and < 400 || attempt.Hopeless && status < 400)
        {
            return "cannot be";
        }

        // A NUL in an address is refused by the web server, before anything of ours has a say.
        return status < 300 || status == 400 && text.Length == 0 && attempt.Address.Split('?')[0].Contains("%00", StringComparison.Ordinal) ? null
            : attempt.Operation.Old ? OldFault(status, type, text) : NativeFault(status, type, text);
    }

    private string? NativeFault(int status, string? type, string text)
    {
        if (type is not "application/problem+json")
        {
            return $"is no problem document but {type}";
        }

        var problem = JsonSerializer.Deserialize<JsonElement>(text);
        return !problem.TryGetProperty("code", out var code) || !problems.TryGetValue(code.GetString()!, out var known) ? "has no code of the list"
            : known != status || problem.GetProperty("status").ToString() != status.ToString(CultureInfo.InvariantCulture) ? "is not the status of its code"
            : null;
    }

    private string? OldFault(int status, string? type, string text)
    {
        // What cannot be an id at all leads to no route, old or new.
        if (status == 404 && type is "application/problem+json" && text.Contains("\"no_route\"", StringComparison.Ordinal))
        {
            return NativeFault(status, type, text);
        }

        if (type is not "application/json")
        {
            return $"is not the old form but {type}";
        }

        var members = JsonSerializer.Deserialize<JsonElement>(text).EnumerateObject().ToList();
        return members is [{ Name: "error", Value.ValueKind: JsonValueKind.String }]
            || members.Count > 0 && members.All(member =>
                member.Value.ValueKind is JsonValueKind.Array && member.Value.EnumerateArray().All(each => each.ValueKind is JsonValueKind.String))
            ? null
            : "is not the old form";
    }

    private static HttpRequestMessage Request(Attempt attempt, string token)
    {
        var request = new HttpRequestMessage(new HttpMethod(attempt.Operation.Method), attempt.Address);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (attempt.Body is { } body)
        {
            request.Content = new ByteArrayContent(body);
            if (attempt.Type is { } type)
            {
                request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
            }
        }

        if (attempt.Header is { } header && !request.Headers.TryAddWithoutValidation(header.Name, header.Value))
        {
            request.Content?.Headers.TryAddWithoutValidation(header.Name, header.Value);
        }

        return request;
    }

    private void Note(Attempt attempt, string fault)
    {
        var body = attempt.Body is { } bytes ? Encoding.UTF8.GetString(bytes.AsSpan(0, Math.Min(bytes.Length, 300))) : "";
        Wrong.Add($"seed {seed}: {attempt.Operation.Method} {attempt.Address} ({attempt.What}; {attempt.Type} {attempt.Header}) {body}\n    {fault}");
    }

    private async Task<Api> Caller()
    {
        if (caller is null)
        {
            caller = await Everything();
            mark = await ledger.Mark();
        }

        return caller;
    }

    /// <summary>A user with every role, so that no refusal is for lack of a right.</summary>
    private async Task<Api> Everything()
    {
        var admin = await world.Admin();
        var name = $"fuzz-{world.Draw()}";
        var id = (await admin.Post("/api/users", new
        {
            username = name, password = World.Password, first_name = "All", last_name = "Roles",
            roles = Words.All<Attend.People.Role>().Select(role => new { role }),
        })).Is(201).Id;
        var (token, hash) = Token.New();
        await world.Db.Run($"""
            insert into people.sessions (user_id, kind, name, token_hash, created_at, used_at, expires_at)
            values ({id}, 'session', 'fuzz', {hash}, {world.Clock.Now}, {world.Clock.Now}, {world.Clock.Now.AddHours(8)})
            """);
        return new Api(world.Stranger.Http, token, id);
    }
}
