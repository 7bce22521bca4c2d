using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace Attend.Tests.Faults;

/// <summary>
/// Every operation of the server's own OpenAPI document, asked wrongly in every way that there is, by somebody who may do everything.
/// No answer is the server's fault, each refusal is in its form and changed no row, and afterwards the server serves as before.
/// <c>ATTEND_SEED</c> repeats a failure; <c>ATTEND_LONG=1</c> goes on with other seeds.
/// </summary>
public sealed class FuzzTests(World world) : IClassFixture<World>
{
    private const string Json = "application/json";

    private static readonly string[] Bodiless = ["acknowledge", "call-next", "complete-consultation"];

    private static readonly int FirstSeed = int.Parse(Environment.GetEnvironmentVariable("ATTEND_SEED") ?? "1", CultureInfo.InvariantCulture);

    private static int Rounds => Environment.GetEnvironmentVariable("ATTEND_LONG") == "1" ? 20 : 1;

    [Fact]
    public async Task No_route_answers_nonsense_with_a_500()
    {
        var operations = new Operations((await world.Stranger.Get("/openapi.json")).Is(200).Body);
        Assert.True(operations.All.Count > 150);
        var ledger = await Ledger.Open(world);
        for (var seed = FirstSeed; seed < FirstSeed + Rounds; seed++)
        {
            var random = new Random(seed);
            var fuzzer = new Fuzzer(world, ledger, seed);
            var scene = await Scene.Make(world, random);
            foreach (var operation in operations.All)
            {
                scene = await Fresh(fuzzer, scene, random);
                await Addresses(fuzzer, operation, scene, random);
                await Queries(fuzzer, operation, scene, random);
                await Headers(fuzzer, operation, operations.Sample(operation, scene, random), scene, random);
                if (operation.Writes)
                {
                    await Bodies(fuzzer, operations, operation, scene, random);
                }
            }

            Assert.True(fuzzer.Wrong.Count == 0, $"{fuzzer.Wrong.Count} of {fuzzer.Tried}:\n{string.Join("\n", fuzzer.Wrong.Take(40))}");
            // A fuzzer whose every request is refused at the door, or that nothing refuses, tests nothing.
            Assert.InRange(fuzzer.Refused, fuzzer.Tried / 2, fuzzer.Tried - 100);
        }

        await ServesAsBefore(operations);
    }

    [Fact]
    public async Task The_ledger_sees_what_is_written_and_not_what_is_undone()
    {
        var ledger = await Ledger.Open(world);
        var dispatcher = await world.Dispatcher();
        var mark = await ledger.Mark();
        (await dispatcher.Post("/api/calls", new { nonsense = true })).Is(400);
        Assert.Empty(await ledger.Since(mark));
        await world.Call();
        Assert.Contains("dispatch.calls insert", await ledger.Since(mark));
    }

    private static async Task Addresses(Fuzzer fuzzer, Operation operation, Scene scene, Random random)
    {
        foreach (var parameter in InAddress(operation))
        {
            foreach (var id in random.GetItems(Nonsense.Ids, 8).Distinct())
            {
                var address = Operations.Address(operation, scene, name => name == parameter ? id : null);
                await fuzzer.Try(new Attempt(operation, $"{parameter} = {id[..Math.Min(30, id.Length)]}", address, Empty(operation), Json, null));
            }
        }
    }

    private static async Task Queries(Fuzzer fuzzer, Operation operation, Scene scene, Random random)
    {
        var address = Operations.Address(operation, scene);
        foreach (var parameter in operation.Parameters.Where(parameter => parameter.GetProperty("in").ValueEquals("query")))
        {
            var name = parameter.GetProperty("name").GetString()!;
            foreach (var value in random.GetItems(Nonsense.QueryValues, 8).Distinct())
            {
                await fuzzer.Try(new Attempt(operation, name, $"{address}?{name}={value}", Empty(operation), Json, null));
            }

            // As many as a request line of 8 KiB holds, past which no route is asked.
            var times = Math.Min(500, (7_900 - address.Length) / $"{name}=1&".Length);
            var many = string.Join('&', Enumerable.Repeat($"{name}=1", times));
            await fuzzer.Try(new Attempt(operation, $"{name} {times} times", $"{address}?{many}", Empty(operation), Json, null));
        }

        foreach (var query in random.GetItems(["?", "?&&=&", "?no_such=1", "?%00=%00", "?%FF", "?limit", "?after=1&after=2", "?id=7"], 3).Distinct())
        {
            await fuzzer.Try(new Attempt(operation, "query", address + query, Empty(operation), Json, null));
        }
    }

