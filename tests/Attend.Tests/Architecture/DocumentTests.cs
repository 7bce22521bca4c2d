using Attend.Platform;
using Xunit;

namespace Attend.Tests.Architecture;

public sealed class DocumentTests
{
    [Fact]
    public async Task Generated_pages_are_current()
    {
        var stale = new List<string>();
        foreach (var (name, text) in await Documents.Pages(Modules.All, TestContext.Current.CancellationToken))
        {
            var path = Path.Combine(Repository.Root, "docs", "generated", name);
            if (!File.Exists(path) || await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken) != text)
            {
                stale.Add(name);
            }
        }

        Assert.True(stale.Count == 0, $"Run bin/run documents: {string.Join(", ", stale)} differ from what the program says.");
    }
}
