using System.Text.RegularExpressions;
using Xunit;

namespace Attend.Tests.Architecture;

public sealed partial class StyleTests
{
    [Fact]
    public void No_file_has_a_word_to_avoid_in_its_name()
    {
        var wrong = Source.Code.Select(file => Path.GetFileNameWithoutExtension(file.Path)).Where(name => WordToAvoid().IsMatch(name));
        Assert.Empty(wrong);
    }

    [Fact]
    public void No_file_is_over_three_hundred_lines()
    {
        var wrong = Source.Code.Concat(Source.Files("tests", "*.cs"))
            .Select(file => (file.Path, Lines: file.Text.Count(letter => letter == '\n')))
            .Where(file => file.Lines > 300)
            .Select(file => $"{file.Path}: {file.Lines} lines");
        Assert.Empty(wrong);
    }

    [Fact]
    public void Nothing_is_left_for_later_or_hidden()
    {
        var wrong = from file in Source.Code.Concat(Source.Files("src/web/src", "*.ts*")).Concat(Source.Files("tests", "*.cs"))
                    where !file.Path.EndsWith("StyleTests.cs", StringComparison.Ordinal)
                    from Match mark in Mark().Matches(file.Text)
                    select $"{file.Path}: {mark.Value.Trim()}";
        Assert.Empty(wrong);
    }

    [Fact]
    public void Product_types_are_internal_and_inherit_only_from_the_framework()
    {
        var types = typeof(Attend.Platform.Server).Assembly.GetTypes().Where(type => type.Namespace?.StartsWith("Attend", StringComparison.Ordinal) is true).ToList();
        Assert.Empty(types.Where(type => type.IsPublic).Select(type => type.FullName));
        // The cases of a closed choice stand inside it (Outcome): that is no inheritance of behaviour.
        var inherits = types.Where(type => type.BaseType is { Namespace: { } space } && space.StartsWith("Attend", StringComparison.Ordinal)
            && !(type.IsSealed && type.BaseType == type.DeclaringType));
        Assert.Empty(inherits.Select(type => type.FullName));
    }

    [Fact]
    public void The_readme_is_short() => Assert.True(File.ReadAllLines(Path.Combine(Repository.Root, "README.md")).Length <= 90);

    [GeneratedRegex("(Service|Manager|Helper|Handler|Dto|Impl|Base|Common|Utils)$")]
    private static partial Regex WordToAvoid();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b|#region|NotImplementedException|catch\s*(\([^)]*\))?\s*\{\s*\}|Assert\.True\(true\)|\bSkip\s*=\s*""|@ts-ignore")]
    private static partial Regex Mark();
}
