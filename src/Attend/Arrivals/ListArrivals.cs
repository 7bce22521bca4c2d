using Attend.Fleet;
using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Arrivals;

/// <summary>Which arrivals to list; every filter narrows. Without a state: who is on the way, and who is there and not received yet.</summary>
internal sealed record ArrivalFilter(long? QueueId, long? HospitalId, long? CallId, long? TicketId, ArrivalState[]? State);

/// <summary>Who comes to an emergency queue by ambulance. No name stands in it.</summary>
internal static class ListArrivals
{
    public static async Task<Ok<Page<ArrivalView>>> Handle(
        [AsParameters] ArrivalFilter filter, [AsParameters] Paging paging, Db db, Caller caller, Positions positions, TimeProvider clock, CancellationToken ct)
    {
        var sites = caller.SitesFor(Permissions.QueuesRead);
        // Written out, because the index is over those who are still to be received and a parameter does not find it.
        var states = filter.State is { Length: > 0 } some ? some : ArrivalLifecycle.Active;
        var among = Sql.Raw(string.Join(", ", states.Distinct().Select(state => $"'{Words.Of(state)}'")));
        var rows = await db.List<ArrivalView>($"""
            {ArrivalView.Select} where a.id > {paging.From} and a.state in ({among}) {Sql.If(sites, $"and a.site_id = any({sites ?? []})")}
              {Sql.If(filter.QueueId, $"and a.queue_id = {filter.QueueId}")} {Sql.If(filter.HospitalId, $"and a.hospital_id = {filter.HospitalId}")}
              {Sql.If(filter.CallId, $"and a.call_id = {filter.CallId}")} {Sql.If(filter.TicketId, $"and a.ticket_id = {filter.TicketId}")}
            order by a.id limit {paging.Fetch}
            """, ct);
        var now = clock.Micros();
        return TypedResults.Ok(Page<ArrivalView>.Of([.. rows.Select(arrival => arrival.Now(positions, now).For(caller))], paging, arrival => arrival.Id));
    }

    public static async Task<Results<Ok<ArrivalView>, Refused>> One(long id, Db db, Caller caller, Positions positions, TimeProvider clock, CancellationToken ct)
    {
        var arrival = await db.Find<ArrivalView>($"{ArrivalView.Select} where a.id = {id}", ct);
        return arrival is not null && caller.Reaches(Permissions.QueuesRead, arrival.SiteId)
            ? TypedResults.Ok(arrival.Now(positions, clock.Micros()).For(caller))
            : PlatformProblems.NotFound.Refuse();
    }
}
