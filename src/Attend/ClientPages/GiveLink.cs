using Attend.Channels;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Attend.Visits;
using Attend.WalkIns;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.ClientPages;

/// <param name="Token">Shown this once.</param>
/// <param name="Address">Of the page, as a phone reaches it.</param>
internal sealed record VisitLinkView(string Token, string Address);

/// <summary>An operator hands out the link of a visit that was agreed on before, or of a series; the one before leads nowhere any more.</summary>
internal static class GiveLink
{
    public static Task<Results<Ok<VisitLinkView>, Refused>> Handle(
        long id, HttpRequest request, ChannelSettings channels, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Ok<VisitLinkView>, Refused>>(caller, async change =>
        {
            var (token, refused) = await VisitLink.Renew(change, id);
            return refused is not null ? refused : TypedResults.Ok(new VisitLinkView(token, PhoneAddress.Of(request, channels, $"/visit/{token}")));
        }, ct);
}
