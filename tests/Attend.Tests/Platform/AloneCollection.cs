using Xunit;

namespace Attend.Tests.Platform;

/// <summary>
/// Tests that hold transactions open. The feed's horizon is the cluster's, so they would hold up every other test's feed.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone";
}
