using System.Text.Json;
using Attend.People;
using Attend.Platform;

namespace Attend.Tests.People;

/// <summary>People and sites by name, for stories in which the name matters.</summary>
internal static class Staff
{
    public static async Task<(long Id, Api Client)> User(this World world, string username, Role role, long? site = null)
    {
        var id = await world.AddPerson(username, Words.Of(role), site);
        return (id, await world.SignIn(username));
    }

    public static async Task<long> SiteNamed(this World world, string name) =>
        (await (await world.Admin()).Post("/api/sites", new { name, kind = "station", zone = "Europe/Berlin" })).Is(201).Id;

    public static Api With(this World world, string token) => new(world.Stranger.Http, token);

    /// <summary>A request whose headers the test writes.</summary>
    public static async Task<Answer> With(this Api api, HttpMethod method, string path, object? body, Action<HttpRequestMessage> change)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = System.Net.Http.Json.JsonContent.Create(body, body.GetType(), options: Wire.Json);
        }

        change(request);
        return await api.Send(request);
    }

    public static JsonElement[] Items(this Answer answer) => [.. answer["items"].EnumerateArray()];
}
