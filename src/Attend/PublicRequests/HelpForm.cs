using System.Globalization;
using System.Text;
using System.Text.Json;
using Attend.Dispatch;
using Attend.Platform;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Attend.PublicRequests;

/// <summary>
/// Reads a stranger's request from JSON, or from a form with photos as a page without scripts sends it. What is too much is refused
/// while it is read, so that nobody fills the memory.
/// </summary>
internal sealed class HelpForm
{
    public const int MostPhotos = 5;

    /// <summary>In bytes.</summary>
    public const int LongestPhoto = 5 * 1024 * 1024;

    /// <summary>The photos with something around them.</summary>
    public const long LongestBody = MostPhotos * (LongestPhoto + 1024L) + 256 * 1024;

    private const int LongestJson = 64 * 1024;
    private const int LongestField = 16 * 1024;
    private const int MostFields = 30;

    private readonly Dictionary<string, string> fields = new(StringComparer.Ordinal);
    private readonly List<Photo> photos = [];

    private readonly bool fromPage;

    private HelpForm(bool fromPage) => this.fromPage = fromPage;

    /// <summary>What was asked for; null when it could not be read.</summary>
    public HelpRequest? Help { get; private set; }

    public IReadOnlyList<Photo> Photos => photos;

    public Refused? Refused { get; private set; }

    /// <summary>The fields of a form as they came, right or wrong.</summary>
    public IReadOnlyDictionary<string, string> Fields => fields;

    /// <param name="withPhotos">False past the limit: they are read over and not kept.</param>
    /// <param name="fromPage">
    /// Whether a browser's page sent it, which shows what was typed again: it is read to its end whatever is wrong with a photo, and its
    /// key is a field.
    /// </param>
    public static async Task<HelpForm> Read(HttpRequest request, bool withPhotos, CancellationToken ct, bool fromPage = false)
    {
        var form = new HelpForm(fromPage);
        form.Refused = await form.Take(request, withPhotos, ct);
        return form;
    }

    private async Task<Refused?> Take(HttpRequest request, bool withPhotos, CancellationToken ct)
    {
        if (request.IsJson() && !fromPage)
        {
            (Help, var unread) = await ReadJson(request, ct);
            return unread ?? Validation.Check(Help!);
        }

        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || type.MediaType != "multipart/form-data"
            || HeaderUtilities.RemoveQuotes(type.Boundary) is not { Length: > 0 and <= 100 } boundary)
        {
            return PlatformProblems.NotJson.Refuse();
        }

        Refused? photo;
        try
        {
            photo = await ReadParts(new MultipartReader(boundary.ToString(), request.Body), withPhotos, ct);
        }
        catch (Exception broken) when (broken is InvalidDataException || broken is IOException and not BadHttpRequestException)
        {
            return PlatformProblems.MalformedForm.Refuse();
        }

        (Help, var invalid) = photo is null || fromPage ? Understood() : (null, null);
        return photo ?? invalid ?? Validation.Check(Help!);
    }

    private static async Task<(HelpRequest? Help, Refused? Refused)> ReadJson(HttpRequest request, CancellationToken ct)
    {
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = LongestJson;
        }

        try
        {
            var help = await request.ReadFromJsonAsync<HelpRequest>(Wire.Json, ct);
            return help is null ? (null, PlatformProblems.MalformedJson.Refuse()) : (help, null);
        }
        catch (JsonException json)
        {
            return (null, PlatformProblems.MalformedJson.Refuse(Problems.Errors(json)));
        }
    }

    private async Task<Refused?> ReadParts(MultipartReader reader, bool withPhotos, CancellationToken ct)
    {
        Refused? wrong = null;
        while (await reader.ReadNextSectionAsync(ct) is { } part)
        {
            if (!ContentDispositionHeaderValue.TryParse(part.ContentDisposition, out var disposition))
            {
                return PlatformProblems.MalformedForm.Refuse();
            }

            var name = HeaderUtilities.RemoveQuotes(disposition.Name).ToString();
            // A browser whose file field was left empty sends an empty file under an empty name.
            if (!disposition.FileName.HasValue && !disposition.FileNameStar.HasValue)
            {
                if (fields.Count == MostFields || await Take(part.Body, LongestField, ct) is not { } text)
                {
                    return PlatformProblems.TooLarge.Refuse();
                }

                fields[name] = Encoding.UTF8.GetString(text);
            }
            else if (name != "photos")
            {
                return PlatformProblems.Invalid.Field(name, "is not a field here");
            }
            else if (withPhotos && wrong is null && await TakePhoto(part.Body, ct) is { } refused)
            {
                wrong = refused;
                if (!fromPage)
                {
                    break;
                }
            }
        }

        return wrong;
    }

    private async Task<Refused?> TakePhoto(Stream body, CancellationToken ct)
    {
        if (await Take(body, LongestPhoto, ct) is not { } content)
        {
            return PublicRequestsProblems.TooManyPhotos.Refuse(new { longest_bytes = LongestPhoto });
        }

        if (content.Length == 0)
        {
            return null;
        }

        if (photos.Count == MostPhotos)
        {
            return PublicRequestsProblems.TooManyPhotos.Refuse(new { most = MostPhotos });
        }

        if (StripPhoto.Of(content) is not { } photo)
        {
            return PublicRequestsProblems.NotAPhoto.Refuse(new { photo = photos.Count + 1 });
        }

        photos.Add(photo);
        return null;
    }

    /// <summary>The whole of a part, or null when it is longer than allowed.</summary>
    private static async Task<byte[]?> Take(Stream body, int longest, CancellationToken ct)
    {
        using var taken = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await body.ReadAsync(buffer, ct)) > 0)
        {
            if (taken.Length + read > longest)
            {
                return null;
            }

            taken.Write(buffer, 0, read);
        }

        return taken.ToArray();
    }

    private (HelpRequest? Help, Refused? Refused) Understood()
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        var type = EmergencyType.Other;
        if (Text("emergency_type") is { } word && !Words.TryParse(word, out type))
        {
            errors["emergency_type"] = [$"must be one of {string.Join(", ", Words.All<EmergencyType>())}"];
        }

        var place = new Place(Text("address"), Number("latitude", errors), Number("longitude", errors));
        string[] known = ["emergency_type", "description", "address", "latitude", "longitude", "name", "phone", .. fromPage ? [PublicForm.KeyField] : Array.Empty<string>()];
        foreach (var unknown in fields.Keys.Except(known))
        {
            errors[unknown] = ["is not a field here"];
        }

        var where = place == new Place(null, null, null) ? null : place;
        return errors.Count > 0
            ? (null, PlatformProblems.Invalid.Refuse(errors))
            : (new HelpRequest(type, Text("description"), where, Text("name"), Text("phone")), null);
    }

    private string? Text(string field) =>
        fields.TryGetValue(field, out var value) && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;

    private double? Number(string field, Dictionary<string, string[]> errors)
    {
        if (Text(field) is not { } text)
        {
            return null;
        }

        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        errors[field] = ["must be a number"];
        return null;
    }
}