    private static async Task Headers(Fuzzer fuzzer, Operation operation, JsonNode? sample, Scene scene, Random random)
    {
        var address = Operations.Address(operation, scene);
        foreach (var header in random.GetItems(Nonsense.Headers, 4).Distinct())
        {
            await fuzzer.Try(new Attempt(operation, header.Name, address, operation.Writes ? Nonsense.Text(sample) : null, Json, header));
        }

        foreach (var type in operation.Writes ? random.GetItems(Nonsense.Types, 4).Distinct() : [])
        {
            await fuzzer.Try(new Attempt(operation, "type", address, Nonsense.Text(sample), type, null));
        }

        await fuzzer.Try(new Attempt(operation, "encoding", address, operation.Writes ? Nonsense.Text(sample) : null, Json, ("Content-Encoding", "gzip")));
    }

    private async Task Bodies(Fuzzer fuzzer, Operations operations, Operation operation, Scene scene, Random random)
    {
        var address = Operations.Address(operation, scene);
        var taken = operations.Sample(operation, scene, random);
        if (taken is not null)
        {
            foreach (var (what, body) in random.GetItems(Nonsense.Broken(Nonsense.Text(taken), random), 8).DistinctBy(each => each.What))
            {
                // The old routes pass over what they do not know, and some of their keys need no body.
                var hopeless = !operation.Old || what is not "100,000 members" && !operation.Path.Split('/').Intersect(Bodiless).Any();
                await fuzzer.Try(new Attempt(operation, what, address, body, Json, null, hopeless));
            }
        }

        foreach (var (what, body) in Nonsense.Odd(taken))
        {
            await fuzzer.Try(new Attempt(operation, what, address, body, Json, null));
        }

        for (var i = 0; i < 20 && taken is not null; i++)
        {
            scene = i == 10 ? await Fresh(fuzzer, scene, random) : scene;
            address = Operations.Address(operation, scene);
            var sample = operations.Sample(operation, scene, random)!;
            var (what, body) = i < 18 ? Nonsense.AtOnePlace(sample, random) : i < 19 ? Nonsense.AtOnePlace(sample, random, heavy: true) : Nonsense.WithoutOne(sample, random);
            await fuzzer.Try(new Attempt(operation, what, address, body, Json, await fuzzer.Seen(operation, address)));
        }
    }

    /// <summary>What was changed is made anew: a call that is closed refuses everything before it looks at it.</summary>
    private async Task<Scene> Fresh(Fuzzer fuzzer, Scene scene, Random random)
    {
        if (!fuzzer.Changed)
        {
            return scene;
        }

        var made = await Scene.Make(world, random);
        await fuzzer.Continue();
        return made;
    }

    private async Task ServesAsBefore(Operations operations)
    {
        var scene = await Scene.Make(world, new Random(0));
        foreach (var role in (string[])["dispatcher", "supervisor", "admin"])
        {
            var api = await world.As(role);
            foreach (var operation in operations.All.Where(operation => !operation.Writes && operation.Path is not "/api/positions/osmand"))
            {
                var answer = await api.Get(Operations.Address(operation, scene));
                Assert.True(answer.Number is 200 or 204 or 403 or 404, $"{role} {operation}: {answer.Number} {answer.Body}");
            }
        }

        Assert.Equal("", await world.Violations());
    }

    private static byte[]? Empty(Operation operation) => operation.Writes ? "{}"u8.ToArray() : null;

    private static IEnumerable<string> InAddress(Operation operation) =>
        operation.Path.Split('/').Where(part => part.StartsWith('{')).Select(part => part.Trim('{', '}'));
}
