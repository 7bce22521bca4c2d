using System.Text.RegularExpressions;
using Xunit;

namespace Attend.Tests.Architecture;

/// <summary>Modules are folders; they refer only leftwards, read only published views, and only the door sets a state.</summary>
public sealed partial class ModuleTests
{
    // Compatibility and Demo come last; a module that has no folder yet takes its place when it comes.
    private static readonly string[] Order =
        ["Platform", "People", "Oversight", "Fleet", "Dispatch", "Visits", "Trips", "Forecasts", "Queues", "Bookings", "Arrivals", "Channels", "Notifications", "PublicRequests", "WalkIns", "ClientPages", "Reports", "Compatibility", "Demo"];

    private static IEnumerable<string> Folders => Directory.GetDirectories(Source.Server).Select(path => Path.GetFileName(path)!)
        .Where(name => name is not ("wwwroot" or "obj" or "bin"));

    [Fact]
    public void Every_folder_is_a_module_with_a_place_in_the_order() => Assert.Empty(Folders.Except(Order));

    [Fact]
    public void The_product_is_made_of_its_modules_in_that_order() => Assert.Equal(
        Order.Intersect(Folders).Select(name => name.ToLowerInvariant()), Modules.All.Select(module => module.Name));

    [Fact]
    public void Modules_refer_only_leftwards()
    {
        var wrong = from file in Source.Code
                    let module = file.Path.Split(Path.DirectorySeparatorChar)[2]
                    where Order.Contains(module)
                    from Match use in ModuleName().Matches(file.Text)
                    let used = use.Groups[1].Value
                    where Array.IndexOf(Order, used) > Array.IndexOf(Order, module) || (module, used) is ("Visits", "Dispatch")
                    select $"{file.Path} refers to {used}";
        Assert.Empty(wrong);
    }

    /// <summary>Platform's topics are namespaces of their own, of which a file opens those it means.</summary>
    [Fact]
    public void No_type_has_the_name_of_one_in_a_module_that_it_refers_to()
    {
        var code = Source.Code.Select(file => (Module: file.Path.Split(Path.DirectorySeparatorChar)[2], file.Text)).ToList();
        var types = code.SelectMany(file => TypeName().Matches(file.Text).Select(match => (file.Module, Type: match.Groups["name"].Value)))
            .ToLookup(one => one.Module, one => one.Type);
        Assert.NotEmpty(types["Dispatch"]);
        var wrong = from file in code
                    where file.Module != "Platform"
                    from used in ModuleName().Matches(file.Text).Select(use => use.Groups[1].Value).Distinct()
                    where used != file.Module && used != "Platform"
                    from type in types[file.Module].Intersect(types[used])
                    select $"{file.Module} and {used} both have a {type}";
        Assert.Empty(wrong.Distinct());
    }

    [Fact]
    public void Modules_name_only_their_own_tables_and_the_views_of_others()
    {
        var schema = Source.Files("src/Attend", "*.sql").ToList();
        var views = schema.SelectMany(file => CreatedView().Matches(file.Text).Select(match => match.Groups[1].Value)).ToHashSet(StringComparer.Ordinal);
        var tables = schema.SelectMany(file => CreatedTable().Matches(file.Text).Select(match => match.Groups[1].Value)).ToHashSet(StringComparer.Ordinal);
        Assert.NotEmpty(tables);
        var wrong = from file in Source.Code.Concat(schema)
                    let module = file.Path.Split(Path.DirectorySeparatorChar)[2].ToLowerInvariant()
                    from Match use in SchemaName().Matches(WithoutComments(file.Text))
                    let table = use.Value
                    where use.Groups[1].Value != module && tables.Contains(table) && !views.Contains(table)
                    select $"{file.Path} names {table}";
        Assert.Empty(wrong.Distinct());
    }

    [Fact]
    public void Only_the_door_sets_a_state()
    {
        var wrong = from file in Source.Code
                    where !file.Path.EndsWith("MoveSql.cs", StringComparison.Ordinal)
                    from Match update in SetState().Matches(file.Text)
                    select $"{file.Path}: {update.Value.Trim()}";
        Assert.Empty(wrong);
    }

    [Fact]
    public void Platform_holds_no_business_word()
    {
        var wrong = from file in Source.Code
                    where file.Path.StartsWith(Path.Combine("src", "Attend", "Platform"), StringComparison.Ordinal)
                    from Match word in BusinessWord().Matches(WithoutComments(file.Text))
                    select $"{file.Path}: {word.Value}";
        Assert.Empty(wrong.Distinct());
    }

    private static string WithoutComments(string text) => Comment().Replace(text, "");

    [GeneratedRegex(@"\bAttend\.(Platform|People|Oversight|Fleet|Dispatch|Visits|Trips|Forecasts|Queues|Arrivals|Bookings|Channels|Notifications|PublicRequests|WalkIns|ClientPages|Reports|Compatibility|Demo)\b")]
    private static partial Regex ModuleName();

    [GeneratedRegex(@"^internal (?:[a-z]+ )*(?:class|record|struct|enum|interface) (?<name>[A-Za-z]+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex TypeName();

    [GeneratedRegex(@"create (?:or replace )?view ([a-z_]+\.[a-z_]+)")]
    private static partial Regex CreatedView();

    [GeneratedRegex(@"create (?:unlogged )?table (?:if not exists )?([a-z_]+\.[a-z_]+)")]
    private static partial Regex CreatedTable();

    [GeneratedRegex(@"\b(people|fleet|dispatch|visits|trips|forecasts|queues|arrivals|bookings|notifications)\.[a-z_]+\b")]
    private static partial Regex SchemaName();

    [GeneratedRegex(@"\bset\s+([a-z_]+ = [^,\n]+, )*state\s*=[^=].*", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SetState();

    [GeneratedRegex(@"\b(ambulance|paramedic|hospital|dispatcher|patient|therapist|vehicle)s?\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex BusinessWord();

    [GeneratedRegex(@"//.*$|--.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();
}
