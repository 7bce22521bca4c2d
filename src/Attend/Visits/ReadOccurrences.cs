using System.ComponentModel.DataAnnotations;
using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Visits;

/// <summary>A series that nobody has agreed on yet.</summary>
/// <param name="Rule">When it comes again, by RFC 5545.</param>
/// <param name="FirstStart">When the first visit begins, by the clock of the site: <c>2026-03-02T09:00</c>.</param>
internal sealed record OccurrenceFilter(
    [property: Required] long? SiteId, [property: Required, StringLength(500, MinimumLength = 6)] string? Rule,
    [property: Required, StringLength(16)] string? FirstStart);

/// <param name="Occurrence">Which of the series, by when it would begin by the clock of the site.</param>
internal sealed record OccurrenceView(string Occurrence, DateTimeOffset StartsAt);

/// <summary>Which visits a series would have: what does not take place is left out before it is agreed on.</summary>
internal static class ReadOccurrences
{
    public static async Task<Results<Ok<Page<OccurrenceView>>, Refused>> Handle([AsParameters] OccurrenceFilter filter, Db db, Caller caller, CancellationToken ct)
    {
        var site = filter.SiteId!.Value;
        if (!caller.Reaches(Permissions.VisitsPlan, site) || await db.Find<string>($"select zone from people.sites where id = {site}", ct) is not { } zone)
        {
            return PeopleProblems.UnknownSite.Refuse(new { field = "site_id" });
        }

        if (PlanSeries.Moment(filter.FirstStart) is not { } first)
        {
            return PlatformProblems.Invalid.Field("first_start", PlanSeries.Form);
        }

        var (rule, wrong) = Recurrence.Read(filter.Rule!);
        if (wrong is not null)
        {
            return wrong;
        }

        var series = new Series(rule!, first, zone, TimeSpan.Zero, [], []);
        return series.Refuse() is { } refused
            ? refused
            : TypedResults.Ok(new Page<OccurrenceView>(
                [.. series.Occurrences().Select(one => new OccurrenceView(PlanSeries.Wall.Format(one.Id), one.StartsAt))], null));
    }
}
