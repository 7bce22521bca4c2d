using System.Globalization;
using System.Text.Json;
using Attend.Fleet;
using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Live;

namespace Attend.Dispatch;

/// <summary>The sockets of Dispatch: who may listen where, and what a newcomer sees first.</summary>
internal static class DispatchChannels
{
    private static readonly TimeSpan WayBack = TimeSpan.FromHours(1);

    public static readonly Channel Board = new("/ws/dispatchers/", Permissions.DispatchWatch,
        (_, _, _) => Task.FromResult<Seat?>(new(DispatchNews.Dispatchers)), BoardSnapshot, ShowsRecords: true);

    public static readonly Channel Crew = new("/ws/paramedic/", Permissions.CrewWatch,
        (_, caller, _) => Task.FromResult<Seat?>(new(DispatchNews.Crew(caller.User))), CrewSnapshot, Hear, ShowsRecords: true);

    public static readonly Channel AtHospital = new("/ws/hospital/{id:long}/", Permissions.HospitalsWatch, AdmitToHospital, HospitalSnapshot, ShowsRecords: true);

    /// <summary>A stranger follows the own request; the token is the right to.</summary>
    public static readonly Channel Requester = new("/ws/request/{token}/", Permission.Anyone, AdmitToRequest, RequestSnapshot, Ends: true);

    private static async Task<object> BoardSnapshot(IServiceProvider services, Reads reads, string room)
    {
        var calls = reads.List<CallView>($"{CallView.Select} where c.state not in ('CLOSED', 'CANCELLED') order by c.id");
        var units = reads.List<VehicleRow>($"select * from fleet.units where retired_at is null order by id");
        var hospitals = reads.List<HospitalView>($"{HospitalView.Select} order by h.id");
        var alarms = reads.List<AlarmView>($"{AlarmView.Select} where a.state <> 'ENDED' order by a.id");
        var targets = reads.List<TargetView>(TargetView.Select);
        await reads.Send();
        var positions = services.GetRequiredService<Positions>();
        var now = services.GetRequiredService<TimeProvider>().Micros();
        return new
        {
            calls = calls.Value.Select(call => call.For(DispatchNews.AnyDispatcher)).ToList(),
            units = units.Value.Select(unit => UnitView.Of(unit, positions, now, DispatchNews.AnyDispatcher)).ToList(),
            hospitals = hospitals.Value,
            alarms = alarms.Value.Select(alarm => alarm.For(DispatchNews.AnyDispatcher)).ToList(),
            targets = targets.Value,
        };
    }

    private static async Task<object> CrewSnapshot(IServiceProvider services, Reads reads, string room)
    {
        var userId = DispatchNews.RoomNumber(room);
        var now = services.GetRequiredService<TimeProvider>().Micros();
        // What ended a while ago as well: its last tap may be taken back, and the way to the base is still ahead.
        var responses = reads.List<ResponseView>($"""
            {ResponseView.Select} where ({OfUnit.ActiveIn("r")} or r.ended_at > {now - WayBack})
              and exists (select 1 from dispatch.crew w
                  where w.response_id = r.id and w.member = {userId} and (w.to_at is null or w.to_at >= r.ended_at)) order by r.id
            """);
        var calls = reads.List<CallView>($"""
            {CallView.Select} where c.id in (select r.call_id from dispatch.responses r join dispatch.crew w on w.response_id = r.id
                where w.member = {userId} and w.to_at is null and {OfUnit.ActiveIn("r")})
            """);
        var units = reads.List<VehicleRow>($"select * from fleet.units where id in (select vehicle_id from fleet.crew where user_id = {userId})");
        var alarms = reads.List<AlarmView>($"""
            {AlarmView.Select} where a.state <> 'ENDED' and (a.meant_for = 'everybody' or a.meant_for = 'crew' and exists (
                select 1 from dispatch.crew w where w.response_id = a.response_id and w.member = {userId} and w.to_at is null)) order by a.id
            """);
        var alerts = reads.List<PreAlertView>($"""
            {PreAlertView.Select} where p.state not in ('MOVED', 'ENDED') and {OfUnit.ActiveIn("r")} and exists (
                select 1 from dispatch.crew w where w.response_id = r.id and w.member = {userId} and w.to_at is null) order by p.id
            """);
        await reads.Send();
        var positions = services.GetRequiredService<Positions>();
        var crew = DispatchNews.CrewMember(userId);
        return new
        {
            calls = calls.Value.Select(call => call.For(crew)).ToList(),
            responses = responses.Value.Select(response => response.For(crew, now)).ToList(),
            units = units.Value.Select(unit => UnitView.Of(unit, positions, now, crew)).ToList(),
            alarms = alarms.Value.Select(alarm => alarm.For(crew)).ToList(),
            pre_alerts = alerts.Value.Select(alert => alert.Now(positions, now).For(crew)).ToList(),
            dispatch_number = services.GetRequiredService<Settings>().DispatchNumber,
        };
    }

