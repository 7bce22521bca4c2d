using Attend.Platform.Web;

namespace Attend.PublicRequests;

/// <summary>What a stranger's form may be refused with, beyond its shape.</summary>
internal static class PublicRequestsProblems
{
    public static readonly Problem TooManyPhotos = new("too_many_photos", 400, "At most five photos of five megabytes each.");
    public static readonly Problem NotAPhoto = new("not_a_photo", 400, "A photo is a JPEG, PNG, WebP or HEIC file.");

    public static readonly IReadOnlyList<Problem> All = [TooManyPhotos, NotAPhoto];
}
