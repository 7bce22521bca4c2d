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

    public long Id => Body.GetProperty("id").GetInt64();
}

/// <summary>An answer that a client of the demonstration cannot go on from; it names the request and carries the problem.</summary>
internal sealed class UnexpectedAnswerException(string message) : Exception(message);

/// <summary>
/// A signed-in client of the native API. A write carries an Idempotency-Key, so it may be sent again when the server is busy (503, 429)
/// or the connection broke: the effect is had once.
/// </summary>
internal sealed class ServerApi(HttpClient http, TimeProvider time)
{
    private const int Attempts = 12;

    public static async Task<ServerApi> SignIn(HttpClient http, string username, string password, TimeProvider time, CancellationToken ct)
    {
        var api = new ServerApi(http, time);
        var login = await api.Expect(HttpMethod.Post, "/api/auth/login", new { username, password }, ct);
        http.DefaultRequestHeaders.Authorization = new("Bearer", login.GetProperty("access_token").GetString());
        return api;
    }

    /// <summary>The body of a 2xx answer; anything else is an error.</summary>
    public async Task<JsonElement> Get(string path, CancellationToken ct) => await Expect(HttpMethod.Get, path, null, ct);

    public async Task<JsonElement> Post(string path, object body, CancellationToken ct) => await Expect(HttpMethod.Post, path, body, ct);

    /// <summary>All items of a paged list.</summary>
    public async Task<IReadOnlyList<JsonElement>> List(string path, CancellationToken ct)
    {
        var items = new List<JsonElement>();
        var after = "";
        do
        {
            var separator = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
            var page = await Get($"{path}{separator}limit=200{after}", ct);
            items.AddRange(page.GetProperty("items").EnumerateArray());
            after = page.TryGetProperty("next", out var next) && next.ValueKind != JsonValueKind.Null ? $"&after={next}" : null;
        }
        while (after is not null);
        return items;
    }

    /// <summary>Asks for a write that may be refused: 2xx and 409 are answers, anything else is an error.</summary>
    public async Task<Answer> Try(string path, object body, CancellationToken ct)
    {
        var answer = await Send(HttpMethod.Post, path, body, ct);
        return answer.Done || answer.Status == HttpStatusCode.Conflict ? answer : throw Unexpected(HttpMethod.Post, path, answer);
    }

    private async Task<JsonElement> Expect(HttpMethod method, string path, object? body, CancellationToken ct)
    {
        var answer = await Send(method, path, body, ct);
        return answer.Done ? answer.Body : throw Unexpected(method, path, answer);
    }

    private async Task<Answer> Send(HttpMethod method, string path, object? body, CancellationToken ct)
    {
        var key = Guid.NewGuid().ToString("N");
        for (var attempt = 1; ; attempt++)
        {
            using var request = new HttpRequestMessage(method, path);
            if (body is not null)
            {
                request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, body.GetType(), Wire.Json));
                request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
                request.Headers.Add("Idempotency-Key", key);
            }

            try
            {
                using var response = await http.SendAsync(request, ct);
                if (attempt == Attempts || response.StatusCode is not (HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests))
                {
                    return new(response.StatusCode, await Json(response, ct));
                }
            }
            catch (HttpRequestException) when (attempt < Attempts)
            {
                // The key makes sending it again safe whether or not the server had done it.
            }

            await Task.Delay(Wait(attempt), time, ct);
        }
    }

    /// <summary>Full jitter up to 50 ms, doubled each time to at most 5 s: half a minute in all, enough for a server to restart.</summary>
    private static TimeSpan Wait(int attempt) =>
        TimeSpan.FromMilliseconds(Math.Min(5_000, 50 << Math.Min(attempt, 10)) * (0.5 + Random.Shared.NextDouble() / 2));

    private static async Task<JsonElement> Json(HttpResponseMessage response, CancellationToken ct)
    {
        var bytes = await response.Content.ReadAsByteArrayAsync(ct);
        var json = response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) is true;
        return bytes.Length > 0 && json ? JsonDocument.Parse(bytes).RootElement : JsonDocument.Parse("{}").RootElement;
    }

    private static UnexpectedAnswerException Unexpected(HttpMethod method, string path, Answer answer) =>
        new($"{method} {path} was answered {(int)answer.Status} {answer.Body.GetRawText()}");
}
