using System.Globalization;
using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Attend.Visits;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;
using NodaTime.Text;

namespace Attend.Compatibility;

/// <summary>A visit as the old screens book it: a day and times by the site's clock, one therapist or nobody yet. Who drives is said later.</summary>
internal static class AddAppointment
{
    private static readonly LocalDatePattern Day = LocalDatePattern.Iso;

    private static readonly LocalTimePattern[] Times = [LocalTimePattern.CreateWithInvariantCulture("HH:mm"), LocalTimePattern.CreateWithInvariantCulture("HH:mm:ss")];

    public static async Task<Results<Created<AppointmentJson>, Refused>> Handle(Sent sent, Db db, Caller caller, CancellationToken ct)
    {
        var field = sent.Has("client") && !sent.Has("patient") ? "client" : "patient";
        var (client, therapist, services) = (sent.Id(field, required: true), sent.Id("therapist"), Services(sent));
        var (date, from, to, minutes) = (Date(sent), Time(sent, "start_time", required: true), Time(sent, "end_time"), sent.Count("duration_minutes", 24 * 60));
        var (address, latitude, longitude) = (sent.Text("location", 500), sent.Degrees(90, "latitude"), sent.Degrees(180, "longitude"));
        var (notes, reason) = (sent.Text("notes", 2000), sent.Text("override_reason", 500));
        if (sent.Refuse() is { } malformed)
        {
            return malformed;
        }

        return await db.Together<Results<Created<AppointmentJson>, Refused>>(caller, async (db, _) =>
        {
            if (await db.Find<ClientView>($"{ClientView.Select} where c.id = {client}", ct) is not { } whom
                || await db.Find<string>($"select zone from people.sites where id = {whom.SiteId}", ct) is not { } zone
                || !caller.Reaches(Permissions.VisitsPlan, whom.SiteId))
            {
                return Unknown(sent, field, client);
            }

            var startsAt = At(zone, date!.Value + from!.Value);
            DateTimeOffset? endsAt = to is { } end ? At(zone, (end > from ? date.Value : date.Value.PlusDays(1)) + end) : minutes is { } lasts ? startsAt.AddMinutes(lasts) : null;
            // Half of a place on the ground is none: then it is where the client is, however it is described.
            var placed = latitude is not null && longitude is not null;
            var elsewhere = placed || address is not null && address != whom.Address;
            var result = await BookAppointment.Handle(
                new BookAppointmentRequest(
                    client, services, startsAt, therapist is { } one ? [one] : null, endsAt, elsewhere ? address ?? whom.Address : null,
                    elsewhere ? placed ? latitude : whom.Latitude : null, elsewhere ? placed ? longitude : whom.Longitude : null, notes, OverrideReason: reason),
                db, caller, ct);
            return result.Result switch
            {
                Created<NewAppointmentView> { Value: { } made } =>
                    TypedResults.Created($"/api/scheduling/appointments/{made.Id}/", await OldAppointments.Changed(made.Id, db, caller, ct)),
                Refused refused when refused.Problem == VisitProblems.UnknownClient => Unknown(sent, field, client),
                Refused refused when refused.Problem == VisitProblems.UnknownTherapist => Unknown(sent, "therapist", therapist),
                Refused refused when refused.Problem == VisitProblems.UnknownService => Wrong(sent, "services", refused.Problem.Sentence),
                Refused refused when refused.Errors is { } errors => InOldFields(sent, errors),
                _ => (Refused)result.Result,
            };
        }, ct);
    }

    private static Refused Unknown(Sent sent, string field, long? id) => Wrong(sent, field, $"Invalid pk \"{id}\" - object does not exist.");

    private static Refused Wrong(Sent sent, string field, string sentence)
    {
        sent.Wrong<string>(field, sentence);
        return sent.Refuse()!;
    }

    /// <summary>What the slice calls a beginning and an end stands in fields of other names here.</summary>
    private static Refused InOldFields(Sent sent, IReadOnlyDictionary<string, string[]> errors)
    {
        foreach (var (field, sentences) in errors)
        {
            sent.Wrong<string>(field switch { "starts_at" => "start_time", "ends_at" => "end_time", _ => field }, sentences[0]);
        }

        return sent.Refuse()!;
    }

    private static long[] Services(Sent sent)
    {
        var ids = new List<long>();
        foreach (var word in sent.Names("services", 20) ?? [])
        {
            if (!long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            {
                return sent.Wrong<long[]>("services", "A valid integer is required.");
            }

            ids.Add(id);
        }

        return ids.Count > 0 || sent.Refuse()?.Errors?.ContainsKey("services") is true ? [.. ids.Distinct()] : sent.Wrong<long[]>("services", "This field is required.");
    }

    private static LocalDate? Date(Sent sent) => sent.Text("date", 20, required: true) is not { } text ? null
        : Day.Parse(text).TryGetValue(default, out var date) && date.Year is >= 2000 and < 2200 ? date
        : sent.Wrong<LocalDate?>("date", "Date has wrong format; use YYYY-MM-DD.");

    private static LocalTime? Time(Sent sent, string name, bool required = false)
    {
        if (sent.Text(name, 20, required) is not { } text)
        {
            return null;
        }

        foreach (var pattern in Times)
        {
            if (pattern.Parse(text).TryGetValue(default, out var time))
            {
                return time;
            }
        }

        return sent.Wrong<LocalTime?>(name, "Time has wrong format; use hh:mm.");
    }

    /// <summary>A time that a clock skips is the one after it, one that it shows twice the first.</summary>
    private static DateTimeOffset At(string zone, LocalDateTime wall) => DateTimeZoneProviders.Tzdb[zone].AtLeniently(wall).ToInstant().ToDateTimeOffset();
}
