using Attend.Fleet;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Dispatch;

/// <summary>What the holder of a token sees: how it stands and when help comes, and nobody's name.</summary>
/// <param name="Unverified">Nobody has called back yet.</param>
/// <param name="Units">How many are on the way or there.</param>
internal sealed record RequestView(
    string CallId, CallState Status, DateTimeOffset StatusSince, bool Unverified, DateTimeOffset? ReceivedAt, int Units, EtaView? Eta,
    string EmergencyNumber, string Advice);

/// <summary>A stranger follows the own request by its token, also into a call that it was linked to, until a day after closing.</summary>
internal static class TrackRequest
{
    public static readonly TimeSpan After = TimeSpan.FromHours(24);

    // An older position says nothing about where the unit is now.
    private static readonly TimeSpan Knowledge = TimeSpan.FromMinutes(5);

    private sealed record Followed(
        long Id, string CallId, CallState State, DateTimeOffset StateSince, bool Unverified, DateTimeOffset? ReceivedAt,
        DateTimeOffset? EndedAt, double? Latitude, double? Longitude);

    private sealed record Coming(long UnitId, UnitKind Kind, ResponseState State);

    public static string Advice(string number) => $"Is it getting worse? Call {number} now.";

    public static async Task<Results<Ok<RequestView>, Refused>> Handle(
        string token, HttpResponse response, Db db, Positions positions, Settings settings, TimeProvider clock, CancellationToken ct)
    {
        response.Headers.CacheControl = "no-store";
        return await Find(token, db, positions, settings, clock, ct) is { } view ? TypedResults.Ok(view) : PlatformProblems.NotFound.Refuse();
    }

    /// <summary>The request of a token; null when there is none or it ended long ago.</summary>
    public static async Task<RequestView?> Find(
        string token, Db db, Positions positions, Settings settings, TimeProvider clock, CancellationToken ct) => Token.LooksShort(token)
        ? await db.Snapshot(reads => Read(reads, $"tracking_token = {Token.Hash(token)}", positions, settings, clock.Micros()), ct)
        : null;

    /// <summary>The call of a token, as long as the one it leads to can be followed.</summary>
    public static Sql Following(byte[] token, DateTimeOffset now) => $"""
        with recursive followed as (
            select id as asked, id, merged_into, coalesce(closed_recorded_at, cancelled_at) as ended_at from dispatch.calls where tracking_token = {token}
            union all
            select f.asked, c.id, c.merged_into, coalesce(c.closed_recorded_at, c.cancelled_at) from followed f join dispatch.calls c on c.id = f.merged_into
        )
        select asked from followed where merged_into is null and (ended_at is null or ended_at >= {now - After})
        """;

    /// <summary>The request by a condition on its call; null when there is none or it ended long ago.</summary>
    public static async Task<RequestView?> Read(Reads reads, Sql which, Positions positions, Settings settings, DateTimeOffset now)
    {
        var found = reads.Find<Followed>($"""
            with recursive followed as (
                select id, merged_into, call_number, unverified from dispatch.calls where {which}
                union all
                select c.id, c.merged_into, f.call_number, f.unverified from followed f join dispatch.calls c on c.id = f.merged_into
            )
            select c.id, f.call_number as call_id, c.state, c.state_since, f.unverified, c.received_at,
                   coalesce(c.closed_recorded_at, c.cancelled_at) as ended_at, c.latitude, c.longitude
            from followed f join dispatch.calls c on c.id = f.id where f.merged_into is null
            """);
        await reads.Send();
        if (found.Value is not { } request || request.EndedAt + After < now)
        {
            return null;
        }

        var units = reads.List<Coming>($"""
            select r.unit_id, u.kind, r.state from dispatch.responses r join fleet.unit_names u on u.id = r.unit_id
            where r.call_id = {request.Id} and {OfUnit.ActiveIn("r")}
            """);
        await reads.Send();
        return new RequestView(
            request.CallId, request.State, request.StateSince, request.Unverified, request.ReceivedAt, units.Value.Count,
            Arrival(GeoPoint.Of(request.Latitude, request.Longitude), units.Value, positions, now), settings.EmergencyNumber,
            Advice(settings.EmergencyNumber));
    }

    /// <summary>The first of those who are under way; nothing once somebody is there, or where nobody knows.</summary>
    private static EtaView? Arrival(GeoPoint? place, IReadOnlyList<Coming> units, Positions positions, DateTimeOffset now)
    {
        if (place is not { } here || units.Any(unit => unit.State >= ResponseState.OnScene))
        {
            return null;
        }

        return units.Select(unit => (unit.Kind, Fix: positions.Find(unit.UnitId)))
            .Where(unit => unit.Fix is { } fix && now - fix.At <= Knowledge)
            .Select(unit => (Seconds: TravelTimes.Between(unit.Fix!.Value.Place, here, unit.Kind), unit.Fix.Value.At))
            .OrderBy(unit => unit.Seconds).Select(unit => EtaView.Of(unit.Seconds, unit.At, now)).FirstOrDefault();
    }
}
