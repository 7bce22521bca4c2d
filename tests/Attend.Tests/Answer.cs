using System.Net;
using System.Text.Json;

namespace Attend.Tests;

/// <summary>What the server answered: status and JSON, with what tests ask for most.</summary>
public sealed record Answer(HttpStatusCode Status, JsonElement Body, HttpResponseMessage Message)
{
    public int Number => (int)Status;

    /// <summary>The problem's stable code; empty when the answer is none.</summary>
    public string Code => Body.ValueKind is JsonValueKind.Object && Body.TryGetProperty("code", out var code) ? code.ToString() : "";

    public long Id => this["id"].GetInt64();

    public string State => this["state"].GetString()!;

    public JsonElement this[string member] => Body.ValueKind is JsonValueKind.Object && Body.TryGetProperty(member, out var value)
        ? value
        : throw new KeyNotFoundException($"No '{member}' in {Number} {Body}");

    /// <summary>The answer itself when it has the status; otherwise the test ends with what was answered instead.</summary>
    public Answer Is(int status)
    {
        if (Number != status)
        {
            throw new Xunit.Sdk.XunitException($"Expected {status}, got {Number}: {Body}");
        }

        return this;
    }

    public Answer Refused(int status, string code)
    {
        Is(status);
        Xunit.Assert.Equal(code, Code);
        Xunit.Assert.Equal("application/problem+json", Message.Content.Headers.ContentType?.MediaType);
        return this;
    }
}
