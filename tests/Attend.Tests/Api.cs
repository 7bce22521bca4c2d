using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Attend.Platform;

namespace Attend.Tests;

/// <summary>A client of the server under test, as one user or as a stranger.</summary>
public sealed class Api(HttpClient http, string? token = null, long userId = 0)
{
    public long UserId => userId;

    public string? Token => token;

    public HttpClient Http => http;

    public Task<Answer> Get(string path) => Send(HttpMethod.Get, path, null);

    public Task<Answer> Post(string path, object? body = null, string? key = null) => Send(HttpMethod.Post, path, body ?? new { }, key);

    public Task<Answer> Patch(string path, object body, long? version = null) => Send(HttpMethod.Patch, path, body, version: version);

    public Task<Answer> Put(string path, object body, long? version = null) => Send(HttpMethod.Put, path, body, version: version);

    public Task<Answer> Delete(string path) => Send(HttpMethod.Delete, path, null);

    /// <summary>A body as it stands, right or wrong.</summary>
    public async Task<Answer> Raw(HttpMethod method, string path, string body, string type = "application/json")
    {
        using var request = new HttpRequestMessage(method, path) { Content = new StringContent(body, Encoding.UTF8) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        return await Send(request);
    }

    /// <summary>A form, as other people's machines send it.</summary>
    public async Task<Answer> PostForm(string path, IEnumerable<KeyValuePair<string, string>> form, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(form) };
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return await Send(request);
    }

    public async Task<Answer> Send(HttpMethod method, string path, object? body, string? key = null, long? version = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = JsonContent.Create(body, body.GetType(), options: Wire.Json);
        }

        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        if (version is { } seen)
        {
            request.Headers.IfMatch.Add(new EntityTagHeaderValue($"\"{seen}\""));
        }

        return await Send(request);
    }

    public async Task<Answer> Send(HttpRequestMessage request)
    {
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        var response = await http.SendAsync(request, Xunit.TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(Xunit.TestContext.Current.CancellationToken);
        return new Answer(response.StatusCode, Parse(text), response);
    }

    private static JsonElement Parse(string text)
    {
        if (text.Length == 0 || text[0] is not ('{' or '['))
        {
            return JsonSerializer.SerializeToElement(text);
        }

        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
