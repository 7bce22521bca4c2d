using System.Globalization;
using Attend.Fleet;
using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Events;
using Attend.Platform.Live;

namespace Attend.Dispatch;

/// <summary>
/// What the rooms of Dispatch hear of an event: dispatchers everything, a crew its own call, a hospital what comes to it, a stranger
/// the state of the own request. One round trip reads the views of a whole batch of events.
/// </summary>
internal static class DispatchNews
{
    public const string Dispatchers = "dispatchers";

    public static readonly Projection Projection = new("dispatch", Project);

    /// <summary>What every dispatcher may do: the shared bytes of the room carry the actions of the role.</summary>
    public static readonly Caller AnyDispatcher = new("system", null, null, Permissions.Of([new HeldRole(Role.Dispatcher, null)]));

    private static readonly Dictionary<Permission, Grant> CrewGrants = Permissions.Of([new HeldRole(Role.Paramedic, null)]);

    /// <summary>What the staff of every hospital may do with what is announced to theirs.</summary>
    public static readonly Caller AnyNurse = new("system", null, null, Permissions.Of([new HeldRole(Role.Nurse, null)]));

    public static string Crew(long userId) => $"crew:{userId}";

    /// <summary>A crew's room is one person's: its news say what that person may do now, the way back from the last tap included.</summary>
    public static Caller CrewMember(long userId) => new($"user:{userId}", userId, null, CrewGrants);

    public static string HospitalRoom(long id) => HospitalRoom(id.ToString(CultureInfo.InvariantCulture));

    public static string HospitalRoom(string id) => $"hospital:{id}";

    public static string Request(long callId) => $"request:{callId}";

    /// <summary>The id behind the colon of a room's name.</summary>
    public static long RoomNumber(string room) => long.Parse(room.AsSpan(room.IndexOf(':') + 1), CultureInfo.InvariantCulture);

    private static async Task<IReadOnlyList<(int Index, News News)>> Project(
        IServiceProvider services, IReadOnlyList<EventRow> events, CancellationToken ct)
    {
        var heard = events.Index().Where(row => row.Item.Concerns("call") || row.Item.Concerns("unit") || row.Item.Concerns("hospital")
            || row.Item.Concerns("warning") || row.Item.Concerns(TargetView.Subject)).ToList();
        if (heard.Count == 0)
        {
            return [];
        }

        var db = services.GetRequiredService<Db>();
        var positions = services.GetRequiredService<Positions>();
        var now = services.GetRequiredService<TimeProvider>().Micros();
        var views = await Views.Read(db, heard.ConvertAll(row => row.Item), now, ct);
        var news = new List<(int, News)>();
        foreach (var (index, row) in heard)
        {
            if (row.Concerns("call") && views.Calls.GetValueOrDefault(row.SubjectId) is { } call)
            {
                OfCall(row, call, views, one => news.Add((index, one)), positions, now);
            }

            if (row.Number("unit_id") is { } unitId && views.Units.GetValueOrDefault(unitId) is { } unit)
            {
                var view = UnitView.Of(unit, positions, now, AnyDispatcher);
                news.Add((index, new News(Dispatchers, "ambulance_update", "STATUS_UPDATE", view)));
                // Who has just left it, whoever saw to that, hears so.
                foreach (var member in unit.Crew.Select(aboard => aboard.Member).Union(Numbers(row, "user_ids")))
                {
                    news.Add((index, new News(
                        Crew(member), "ambulance_update", "STATUS_UPDATE", UnitView.Of(unit, positions, now, CrewMember(member)))));
                }
            }

            if (HospitalOf(row) is { } hospitalId && views.Hospitals.GetValueOrDefault(hospitalId) is { } hospital)
            {
                news.Add((index, new News(Dispatchers, "hospital_update", Named(row), hospital)));
                news.Add((index, new News(HospitalRoom(hospitalId), "hospital_update", Named(row), hospital)));
            }

            if (row.Concerns("warning"))
            {
                news.Add((index, new News(Dispatchers, "warning_update", Named(row), new { id = row.SubjectId })));
            }

            if (row.Concerns(TargetView.Subject))
            {
                news.Add((index, new News(Dispatchers, "target_update", Named(row), new { targets = views.Targets })));
            }

            if (row.Number("alarm_id") is { } alarmId && views.Alarms.GetValueOrDefault(alarmId) is { } alarm)
            {
                news.Add((index, new News(Dispatchers, "ambulance_alarm", Named(row), alarm.For(AnyDispatcher))));
                foreach (var member in Alarmed(alarm, views))
                {
                    news.Add((index, new News(Crew(member), "ambulance_alarm", Named(row), alarm.For(CrewMember(member)))));
                }
            }
        }

        return news;
    }

