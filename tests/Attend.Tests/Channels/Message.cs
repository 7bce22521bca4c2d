using Attend.Channels;

namespace Attend.Tests.Channels;

/// <summary>A message as another module would hand it over.</summary>
internal static class Message
{
    public static Outgoing To(string address, string text = "Unit M1 comes at 10:15.", string? html = null, Urgency urgency = Urgency.Normal, Keys? keys = null,
        string? body = null, DateTimeOffset? deadline = null, string? topic = null, string title = "Your call", string language = "en") =>
        new(7, "ref-8f2c", address, title, text, html, language, urgency, keys, body, deadline, topic);
}
