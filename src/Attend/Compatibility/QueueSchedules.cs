using System.Globalization;
using System.Text.RegularExpressions;
using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Attend.Queues;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Compatibility;

/// <summary>A department's hours as its nurses' screen keeps them: one window, on the days that have it.</summary>
/// <param name="Nurse">Whoever sets the hours is in the log of events, and is no part of them.</param>
/// <param name="IsActive">False where nobody but people opens and closes it.</param>
/// <param name="ManualOverride">Whether somebody said otherwise for a while, and <paramref name="OverrideStatus"/> what: <c>enabled</c> or <c>disabled</c>.</param>
internal sealed record QueueScheduleJson(
    long Id, string Department, long? Nurse, string? NurseName, string? StartTime, string? EndTime, IReadOnlyList<int> DaysOfWeek, bool IsActive, bool ManualOverride,
    string? OverrideStatus, bool IsCurrentlyOpen, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

/// <summary>
/// The hours at which departments open and close by themselves. What is set here is the whole plan of the week: one window, on some days. Holidays,
/// and what was said for a while, stay.
/// </summary>
internal static partial class QueueSchedules
{
    private static readonly string[] Days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

    private sealed record Stamps(DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

    /// <summary>Of the departments that have a plan.</summary>
    public static async Task<Results<Ok<IReadOnlyList<QueueScheduleJson>>, Refused>> List(HttpRequest request, Db db, Caller caller, TimeProvider clock, CancellationToken ct)
    {
        var (department, site) = (Departments.Named(request), Departments.Site(request));
        var queues = await db.List<QueueView>($"""
            {QueueView.Select} where {Departments.Shown(site, caller)} {Sql.If(department, $"and q.code = {department?.ToUpperInvariant()}")} order by q.code, q.id
            """, ct);
        var schedules = new List<QueueScheduleJson>();
        foreach (var queue in queues)
        {
            schedules.Add(await One(queue, db, caller, clock, ct));
        }

        return TypedResults.Ok<IReadOnlyList<QueueScheduleJson>>([.. schedules.Where(schedule => schedule.IsActive)]);
    }

    public static async Task<Results<Created<QueueScheduleJson>, Refused>> Set(Sent sent, Db db, Caller caller, TimeProvider clock, CancellationToken ct)
    {
        var (department, site) = (sent.Text("department", 40, required: true), sent.Id("site"));
        var (from, to, days, active) = (Time(sent, "start_time"), Time(sent, "end_time"), Weekdays(sent), sent.Flag("is_active") ?? true);
        if (from is not null && to is not null && string.CompareOrdinal(from, to) >= 0)
        {
            sent.Wrong<string>("non_field_errors", "Start time must be before end time");
        }

        if (sent.Refuse() is { } malformed)
        {
            return malformed;
        }

        var keeper = caller.Lent(People.Permissions.SchedulesKeep, People.Permissions.QueuesManage);
        return await db.Together<Results<Created<QueueScheduleJson>, Refused>>(keeper, async (db, _) =>
        {
            var (queue, unknown) = await Departments.Find(department!, site, db, keeper, ct);
            if (queue is null)
            {
                return unknown!;
            }

            var stands = await Stands(queue.Id, db, keeper, clock, ct);
            IReadOnlyList<DayHours> weekly = active ? [.. days.Select(day => new DayHours(day + 1, from!, to!))] : [];
            var result = await KeepHours.Set(queue.Id, new HoursRequest(weekly, stands.Holidays, stands.Override), IfMatch.Any, db, keeper, ct);
            return result.Result is Refused refused
                ? refused
                : TypedResults.Created($"/operations/queue/schedules/?department={queue.Code}", await One(queue, db, keeper, clock, ct));
        }, ct);
    }

    private static async Task<QueueScheduleJson> One(QueueView queue, Db db, Caller caller, TimeProvider clock, CancellationToken ct)
    {
        var hours = await Stands(queue.Id, db, caller, clock, ct);
        var stamps = await db.One<Stamps>($"select q.created_at, q.updated_at from queues.flat_queues q where q.id = {queue.Id}", ct);
        var window = OldWindow.Of(hours.Weekly, hours.Zone, clock.Micros());
        return new QueueScheduleJson(
            queue.Id, queue.Code, null, null, window?.StartTime, window?.EndTime, window?.DaysOfWeek ?? [], window is not null, hours.Override is not null,
            hours.Override?.Open switch { true => "enabled", false => "disabled", null => null }, hours.OpenNow, stamps.CreatedAt, stamps.UpdatedAt);
    }

    private static async Task<HoursView> Stands(long queueId, Db db, Caller caller, TimeProvider clock, CancellationToken ct) =>
        ((Ok<HoursView>)(await KeepHours.Read(queueId, db, caller, clock, ct)).Result).Value!;

    /// <summary><c>08:00</c>, also with seconds: the plan is kept to the minute.</summary>
    private static string? Time(Sent sent, string name)
    {
        var text = sent.Text(name, 20, required: true);
        return text is null || Clock().Match(text) is not { Success: true } clock
            ? text is null ? null : sent.Wrong<string?>(name, "Time has wrong format; use hh:mm.")
            : clock.Groups[1].Value.PadLeft(5, '0');
    }

    /// <summary>Numbers, 0 being Monday, or names.</summary>
    private static IReadOnlyList<int> Weekdays(Sent sent)
    {
        const string Field = "days_of_week";
        var days = new List<int>();
        foreach (var word in sent.Names(Field, 70) ?? [])
        {
            var day = int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : Array.IndexOf(Days, word.ToLowerInvariant());
            if (day is < 0 or > 6)
            {
                return sent.Wrong<IReadOnlyList<int>>(Field, $"Invalid day: {word}");
            }

            days.Add(day);
        }

        return days.Count > 0 ? [.. days.Distinct().Order()] : sent.Wrong<IReadOnlyList<int>>(Field, "This field is required.");
    }

    [GeneratedRegex("^((?:[01]?[0-9]|2[0-3]):[0-5][0-9])(?::[0-5][0-9](?:\\.[0-9]+)?)?$")]
    private static partial Regex Clock();
}