    /// <summary>Which crews an alarm is for: a distress for all who are out or on duty, one that asks a crew first for that crew.</summary>
    private static IEnumerable<long> Alarmed(AlarmView alarm, Views views) => alarm switch
    {
        { MeantFor: AlarmFor.Everybody } => views.Crews,
        { CallId: { } call, ResponseId: { } response } when Watches.AsksCrew(alarm.Kind, alarm.Priority) =>
            views.Responses[call].Where(one => one.Id == response)
                .SelectMany(one => one.Crew).Where(member => member.ToAt is null).Select(member => member.Member),
        _ => [],
    };

    private static void OfCall(EventRow row, CallView call, Views views, Action<News> tell, Positions positions, DateTimeOffset now)
    {
        tell(new News(Dispatchers, "emergency_update", Named(row), call.For(AnyDispatcher)));
        // Whose call was linked into this one follows this one, and what is left of that one says nothing to anybody.
        foreach (var request in call.MergedInto is null ? views.Linked[call.Id].Prepend(call.Id) : [])
        {
            tell(new News(Request(request), "emergency_update", "STATUS_UPDATE", new { state = call.State, call.Version }));
        }

        var responseId = row.Number("response_id");
        foreach (var response in views.Responses[call.Id])
        {
            // A crew that was taken off hears of its own end; of the rest only who is still on the call.
            if (response.Id == responseId || response.EndedAt is null)
            {
                foreach (var member in response.Crew.Where(member => member.ToAt is null || response.Id == responseId))
                {
                    var reader = CrewMember(member.Member);
                    tell(new News(Crew(member.Member), "emergency_update", Named(row), call.For(reader)));
                    tell(new News(Crew(member.Member), "response_update", Named(row), response.For(reader, now)));
                }
            }

            HospitalNews.OfResponse(row, Named(row), response, response.Id == responseId, now, tell);
        }

        if (row.Number("pre_alert_id") is { } alertId && views.PreAlerts.GetValueOrDefault(alertId) is { } alert)
        {
            var (announced, response) = (alert.Now(positions, now), views.Responses[call.Id].FirstOrDefault(one => one.Id == alert.ResponseId));
            HospitalNews.OfPreAlert(row, Named(row), announced.For(AnyNurse), response, tell);
            foreach (var member in response?.Crew.Where(member => member.ToAt is null) ?? [])
            {
                tell(new News(Crew(member.Member), "pre_alert_update", Named(row), announced.For(CrewMember(member.Member))));
            }
        }

        foreach (var changed in HospitalNews.Changes(row) ? views.Announced[call.Id] : [])
        {
            HospitalNews.OfPreAlert(row, Named(row), changed.Now(positions, now).For(AnyNurse), null, tell);
        }
    }

    /// <summary>The words that clients have known for years where there is one; else the event's own name.</summary>
    private static string Named(EventRow row) => row.Kind switch
    {
        "dispatch.call_received" or "dispatch.call_came_due" => "NEW_EMERGENCY",
        "dispatch.call_dispatched" => "UNIT_DISPATCHED",
        "dispatch.hospital_capacity_changed" => "CAPACITY_UPDATE",
        DispatchEvents.NoteAdded when row.Data.TryGetProperty("kind", out var kind) && kind.ValueEquals(Words.Of(NoteKind.FromCrew)) => "MESSAGE_FROM_CREW",
        "dispatch.call_progressed" or "dispatch.call_finished" => "STATUS_UPDATE",
        _ => row.Kind[(row.Kind.IndexOf('.') + 1)..].ToUpperInvariant(),
    };

    private static long? HospitalOf(EventRow row) => row.Concerns("hospital") ? row.SubjectId : row.Number("hospital_id");

    private static IEnumerable<long> Numbers(EventRow row, string member) =>
        row.Data.TryGetProperty(member, out var value) && value.ValueKind is System.Text.Json.JsonValueKind.Array
            ? value.EnumerateArray().Select(one => one.GetInt64())
            : [];

