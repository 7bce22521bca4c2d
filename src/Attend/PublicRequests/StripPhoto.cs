using Attend.Dispatch;

namespace Attend.PublicRequests;

/// <summary>
/// What a stranger sends as a photo, known by its content and not by what it says of itself. Everything that is not the picture (place,
/// camera, owner, thumbnails, hidden text) is left out without touching the picture's own bytes.
/// </summary>
internal static class StripPhoto
{
    /// <summary>The picture alone, or null when it is none of the four forms or is broken.</summary>
    public static Photo? Of(byte[] file)
    {
        var (type, content) =
            StripJpeg.Is(file) ? ("image/jpeg", StripJpeg.Of(file))
            : StripPng.Is(file) ? ("image/png", StripPng.Of(file))
            : StripWebp.Is(file) ? ("image/webp", StripWebp.Of(file))
            : StripHeic.Is(file) ? ("image/heic", StripHeic.Of(file))
            : ("", null);
        return content is null ? null : new Photo(type, content);
    }
}
