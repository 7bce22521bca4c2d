using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Dispatch;

/// <param name="Bytes">How large it is.</param>
internal sealed record PhotoView(long Id, string ContentType, int Bytes, DateTimeOffset CreatedAt);

/// <summary>The photos that a stranger sent with a request. Who looked at one is on record.</summary>
internal static class ReadPhotos
{
    private sealed record Row(string ContentType, byte[] Content);

    public static async Task<Results<Ok<Page<PhotoView>>, Refused>> List(long id, Db db, Caller caller, CancellationToken ct)
    {
        var found = await db.Read(reads => (
            Call: reads.Find<long?>($"select c.id from dispatch.calls c where c.id = {id} and {ReadCalls.Visible(caller)}"),
            Photos: reads.List<PhotoView>($"""
                select id, content_type, octet_length(content) as bytes, created_at from dispatch.photos where call_id = {id} order by id
                """)), ct);
        return found.Call.Value is null
            ? PlatformProblems.NotFound.Refuse()
            : TypedResults.Ok(new Page<PhotoView>(found.Photos.Value, null));
    }

    public static async Task<Results<FileContentHttpResult, Refused>> One(
        long id, long photoId, HttpResponse response, Db db, Caller caller, AccessLog log, CancellationToken ct)
    {
        var photo = await db.Find<Row>($"""
            select p.content_type, p.content from dispatch.photos p join dispatch.calls c on c.id = p.call_id
            where p.id = {photoId} and c.id = {id} and {ReadCalls.Visible(caller)}
            """, ct);
        if (photo is null)
        {
            return PlatformProblems.NotFound.Refuse();
        }

        await log.Looked(caller, $"call:{id}", "photo", ct);
        // It came from a stranger: a browser shows it as the picture that it is, or not at all.
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        response.Headers.CacheControl = "private, no-store";
        return TypedResults.File(photo.Content, photo.ContentType);
    }
}
