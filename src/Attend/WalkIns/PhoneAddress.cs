using System.Globalization;
using Attend.Channels;
using Attend.Platform.Web;
using Attend.Queues;

namespace Attend.WalkIns;

/// <summary>Addresses as a phone reaches them that scans them from a screen or from paper.</summary>
internal static class PhoneAddress
{
    /// <summary>Where a number is taken.</summary>
    /// <param name="code">What the screen shows now, where the queue asks for it.</param>
    public static string ToJoin(HttpRequest request, ChannelSettings settings, QueueView queue, string? code) => Of(request, settings,
        PublicWords.Address($"/join/{queue.Code}", ("site", queue.SiteId.ToString(CultureInfo.InvariantCulture)), ("from", "qr"), (TakeNumber.CodeField, code)));

    /// <summary>Where a number is followed, in the language in which it was taken.</summary>
    public static string ToTicket(HttpRequest request, ChannelSettings settings, string token) =>
        Of(request, settings, $"/ticket/{token}{PublicWords.Asked(request)}");

    /// <summary>By the address that the operator gave, else by the one that was asked.</summary>
    public static string Of(HttpRequest request, ChannelSettings settings, string path) =>
        (settings.PublicUrl?.AbsoluteUri.TrimEnd('/') ?? $"{request.Scheme}://{request.Host.ToUriComponent()}") + path;
}
