using Attend.Platform;

namespace Attend.Channels;

/// <summary>The ways out of the house: its table of contents.</summary>
internal static class ChannelsModule
{
    public static void Add(Module module)
    {
    }
}
