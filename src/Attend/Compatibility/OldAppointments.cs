using System.Globalization;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime.Text;

namespace Attend.Compatibility;

/// <summary>Appointments as the old home-care screens read them: bare arrays, the newest first, a therapist's and a driver's own only.</summary>
internal static class OldAppointments
{
    // Those lists have no pages; more than this nobody looks at. Whether an appointment has a status shows only when all of it was put together: of so
    // many days it is asked.
    private const int Most = 500;
    private const int DaysOfStatus = 400;

    /// <summary><c>?status=</c> (without a date of the last 400 days and those to come), <c>?date=</c> (by the site's clock), <c>?therapist=</c>, <c>?driver=</c> and <c>?patient=</c> narrow it; what cannot be read finds nothing.</summary>
    public static async Task<Ok<IReadOnlyList<AppointmentJson>>> List(
        HttpRequest request, Db db, Caller caller, AccessLog log, TimeProvider clock, CancellationToken ct)
    {
        string? Asked(string name) => request.Query[name].ToString() is { Length: > 0 } text && !text.Contains('\0') ? text : null;
        long? Number(string name) => Asked(name) is not { } text ? null : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : -1;
        var (status, date, therapist, driver, patient) = (Asked("status")?.ToLowerInvariant(), Asked("date"), Number("therapist"), Number("driver"), Number("patient"));
        // The index knows moments; by whose clock the day is meant, each site says for itself.
        var day = date is null ? null : LocalDatePattern.Iso.Parse(date) is { Success: true, Value: var asked } && asked.Year is > 1900 and < 2200
            ? asked.AtMidnight().InUtc().ToDateTimeOffset()
            : DateTimeOffset.MaxValue as DateTimeOffset?;
        if (day == DateTimeOffset.MaxValue)
        {
            return TypedResults.Ok<IReadOnlyList<AppointmentJson>>([]);
        }

        var appointments = await db.List<AppointmentJson>($"""
            {AppointmentJson.Select(caller)}
            where {AppointmentJson.Visible(caller)}
              {Sql.If(status, $"and {status} = {VisitStatuses.Shown}")} {Sql.If(day, $"and a.starts_at > {day?.AddDays(-1)} and a.starts_at < {day?.AddDays(2)} and to_char(a.starts_at at time zone a.zone, 'YYYY-MM-DD') = {date}")}
              {Sql.If(day is null ? status : null, $"and a.starts_at > {clock.GetUtcNow().AddDays(-DaysOfStatus)}")}
              {Sql.If(therapist, $"and exists (select from visits.place_facts f where f.appointment_id = a.id and f.therapist_id = {therapist})")}
              {Sql.If(driver, $"and t.driver_id = {driver}")} {Sql.If(patient, $"and a.client_id = {patient}")}
            order by a.id desc limit {Most}
            """, ct);
        await log.Looked(caller, appointments.Select(one => $"client:{one.Patient}").Distinct(), "list", ct);
        return TypedResults.Ok(appointments);
    }

    public static async Task<Results<Ok<AppointmentJson>, Refused>> One(long id, Db db, Caller caller, AccessLog log, CancellationToken ct)
    {
        if (await db.Find<AppointmentJson>($"{AppointmentJson.Select(caller)} where a.id = {id} and {AppointmentJson.Visible(caller)}", ct) is not { } appointment)
        {
            return PlatformProblems.NotFound.Refuse();
        }

        await log.Looked(caller, $"client:{appointment.Patient}", "read", ct);
        return TypedResults.Ok(appointment);
    }

    /// <summary>As it stands for whoever has just changed it, also where it is not theirs any more.</summary>
    public static Task<AppointmentJson> Changed(long id, Db db, Caller caller, CancellationToken ct) =>
        db.One<AppointmentJson>($"{AppointmentJson.Select(caller)} where a.id = {id}", ct);
}
