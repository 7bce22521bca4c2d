using System.Text.Json;
using System.Text.Json.Nodes;
using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Tests.Faults;
using Xunit;

namespace Attend.Tests.Platform.Access;

/// <summary>
/// What a role holds only for its own things, those it is assigned to, or those of its sites: every such line of the permission table x
/// every route that needs it, with the ids of somebody else's things. They are as if they were not there, and nothing is written.
/// </summary>
public sealed class SwapTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task Somebody_else_s_thing_is_as_if_it_were_not_there()
    {
        var operations = new Operations((await world.Stranger.Get("/openapi.json")).Is(200).Body);
        var ledger = await Ledger.Open(world);
        var scene = await Scene.Make(world, new Random(4));
        var elsewhere = await world.Site("hospital");
        var (tried, wrong) = (0, new List<string>());
        foreach (var row in Permissions.Table)
        {
            foreach (var (role, scope) in row.Scopes.Where(pair => pair.Value is not Scope.All))
            {
                var api = await world.As(Words.Of(role), scope is Scope.Site ? elsewhere : null);
                foreach (var operation in operations.All.Where(operation => operation.Permission == row.Permission.Name))
                {
                    var mark = await ledger.Mark();
                    var answer = await Ask(api, operations, operation, scene);
                    tried++;
                    if (Fault(operation, scene, answer) is { } fault)
                    {
                        wrong.Add($"{Words.Of(role)} ({row.Permission.Name}: {scope}) {operation}: {answer.Number} {fault}: {answer.Body}");
                    }

                    // Without an id in the address it is about oneself: a token of one's own, one's own breaks.
                    if (operation.Path.Contains('{') && await ledger.Since(mark) is { Count: > 0 } written)
                    {
                        wrong.Add($"{Words.Of(role)} {operation}: wrote {string.Join(", ", written)}");
                    }
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
        Assert.True(tried > 50, $"only {tried} were tried");
    }

    [Fact]
    public async Task Somebody_else_s_session_and_token_cannot_be_ended()
    {
        var (victim, other) = (await world.Supervisor(), await world.Dispatcher());
        var token = (await victim.Post("/api/tokens", new { name = "a script" })).Is(201);
        var session = await world.Row<long>($"select max(id) from people.sessions where user_id = {victim.UserId} and kind = 'session'");
        foreach (var api in new[] { other, await world.As("paramedic") })
        {
            (await api.Delete($"/api/sessions/{session}")).Refused(404, "not_found");
            (await api.Delete($"/api/tokens/{token.Id}")).Refused(404, "not_found");
            (await api.Delete($"/api/sessions/{token.Id}")).Refused(404, "not_found");
            Assert.DoesNotContain("a script", (await api.Get("/api/tokens")).Is(200).Body.ToString(), StringComparison.Ordinal);
        }

        (await victim.Get("/api/auth/me")).Is(200);
    }

    /// <summary>A right request but for whose things it names; some samples are refused for other reasons, so a few are tried.</summary>
    private static async Task<Answer> Ask(Api api, Operations operations, Operation operation, Scene scene)
    {
        var address = Operations.Address(operation, scene);
        var answer = await Once(0);
        for (var seed = 1; seed < 20 && answer.Number == 400; seed++)
        {
            answer = await Once(seed);
        }

        return answer;

        async Task<Answer> Once(int seed)
        {
            var body = operations.Sample(operation, scene, new Random(seed)) ?? new JsonObject();
            // To enter something afterwards is a right of its own, asked for before anything is looked at.
            (body as JsonObject)?.Remove("occurred_at");
            return operation.Writes ? await api.Send(new HttpMethod(operation.Method), address, body) : await api.Get(address);
        }
    }

    /// <summary>The rows of a page, or of the bare array that the old routes answer.</summary>
    private static JsonElement? Items(Answer answer) =>
        answer.Body.ValueKind is JsonValueKind.Array ? answer.Body
        : answer.Body.ValueKind is JsonValueKind.Object && answer.Body.TryGetProperty("items", out var items) ? items
        : null;

    private static string? Fault(Operation operation, Scene scene, Answer answer)
    {
        if (operation.Path.Contains('{'))
        {
            return answer.Number == 404 || operation.Old && answer.Number == 403 ? null : "is not 404";
        }

        // A list leaves it out. Sites are everybody's to read.
        var noun = operation.Path.Split('/')[^1];
        return operation.Writes || noun is "sites" || answer.Number != 200 || Items(answer) is not { } items ? null
            : items.EnumerateArray().Any(item => item.TryGetProperty("id", out var id)
                && id.ToString() == scene.InAddress(noun, "id"))
                ? "lists it" : null;
    }
}
