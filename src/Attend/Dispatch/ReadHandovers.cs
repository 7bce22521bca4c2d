using Attend.Fleet;
using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Dispatch;

/// <summary>A transfer of care that was made: whose patients, how long the unit had waited, where they were taken and by whom. No patient's data.</summary>
internal sealed record HandoverView(
    long ResponseId, long CallId, string Call, EmergencyType EmergencyType, Priority Priority, string UnitNumber, CareLevel UnitLevel,
    DateTimeOffset? AtHospitalAt, DateTimeOffset TransferredCareAt, string? HandedTo, string? TakenOverBy, DateTimeOffset? ClearedAt)
{
    /// <summary>What the reader may do with the unit's response now: for a minute, take the own step back.</summary>
    public IReadOnlyList<string> Actions { get; init; } = [];
}

/// <summary>The handovers of a hospital's present day, in its own time zone; the newest first.</summary>
internal static class ReadHandovers
{
    /// <summary>Who works at a hospital: whose press is a taking over, and not a line written down for somebody else.</summary>
    private static readonly string[] Staff =
        [.. Permissions.Table.Single(row => row.Permission == Permissions.HospitalsPrealert).Scopes.Keys.Select(Words.Of)];

    public static async Task<Results<Ok<Page<HandoverView>>, Refused>> Handle(long id, Db db, Caller caller, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.Micros();
        Sql today = $"""
            r.hospital_id = {id} and r.transferred_care_at >= (
                select date_trunc('day', {now}::timestamptz at time zone s.zone) at time zone s.zone
                from dispatch.hospitals h join people.sites s on s.id = h.site_id where h.id = {id})
            """;
        var read = await db.Read(reads => (
            Hospital: reads.Find<HospitalView>($"{HospitalView.Select} where h.id = {id} and {Hospital.Within(caller, Permissions.HospitalsWatch)}"),
            Handovers: reads.List<HandoverView>($"""
                select r.id as response_id, r.call_id, c.call_number as call, c.emergency_type, c.priority, u.unit_number, u.level as unit_level,
                       r.at_hospital_at, r.transferred_care_at, r.handed_to, coalesce(r.taken_over_by, m.full_name) as taken_over_by, r.cleared_at
                from dispatch.responses r
                join dispatch.calls c on c.id = r.call_id
                join fleet.unit_names u on u.id = r.unit_id
                left join lateral (select s.entered_by from dispatch.stamps s
                    where s.response_id = r.id and s.step = 'transferred_care_at' and s.undone_at is null and s.source <> 'correction'
                    order by s.id limit 1) entered on true
                left join people.members m on entered.entered_by = 'user:' || m.id
                    and exists (select from people.roles o where o.user_id = m.id and o.role = any({Staff}))
                where {today} order by r.transferred_care_at desc, r.id desc limit 200
                """),
            Responses: reads.List<ResponseView>($"{ResponseView.Select} where {today}")), ct);
        if (read.Hospital.Value is null)
        {
            return PlatformProblems.NotFound.Refuse();
        }

        var actions = read.Responses.Value.ToDictionary(response => response.Id, response => response.For(caller, now).Actions);
        return TypedResults.Ok(new Page<HandoverView>(
            [.. read.Handovers.Value.Select(handover => handover with { Actions = actions.GetValueOrDefault(handover.ResponseId, []) })], null));
    }
}
