namespace Attend.Channels;

/// <summary>Whether a call-back comes from one of the operator's telephone companies.</summary>
internal sealed class Carriers(ChannelSettings settings)
{
    /// <param name="pathAndQuery">What was asked of this server; scheme and host are those that the company was told, whatever a proxy made of them.</param>
    public bool Signed(string pathAndQuery, IReadOnlyCollection<KeyValuePair<string, string>> form, string? signature) =>
        settings.PublicUrl is { } url
        && settings.Sms.Concat(settings.Voice).Any(carrier => CallBack.Signed(carrier.Token, url.GetLeftPart(UriPartial.Path).TrimEnd('/') + pathAndQuery, form, signature));
}
