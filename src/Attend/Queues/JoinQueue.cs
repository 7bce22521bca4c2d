using System.ComponentModel.DataAnnotations;
using Attend.Forecasts;
using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Queues;

/// <param name="PatientId">Somebody whom People knows; only staff say it, a patient who is signed in is who they are.</param>
/// <param name="Priority">A level of the queue's scale, 1 being the most urgent; only staff say it.</param>
/// <param name="Emergency">Before everybody else; only staff say it.</param>
/// <param name="Consideration">What somebody says of themselves; it counts once it was confirmed.</param>
/// <param name="Source">Of those who come by themselves: <c>kiosk</c>, <c>qr</c> or <c>web</c>.</param>
/// <param name="Code">What the screens at the place show, where the queue asks for it.</param>
internal sealed record JoinRequest(
    [StringLength(200)] string? Name = null, long? PatientId = null, [Range(1, 99)] int? Priority = null, bool Emergency = false,
    Consideration? Consideration = null, TicketSource? Source = null, [StringLength(20)] string? Code = null);

/// <param name="Token">Shown this once: the address of the page that follows the number.</param>
/// <param name="Position">Its rank, from 1, exactly in a line of hundreds, and as of some milliseconds ago in one of thousands.</param>
/// <param name="Forecast">How long they will wait.</param>
internal sealed record JoinedView(
    long Id, string TicketNumber, string Token, long QueueId, string QueueCode, TicketState State, DateTimeOffset JoinedAt, long Version, int Position, int Ahead,
    WaitForecast? Forecast);

/// <summary>Gives a number to whoever asks: a stranger with a phone or at a kiosk, a patient who is signed in, or staff for somebody.</summary>
internal static class JoinQueue
{
    public static Task<Results<Created<JoinedView>, Refused>> Handle(long id, JoinRequest request, HttpContext http, Db db, Caller caller, Lines lines, CancellationToken ct) =>
        Join(id, request, http, classes: false, atThePlace: false, db, caller, lines, ct);

    /// <summary>The same where those who come by themselves say how urgent they are, as one of the systems that Attend replaces let them.</summary>
    public static Task<Results<Created<JoinedView>, Refused>> Classed(long id, JoinRequest request, HttpContext http, Db db, Caller caller, Lines lines, CancellationToken ct) =>
        Join(id, request, http, classes: true, atThePlace: false, db, caller, lines, ct);

    /// <summary>The same where a kiosk asks for whoever stands before it: it shows where they are, and is nobody's device.</summary>
    public static Task<Results<Created<JoinedView>, Refused>> AtThePlace(long id, JoinRequest request, HttpContext http, Db db, Caller caller, Lines lines, CancellationToken ct) =>
        Join(id, request, http, classes: false, atThePlace: true, db, caller, lines, ct);

    private static Task<Results<Created<JoinedView>, Refused>> Join(
        long id, JoinRequest request, HttpContext http, bool classes, bool atThePlace, Db db, Caller caller, Lines lines, CancellationToken ct) =>
        db.Write<Results<Created<JoinedView>, Refused>>(caller, async change =>
        {
            var issue = IssueTicket.Load(change, id);
            var oneself = caller.May(Permissions.QueuesJoin) is null ? null : caller.UserId;
            var named = request.PatientId ?? oneself;
            var queueNow = Forecast.Load(change, id, lines);
            var known = change.One<bool>($"select {named is null} or exists (select from people.members where id = {named ?? 0} and active)");
            var secret = change.Find<byte[]>(JoinCode.Secret(id));
            await change.Send();
            var staff = issue.Found is { } queue && caller.Reaches(Permissions.QueuesServe, queue.SiteId);
            // Whoever works there gives numbers to others, also where they are somebody's patient themselves.
            var patient = staff ? request.PatientId : named;
            if ((issue.Refuse() ?? (staff ? null : RefuseStranger(issue.Found!, classes ? request with { Priority = null } : request, patient))) is { } refused)
            {
                return refused;
            }

            if (!staff && !atThePlace && secret.Value is { } shown && !JoinCode.Fits(shown, request.Code, change.Now))
            {
                return QueueProblems.CodeNeeded.Refuse(new { field = "code" });
            }

            if (!known.Value)
            {
                return QueueProblems.UnknownPatient.Refuse(new { field = "patient_id" });
            }

            if ((request.Priority is { } place ? issue.Found!.LevelOf(place) : issue.Found!.Least) is not { } level)
            {
                return QueueProblems.UnknownLevel.Refuse(new { field = "priority", levels = issue.Found.Levels.Select(one => one.Place) });
            }

            if (level.Emergency && !staff)
            {
                return QueueProblems.StaffOnly.Refuse(new { field = "priority" });
            }

            var (token, hash) = Token.NewShort();
            var key = issue.Save(change, level, request.Emergency, staff && request.Consideration is not null, SourceOf(request, caller, staff), hash, null,
                ("patient_id", patient), ("name", request.Name?.Trim()), ("consideration", request.Consideration),
                ("device", caller.UserId is null && issue.Found.OnePerDevice && !atThePlace ? JoiningDevice.Of(http) : null));
            var remembered = lines.AheadInLong(id, key);
            var counted = remembered is not null ? null
                : change.One<int>($"select {TicketView.Ahead($"{id}", $"{key.Band}", $"{key.Class}", $"{key.At}", $"{key.Id}")}");
            var made = queueNow.Value!.Make(level, request.Emergency, remembered);
            Forecast.Keep(change, issue.Id, 1, made);
            await change.Send();
            var ahead = remembered ?? counted!.Value;
            return TypedResults.Created($"/api/my-tickets/{token}", new JoinedView(
                issue.Id, issue.Text, token, id, issue.Found.Code, TicketState.Waiting, change.Now, 1, ahead + 1, ahead,
                made.Forecast));
        }, ct);

    private static Refused? RefuseStranger(QueueRow queue, JoinRequest request, long? patient) => request switch
    {
        _ when !queue.SelfService => QueueProblems.NoSelfService.Refuse(),
        { Priority: not null } => QueueProblems.StaffOnly.Refuse(new { field = "priority" }),
        { Emergency: true } => QueueProblems.StaffOnly.Refuse(new { field = "emergency" }),
        { PatientId: not null } => QueueProblems.StaffOnly.Refuse(new { field = "patient_id" }),
        { Name: var name } when queue.AsksName && patient is null && string.IsNullOrWhiteSpace(name) => QueueProblems.NameNeeded.Refuse(new { field = "name" }),
        _ => null,
    };

    private static TicketSource SourceOf(JoinRequest request, Caller caller, bool staff) => request.Source switch
    {
        { } said and (TicketSource.Kiosk or TicketSource.Qr or TicketSource.Web) => said,
        _ when staff => TicketSource.Desk,
        _ => caller.UserId is null ? TicketSource.Web : TicketSource.App,
    };
}
