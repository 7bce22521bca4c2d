using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Attend.Platform.Web;

/// <summary>
/// The program's description of itself for people and machines. Made when it is first asked for and then kept: it cannot change while the
/// server runs, and anybody may ask.
/// </summary>
internal sealed class Pages(IServiceProvider services, IReadOnlyList<Module> modules)
{
    private readonly Lazy<Task<string>> document = new(() => Web.OpenApi.Text(services, CancellationToken.None));
    private string? routes;
    private string? problems;

    public Task<string> OpenApi() => document.Value;

    public async Task<string> Routes()
    {
        if (routes is null)
        {
            using var json = JsonDocument.Parse(await OpenApi());
            routes = Web.OpenApi.Page(json.RootElement);
        }

        return routes;
    }

    /// <summary>Every refusal under its code: where the <c>type</c> of a problem document leads.</summary>
    public string Problems() => problems ??= Page(modules.SelectMany(module => module.Problems));

    private static string Page(IEnumerable<Problem> all)
    {
        var html = new StringBuilder("""
            <!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
            <title>Attend: problems</title><style>
            :root{color-scheme:light dark}body{font:15px/1.5 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem}
            dt{margin-top:1rem;font-family:ui-monospace,monospace}:target{outline:2px solid}
            </style><h1>Problems</h1><p>What a request can be refused with (RFC 9457), by its <code>code</code>.</p><dl>
            """);
        foreach (var problem in all.DistinctBy(problem => problem.Code).OrderBy(problem => problem.Code, StringComparer.Ordinal))
        {
            html.Append(CultureInfo.InvariantCulture,
                $"<dt id=\"{problem.Code}\">{problem.Code} ({problem.Status})<dd>{System.Net.WebUtility.HtmlEncode(problem.Sentence)}");
        }

        return html.ToString();
    }
}