    private static async Task<Seat?> AdmitToHospital(IServiceProvider services, Caller caller, HttpRequest request)
    {
        var id = long.Parse(request.RouteValues["id"]!.ToString()!, CultureInfo.InvariantCulture);
        var sites = caller.SitesFor(Permissions.HospitalsWatch);
        var own = await services.GetRequiredService<Db>().One<bool>($"""
            select exists (select 1 from dispatch.hospitals where id = {id} {Sql.If(sites, $"and site_id = any({sites})")})
            """);
        return own ? new Seat(DispatchNews.HospitalRoom(id)) : null;
    }

    private static async Task<Seat?> AdmitToRequest(IServiceProvider services, Caller caller, HttpRequest request)
    {
        var token = request.RouteValues["token"]!.ToString()!;
        var id = Token.LooksShort(token)
            ? await services.GetRequiredService<Db>().Find<long?>(TrackRequest.Following(Token.Hash(token), services.GetRequiredService<TimeProvider>().Micros()))
            : null;
        return id is { } call ? new Seat(DispatchNews.Request(call)) : null;
    }

    private static async Task<object> RequestSnapshot(IServiceProvider services, Reads reads, string room)
    {
        var view = await TrackRequest.Read(reads, $"id = {DispatchNews.RoomNumber(room)}", services.GetRequiredService<Positions>(),
            services.GetRequiredService<Settings>(), services.GetRequiredService<TimeProvider>().Micros());
        return new { request = view };
    }

    private static async Task<object> HospitalSnapshot(IServiceProvider services, Reads reads, string room)
    {
        var id = DispatchNews.RoomNumber(room);
        var hospital = reads.Find<HospitalView>($"{HospitalView.Select} where h.id = {id}");
        var arriving = reads.List<ResponseView>($"""
            {ResponseView.Select} where r.hospital_id = {id} and r.transporting_at is not null and {OfUnit.ActiveIn("r")} order by r.id
            """);
        var alerts = reads.List<PreAlertView>($"""
            {PreAlertView.Select} where p.hospital_id = {id} and {PreAlertView.Expected} order by p.id
            """);
        await reads.Send();
        var positions = services.GetRequiredService<Positions>();
        var now = services.GetRequiredService<TimeProvider>().Micros();
        return new
        {
            hospital = hospital.Value,
            arrivals = arriving.Value.Select(response => ArrivingUnit.Of(response, now)).ToList(),
            pre_alerts = alerts.Value.Select(alert => alert.Now(positions, now).For(DispatchNews.AnyNurse)).ToList(),
            answer_within_seconds = (int)PreAlerts.AnswerWithin.TotalSeconds,
            transfer_marks_seconds = Watches.TransferMarks.Select(mark => (int)mark.TotalSeconds),
        };
    }

    /// <summary>A crew's phone sends its positions up the same socket.</summary>
    private static async Task<bool> Hear(IServiceProvider services, Caller caller, string room, JsonElement message) =>
        message.TryGetProperty("type", out var type) && type.ValueEquals("position") && message.TryGetProperty("data", out var positions)
        && await ReportPositions.Hear(services, caller, positions) is not null;
}
