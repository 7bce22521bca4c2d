using System.Globalization;
using System.Text;
using Attend.Platform.Lifecycles;
using Attend.Platform.Web;

namespace Attend.Platform;

/// <summary>
/// The pages under <c>docs/generated</c>, written from what the program runs on: lifecycles, problems, events, settings, OpenAPI.
/// Needs no database; a test compares them with the files.
/// </summary>
internal static class Documents
{
    public static readonly ConsoleCommand Command = new("documents", "documents [FOLDER]", false, Write);

    /// <summary>Every page by its file name.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> Pages(IReadOnlyList<Module> modules, CancellationToken ct)
    {
        // Composed to know its routes, never started; the connection is never opened.
        await using var app = Server.Build(new Settings("http://127.0.0.1:0", null, null), "Host=localhost", modules, TimeProvider.System);
        // Routes are told to the document when the endpoints are put to use, which a server that starts does by itself.
        app.UseEndpoints(_ => { });
        return new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["openapi.json"] = (await OpenApi.Text(app.Services, ct)).ReplaceLineEndings("\n") + "\n",
            ["lifecycles.md"] = Lifecycles(modules),
            ["problems.md"] = Problems(modules),
            ["events.md"] = Events(modules),
            ["settings.md"] = SettingsPage(modules),
            ["due-work.md"] = DueWork(modules),
            ["invariants.md"] = Invariants(modules),
        };
    }

    private static async Task<int> Write(ConsoleCall call)
    {
        var folder = call.Rest is [var given] ? given : Path.Combine("docs", "generated");
        Directory.CreateDirectory(folder);
        foreach (var (name, text) in await Pages(Modules.All, call.Cancel))
        {
            await File.WriteAllTextAsync(Path.Combine(folder, name), text, call.Cancel);
            await call.Out.WriteLineAsync(Path.Combine(folder, name));
        }

        return 0;
    }

    private static string Lifecycles(IReadOnlyList<Module> modules)
    {
        var page = Title("Lifecycles", "Every action that changes a state, from the tables that the door itself reads.");
        foreach (var lifecycle in modules.SelectMany(module => module.Lifecycles))
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## {lifecycle.Name} (`{lifecycle.Table}`)\n\n```mermaid\nstateDiagram-v2\n");
            foreach (var step in lifecycle.Steps)
            {
                foreach (var from in step.From.Count == 0 ? ["[*]"] : step.From)
                {
                    if (step.To is { } to && to != from)
                    {
                        page.Append(CultureInfo.InvariantCulture, $"    {from} --> {to}: {step.Action}\n");
                    }
                }
            }

            page.Append("```\n\n| action | from | to | event | stamp | who may |\n|---|---|---|---|---|---|\n");
            foreach (var step in lifecycle.Steps)
            {
                page.Append(CultureInfo.InvariantCulture,
                    $"| `{step.Action}` | {From(step)} | {step.To ?? "(named or derived)"} | `{step.Event}` | {step.Stamp ?? ""} | {step.By?.Name ?? "the system"} |\n");
            }
        }

        return page.ToString();
    }

    private static string From(StepRow step) => step.From.Count == 0 ? "(new)" : string.Join(", ", step.From);

    private static string Problems(IReadOnlyList<Module> modules)
    {
        var page = Title("Problems", "Every refusal, as `application/problem+json` (RFC 9457) with a stable `code`.");
        page.Append("\n| code | status | says |\n|---|---|---|\n");
        foreach (var problem in modules.SelectMany(module => module.Problems).DistinctBy(problem => problem.Code).OrderBy(problem => problem.Code, StringComparer.Ordinal))
        {
            page.Append(CultureInfo.InvariantCulture, $"| `{problem.Code}` | {problem.Status} | {problem.Sentence} |\n");
        }

        return page.ToString();
    }

    private static string Events(IReadOnlyList<Module> modules)
    {
        var page = Title("Events", "What is recorded, in the transaction of the fact. Events carry ids and values, never a person's data.");
        foreach (var module in modules)
        {
            var moves = module.Lifecycles.SelectMany(lifecycle => lifecycle.Steps.Select(step => (step.Event, $"{lifecycle.Name}: {step.Action}")));
            var rows = moves.Concat(module.Events).DistinctBy(row => row.Item1).OrderBy(row => row.Item1, StringComparer.Ordinal).ToList();
            if (rows.Count > 0)
            {
                page.Append(CultureInfo.InvariantCulture, $"\n## {module.Name}\n\n| event | says |\n|---|---|\n");
                rows.ForEach(row => page.Append(CultureInfo.InvariantCulture, $"| `{row.Item1}` | {row.Item2} |\n"));
            }
        }

        return page.ToString();
    }

    private static string SettingsPage(IReadOnlyList<Module> modules)
    {
        var page = Title("Settings", "Everything that can be set from outside.");
        page.Append("\n| option | variable | |\n|---|---|---|\n");
        foreach (var (option, variable, sentence) in Settings.Known
            .Concat(modules.SelectMany(module => module.Settings).Select(setting => ("", setting.Variable, setting.Sentence))))
        {
            page.Append(CultureInfo.InvariantCulture, $"| {Code(option)} | {Code(variable)} | {sentence} |\n");
        }

        return page.ToString();
    }

    private static string DueWork(IReadOnlyList<Module> modules)
    {
        var page = Title("Due work", "What happens at a time: a row each, claimed by one node, run once.");
        page.Append("\n| kind | when |\n|---|---|\n");
        foreach (var kind in modules.SelectMany(module => module.Due).OrderBy(kind => kind.Name, StringComparer.Ordinal))
        {
            page.Append(CultureInfo.InvariantCulture, $"| `{kind.Name}` | {kind.Sentence} |\n");
        }

        return page.ToString();
    }

    private static string Invariants(IReadOnlyList<Module> modules)
    {
        var page = Title("Invariants", "What `attend verify` asks of the whole database.");
        page.Append("\n| module | name | holds when |\n|---|---|---|\n");
        foreach (var (module, invariant) in modules.SelectMany(module => module.Invariants.Select(invariant => (module.Name, invariant))))
        {
            page.Append(CultureInfo.InvariantCulture, $"| {module} | {invariant.Name} | {invariant.Sentence} |\n");
        }

        return page.ToString();
    }

    private static StringBuilder Title(string title, string sentence) =>
        new($"# {title}\n\n{sentence} Written by `bin/run documents`; do not edit.\n");

    private static string Code(string text) => text.Length == 0 ? "" : $"`{text}`";
}
