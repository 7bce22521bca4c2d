using System.Text.Json.Nodes;

namespace Attend.Tests.People;

/// <summary>Passkeys at the address of a house that has one, as its browsers ask for them.</summary>
internal static class Passkeys
{
    public const string Host = "attend.example";
    public const string Origin = "https://attend.example";

    public static Task<Answer> Ask(this Api api, HttpMethod method, string path, object? body, string host = Host, string? key = null) =>
        api.With(method, path, body, request =>
        {
            request.Headers.Host = host;
            if (key is not null)
            {
                request.Headers.Add("Idempotency-Key", key);
            }
        });

    public static Task<Answer> Ask(this Api api, string path, object? body = null, string host = Host) =>
        api.Ask(HttpMethod.Post, path, body ?? new { }, host);

    public static async Task<Answer> AddPasskey(this Api api, Authenticator phone, string name = "Work phone")
    {
        var asked = (await api.Ask("/api/auth/passkeys/challenge", new { password = World.Password })).Is(200);
        return (await api.Ask("/api/auth/passkeys", Answer(asked, phone.Create(asked["options"]), name))).Is(201);
    }

    public static Task<Answer> PasskeyChallenge(this World world) => world.Stranger.Ask("/api/auth/session/passkey/challenge");

    public static async Task<Answer> SignInWith(this World world, Authenticator phone)
    {
        var asked = (await world.PasskeyChallenge()).Is(200);
        return await world.SignInWith(asked, phone.Get(asked["options"]));
    }

    public static Task<Answer> SignInWith(this World world, Answer asked, JsonObject credential) =>
        world.Stranger.Ask("/api/auth/session/passkey", Answer(asked, credential));

    /// <summary>The body that answers a challenge.</summary>
    public static JsonObject Answer(Answer asked, JsonObject credential, string? name = null)
    {
        var body = new JsonObject { ["challenge"] = asked["challenge"].GetString(), ["credential"] = credential };
        if (name is not null)
        {
            body["name"] = name;
        }

        return body;
    }
}
