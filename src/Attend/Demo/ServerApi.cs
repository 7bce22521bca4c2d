using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Attend.Platform;

namespace Attend.Demo;

/// <summary>What the server said: its status and its JSON, an empty object where it said nothing.</summary>
internal sealed record Answer(HttpStatusCode Status, JsonElement Body)
{
    public bool Done => (int)Status is >= 200 and < 300;

    /// <summary>The stable code of a problem document.</summary>
    public string Code => Body.TryGetProperty("code", out var code) ? code.GetString() ?? "" : "";
}

/// <summary>An answer that a client cannot go on from; it names the request and carries the problem.</summary>
internal sealed class UnexpectedAnswerException(string message) : Exception(message);

/// <summary>
/// One user of the native API. A write carries an Idempotency-Key, so it may be sent again when the server is busy (503, 429) or the
/// connection broke: the effect is had once. A session that ended is begun anew.
/// </summary>
internal sealed class ServerApi
{
    private const int Attempts = 12;

    private readonly HttpClient http;
    private readonly TimeProvider time;
    private readonly object credentials;
    private AuthenticationHeaderValue? token;

    private ServerApi(HttpClient http, TimeProvider time, string username, string password)
    {
        this.http = http;
        this.time = time;
        credentials = new { username, password };
    }

    /// <summary>The words of the roles that the user holds at all sites.</summary>
    public IReadOnlyList<string> Roles { get; private set; } = [];

    public long UserId { get; private set; }

    public static async Task<ServerApi> SignIn(HttpClient http, string username, string password, TimeProvider time, CancellationToken ct)
    {
        var api = new ServerApi(http, time, username, password);
        await api.SignIn(ct);
        return api;
    }

    public Task<JsonElement> Get(string path, CancellationToken ct) => Expect(HttpMethod.Get, path, null, ct);

    public Task<JsonElement> Post(string path, object body, CancellationToken ct) => Expect(HttpMethod.Post, path, body, ct);

    /// <summary>Replaces what was seen in this version.</summary>
    public Task<JsonElement> Put(string path, object body, long version, CancellationToken ct) => Expect(HttpMethod.Put, path, body, ct, version);

    /// <summary>All items of a paged list.</summary>
    public async Task<IReadOnlyList<JsonElement>> List(string path, CancellationToken ct)
    {
        var items = new List<JsonElement>();
        var first = $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}limit=200";
        var page = await Get(first, ct);
        items.AddRange(page.GetProperty("items").EnumerateArray());
        while (page.TryGetProperty("next", out var next) && next.ValueKind is not JsonValueKind.Null)
        {
            page = await Get($"{first}&after={next}", ct);
            items.AddRange(page.GetProperty("items").EnumerateArray());
        }

        return items;
    }

    /// <summary>Asks for a write that may be refused: 2xx and 409 are answers, anything else is an error.</summary>
    public async Task<Answer> Try(string path, object body, CancellationToken ct)
    {
        var answer = await Send(HttpMethod.Post, path, body, ct);
        return answer.Done || answer.Status == HttpStatusCode.Conflict ? answer : throw Unexpected(HttpMethod.Post, path, answer);
    }

    private async Task SignIn(CancellationToken ct)
    {
        token = null;
        var login = await Expect(HttpMethod.Post, "/api/auth/login", credentials, ct);
        token = new("Bearer", login.GetProperty("access_token").GetString());
        UserId = login.GetProperty("user").GetProperty("id").GetInt64();
        Roles =
        [
            .. login.GetProperty("user").GetProperty("roles").EnumerateArray()
                .Where(held => held.GetProperty("site_id").ValueKind == JsonValueKind.Null)
                .Select(held => held.GetProperty("role").GetString()!),
        ];
    }

    private async Task<JsonElement> Expect(HttpMethod method, string path, object? body, CancellationToken ct, long? version = null)
    {
        var answer = await Send(method, path, body, ct, version);
        return answer.Done ? answer.Body : throw Unexpected(method, path, answer);
    }

    private async Task<Answer> Send(HttpMethod method, string path, object? body, CancellationToken ct, long? version = null)
    {
        var key = Guid.NewGuid().ToString("N");
        var json = body is null ? null : JsonSerializer.SerializeToUtf8Bytes(body, body.GetType(), Wire.Json);
        for (var attempt = 1; ; attempt++)
        {
            var used = token;
            try
            {
                using var request = Request(method, path, json, key, version);
                using var response = await http.SendAsync(request, ct);
                var status = response.StatusCode;
                if (status == HttpStatusCode.Unauthorized && used is not null && attempt < Attempts)
                {
                    await SignIn(ct);
                    continue;
                }

                if (status is not (HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests) || attempt == Attempts)
                {
                    return new(status, await Json(response, ct));
                }
            }
            catch (HttpRequestException) when (attempt < Attempts)
            {
                // The key makes sending it again safe, whether or not the server had done it.
            }

            await Task.Delay(Wait(attempt), time, ct);
        }
    }

    private HttpRequestMessage Request(HttpMethod method, string path, byte[]? json, string key, long? version)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = token;
        if (json is not null)
        {
            request.Content = new ByteArrayContent(json);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            request.Headers.Add("Idempotency-Key", key);
        }

        if (version is { } seen)
        {
            request.Headers.IfMatch.Add(new EntityTagHeaderValue(string.Create(CultureInfo.InvariantCulture, $"\"{seen}\"")));
        }

        return request;
    }

    /// <summary>Half to all of 50 ms, doubled each time up to 5 s: half a minute in all, enough for a server to restart.</summary>
    private static TimeSpan Wait(int attempt) =>
        TimeSpan.FromMilliseconds(Math.Min(5_000, 50 << attempt) * (0.5 + Random.Shared.NextDouble() / 2));

    private static async Task<JsonElement> Json(HttpResponseMessage response, CancellationToken ct)
    {
        var bytes = await response.Content.ReadAsByteArrayAsync(ct);
        var json = response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) is true;
        return JsonDocument.Parse(json && bytes.Length > 0 ? bytes : "{}"u8.ToArray()).RootElement;
    }

    private static UnexpectedAnswerException Unexpected(HttpMethod method, string path, Answer answer) =>
        new($"{method} {path} was answered {(int)answer.Status} {answer.Body.GetRawText()}");
}
