using System.ComponentModel.DataAnnotations;
using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Fleet;

/// <param name="Name">Which tracker it is, for people: "tablet, left".</param>
internal sealed record DeviceTokenRequest([Required, StringLength(100, MinimumLength = 1)] string Name);

/// <summary>A tracker's token. <c>token</c> is shown once, when it is made.</summary>
internal sealed record DeviceTokenView(long Id, string Name, DateTimeOffset CreatedAt, DateTimeOffset? RevokedAt, string? Token = null);

/// <summary>The tokens by which a unit's trackers report in the OsmAnd form: made, listed, revoked.</summary>
internal static class DeviceTokens
{
    public static async Task<Results<Created<DeviceTokenView>, Refused>> Make(
        long id, DeviceTokenRequest request, Db db, Caller caller, Roster roster, CancellationToken ct)
    {
        var answer = await db.Write<Results<Created<DeviceTokenView>, Refused>>(caller, async change =>
        {
            var found = Reservations.LockVehicle(change, id);
            var newId = change.NextId("fleet.device_tokens");
            await change.Send();

            if (Reach.Refuse(caller, Permissions.UnitsManage, found.Value) is { } unable)
            {
                return unable;
            }

            var (text, hash) = Token.New();
            change.Run($"""
                insert into fleet.device_tokens (id, vehicle_id, name, token_hash, created_at)
                values ({newId.Value}, {id}, {request.Name}, {hash}, {change.Now})
                """);
            change.Event(FleetEvents.TokenMade, FleetEvents.Subject(id), new { unit_id = id, device_token_id = newId.Value });
            return TypedResults.Created((string?)null, new DeviceTokenView(newId.Value, request.Name, change.Now, null, text));
        }, ct);
        await roster.Refresh();
        return answer;
    }

    public static async Task<Results<Ok<Page<DeviceTokenView>>, Refused>> List(
        long id, [AsParameters] Paging paging, Db db, Caller caller, CancellationToken ct)
    {
        var pending = await db.Read(reads => (
            Unit: reads.Find<VehicleRow>($"select * from fleet.units where id = {id}"),
            Tokens: reads.List<DeviceTokenView>($"""
                select id, name, created_at, revoked_at, null::text as token from fleet.device_tokens
                where vehicle_id = {id} and id > {paging.From} order by id limit {paging.Fetch}
                """)), ct);
        return pending.Unit.Value is { } unit && Reach.Covers(caller, Permissions.UnitsManage, unit)
            ? TypedResults.Ok(Page<DeviceTokenView>.Of(pending.Tokens.Value, paging, token => token.Id))
            : PlatformProblems.NotFound.Refuse();
    }

    public static async Task<Results<NoContent, Refused>> Revoke(
        long id, long tokenId, Db db, Caller caller, Roster roster, CancellationToken ct)
    {
        var answer = await db.Write<Results<NoContent, Refused>>(caller, async change =>
        {
            var found = Reservations.LockVehicle(change, id);
            var token = change.Find<long?>(
                $"select id from fleet.device_tokens where id = {tokenId} and vehicle_id = {id} and revoked_at is null");
            await change.Send();

            if (found.Value is not { } unit || !Reach.Covers(caller, Permissions.UnitsManage, unit) || token.Value is null)
            {
                return PlatformProblems.NotFound.Refuse();
            }

            change.Run($"update fleet.device_tokens set revoked_at = {change.Now} where id = {tokenId}");
            change.Event(FleetEvents.TokenRevoked, FleetEvents.Subject(id), new { unit_id = id, device_token_id = tokenId });
            return TypedResults.NoContent();
        }, ct);
        await roster.Refresh();
        return answer;
    }
}
