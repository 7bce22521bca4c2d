using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Dispatch;

/// <summary>Everything that happened on a call, in the order in which it happened; also on the calls that were linked into it.</summary>
internal static class ReadTimeline
{
    private sealed record UnitName(long Id, string UnitNumber);

    public static async Task<Results<Ok<TimelineView>, Refused>> Handle(long id, Db db, Caller caller, AccessLog log, CancellationToken ct)
    {
        var found = await db.Read(reads => (
            Call: reads.Find<long?>($"select c.id from dispatch.calls c where c.id = {id} and {ReadCalls.Visible(caller)}"),
            Events: reads.List<TimelineEvent>($"""
                with recursive linked as (
                    select id from dispatch.calls where id = {id}
                    union all
                    select c.id from dispatch.calls c join linked l on c.merged_into = l.id
                )
                select e.id, e.at, e.actor, {Name("e.actor")} as actor_name, e.kind, l.id as call_id, e.from_state, e.to_state, e.data
                from linked l join platform.events e on e.subject = 'call:' || l.id
                order by e.id
                """),
            Stamps: reads.List<TimelineStamp>($"""
                select s.id, r.call_id, s.response_id, r.unit_id, u.unit_number, s.entered_by, {Name("s.entered_by")} as entered_by_name,
                       s.from_state, s.to_state, s.step, s.leg, s.at, s.device_at, s.received_at, s.offset_ms, s.source, s.previous_at,
                       s.reason, s.undone_at
                from dispatch.responses r
                join dispatch.stamps s on s.response_id = r.id
                join fleet.unit_names u on u.id = r.unit_id
                where r.call_id = {id} order by s.id
                """),
            Notes: reads.List<NoteView>($"{NoteView.Select} where n.call_id = {id} order by n.id"),
            Units: reads.List<UnitName>($"""
                select u.id, u.unit_number from fleet.unit_names u
                where u.id in (select unit_id from dispatch.responses where call_id = {id}
                    union select unit_id from dispatch.alarms where call_id = {id})
                """)), ct);
        if (found.Call.Value is null)
        {
            return PlatformProblems.NotFound.Refuse();
        }

        await log.Looked(caller, $"call:{id}", "timeline", ct);
        return TypedResults.Ok(new TimelineView(Timeline.Of(
            found.Events.Value, found.Stamps.Value, found.Notes.Value,
            found.Units.Value.ToDictionary(unit => unit.Id, unit => unit.UnitNumber))));
    }

    private static Sql Name(string actor) => Sql.Raw($"""
        (select m.full_name from people.members m where m.id = substring({actor} from '^user:([0-9]+)$')::bigint)
        """);
}
