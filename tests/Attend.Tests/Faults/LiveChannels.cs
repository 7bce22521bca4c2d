using Attend.People;
using Attend.Platform;
using Attend.Platform.Live;
using Attend.Tests.Platform.Live;

namespace Attend.Tests.Faults;

/// <summary>The product's sockets as the modules list them, and who may open each.</summary>
internal static class LiveChannels
{
    public static IReadOnlyList<Channel> All { get; } = [.. Modules.All.SelectMany(module => module.Channels)];

    /// <summary>Somebody who may listen; null where anybody may.</summary>
    public static async Task<string?> Listener(World world, Channel channel) =>
        Permissions.Table.FirstOrDefault(row => row.Permission == channel.Needs) is { } row
            ? (await world.As(Words.Of(row.Scopes.Keys.First()))).Token
            : null;

    public static Task<RawSocket> Open(World world, Channel channel, Scene scene, string? token, params string[] headers) =>
        RawSocket.Open(world.Url, Operations.Address(channel.Route, scene), token, headers.Length == 0 ? null : [.. RawSocket.Upgrade(), .. headers]);
}