    /// <summary>A call that was linked into another one, over however many links.</summary>
    private sealed record LinkedCall(long Id, long IntoId);

    /// <summary>The views that a batch needs, each thing once.</summary>
    private sealed record Views(
        IReadOnlyDictionary<long, CallView> Calls, ILookup<long, ResponseView> Responses, IReadOnlyDictionary<long, VehicleRow> Units,
        IReadOnlyDictionary<long, HospitalView> Hospitals, IReadOnlyDictionary<long, AlarmView> Alarms,
        IReadOnlyDictionary<long, PreAlertView> PreAlerts, ILookup<long, PreAlertView> Announced, ILookup<long, long> Linked, IReadOnlyList<long> Crews,
        IReadOnlyList<TargetView> Targets)
    {
        public static async Task<Views> Read(Db db, IReadOnlyList<EventRow> events, DateTimeOffset now, CancellationToken ct)
        {
            long[] calls = [.. events.Where(row => row.Concerns("call")).Select(row => row.SubjectId).Distinct()];
            var units = Ids(events, "unit_id");
            long[] hospitals = [.. events.Select(HospitalOf).OfType<long>().Distinct()];
            var alarms = Ids(events, "alarm_id");
            var distress = events.Any(row => row.Data.TryGetProperty("kind", out var kind)
                && kind.ValueKind is System.Text.Json.JsonValueKind.String && kind.ValueEquals(AlarmLifecycle.Distress));
            var alerts = Ids(events, "pre_alert_id");
            long[] changed = [.. events.Where(HospitalNews.Changes).Select(row => row.SubjectId).Distinct()];
            var read = await db.Read(reads => (
                Calls: reads.List<CallView>($"{CallView.Select} where c.id = any({calls})"),
                Responses: reads.List<ResponseView>($"{ResponseView.Select} where r.call_id = any({calls}) order by r.id"),
                Units: reads.List<VehicleRow>($"select * from fleet.units where id = any({units})"),
                Hospitals: reads.List<HospitalView>($"{HospitalView.Select} where h.id = any({hospitals})"),
                Alarms: reads.List<AlarmView>($"{AlarmView.Select} where a.id = any({alarms})"),
                PreAlerts: reads.List<PreAlertView>($"{PreAlertView.Select} where p.id = any({alerts})"),
                Announced: changed.Length == 0 ? null : reads.List<PreAlertView>($"""
                    {PreAlertView.Select} where p.call_id = any({changed}) and {PreAlertView.Expected} order by p.id
                    """),
                Linked: reads.List<LinkedCall>($"""
                    with recursive linked as (
                        select id, merged_into as into_id from dispatch.calls where merged_into = any({calls})
                        union all
                        select c.id, l.into_id from linked l join dispatch.calls c on c.merged_into = l.id
                    )
                    select id, into_id from linked order by id
                    """),
                Crews: distress ? reads.List<long>(OnDuty(now)) : null,
                Targets: events.Any(row => row.Concerns(TargetView.Subject)) ? reads.List<TargetView>(TargetView.Select) : null), ct);
            return new Views(
                read.Calls.Value.ToDictionary(call => call.Id), read.Responses.Value.ToLookup(response => response.CallId),
                read.Units.Value.ToDictionary(unit => unit.Id), read.Hospitals.Value.ToDictionary(hospital => hospital.Id),
                read.Alarms.Value.ToDictionary(alarm => alarm.Id), read.PreAlerts.Value.ToDictionary(alert => alert.Id),
                (read.Announced?.Value ?? []).ToLookup(alert => alert.CallId),
                read.Linked.Value.ToLookup(link => link.IntoId, link => link.Id), read.Crews?.Value ?? [], read.Targets?.Value ?? []);
        }

        private static Sql OnDuty(DateTimeOffset now) => $"""
            select d.user_id from people.duty d join people.roles o on o.user_id = d.user_id and o.role = 'paramedic'
            where d.from_at <= {now} and (d.to_at is null or {now} < d.to_at)
            union select user_id from fleet.crew
            union select person_id from fleet.held_people where holder_kind = 'response'
            """;

        private static long[] Ids(IReadOnlyList<EventRow> events, string member) =>
            [.. events.Select(row => row.Number(member)).OfType<long>().Distinct()];
    }
}
