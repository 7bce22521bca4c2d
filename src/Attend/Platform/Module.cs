using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Events;
using Attend.Platform.Lifecycles;
using Attend.Platform.Live;
using Attend.Platform.Web;
using Attend.Platform.Work;

namespace Attend.Platform;

/// <summary>
/// What a module brings, as data: routes, lifecycles, subscriptions, due work, channels, invariants, refusals. Its <c>*Module.cs</c>
/// fills one in; nothing here starts anything, so the documents are generated from it without a database.
/// </summary>
internal sealed class Module(string name)
{
    /// <summary>The folder's name in lower case; also its schema.</summary>
    public string Name => name;

    public List<Action<IServiceCollection>> Services { get; } = [];

    public List<Action<IEndpointRouteBuilder>> Routes { get; } = [];

    /// <summary>What can be set from outside for this module alone, beside <see cref="Platform.Settings.Known"/>.</summary>
    public List<ModuleSetting> Settings { get; } = [];

    public List<LifecycleTable> Lifecycles { get; } = [];

    /// <summary>The first words of the browser app's addresses that show this module.</summary>
    public List<string> Pages { get; } = [];

    /// <summary>Events beside those of the lifecycles, each with one sentence for the generated page.</summary>
    public List<(string Kind, string Sentence)> Events { get; } = [];

    public List<Problem> Problems { get; } = [];

    /// <summary>A constraint's name and the refusal that its violation means.</summary>
    public Dictionary<string, Problem> Constraints { get; } = [];

    public List<Subscription> Subscriptions { get; } = [];

    public List<DueKind> Due { get; } = [];

    public List<Channel> Channels { get; } = [];

    /// <summary>Turns the module's events into news for the channels.</summary>
    public List<Projection> Projections { get; } = [];

    /// <summary>Further members of views on the sockets.</summary>
    public List<LiveField> LiveFields { get; } = [];

    public List<Invariant> Invariants { get; } = [];

    public List<ConsoleCommand> Commands { get; } = [];

    /// <summary>What happens once the server listens.</summary>
    public List<Func<WebApplication, CancellationToken, Task>> OnReady { get; } = [];

    public List<PersonalData> PersonalData { get; } = [];
}

/// <summary>A question whose answer must be empty over any database; <c>attend verify</c> asks them all.</summary>
/// <param name="Query">Gives one text column: a sentence per violation, with ids only.</param>
internal sealed record Invariant(string Name, string Sentence, string Query);

/// <summary>A variable that one module reads.</summary>
/// <param name="Sentence">What it is for, and what holds when nobody sets it.</param>
/// <param name="Shown">What of its value is no secret; all of it when null.</param>
internal sealed record ModuleSetting(string Variable, string Sentence, Func<string, string>? Shown = null);
