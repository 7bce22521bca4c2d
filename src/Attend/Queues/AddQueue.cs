using System.ComponentModel.DataAnnotations;
using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Queues;

/// <summary>What is set of a queue; a site's code is its for good, because it stands on numbers that people hold.</summary>
/// <param name="Scale">How those who wait are classed: the code of a scale.</param>
/// <param name="SendHomeMinutes">So long after the door was shut the numbers of those who still wait end; null: all of them are served.</param>
/// <param name="DayStartsAt">When numbers begin again, by the site's clock: <c>04:00</c>.</param>
/// <param name="RotatingCode">Whether strangers show that they are at the place, by a code that stands on its screens.</param>
internal sealed record QueueFacts(
    [Required, StringLength(200, MinimumLength = 1)] string Name, Scheme Scheme = Scheme.Fifo, [Required] string Scale = "plain", [Range(1, 1_000_000)] int? Capacity = null,
    [RegularExpression("^([01][0-9]|2[0-3]):[0-5][0-9]$")] string DayStartsAt = "04:00", bool Emergency = false, [Range(0, 20)] int Recalls = 2,
    [Range(0, 3600)] int GraceSeconds = 120, [Range(30, 7200)] int SilentSeconds = 600, bool SelfService = true, bool AsksName = false,
    bool OnePerDevice = true, [Range(0, 600)] int ConsiderationMinutes = 15, [Range(0, 1440)] int? SendHomeMinutes = null, Tells Tells = Tells.Site,
    bool RotatingCode = false);

/// <param name="Code">Short and to be spoken: it stands on every number. Capital letters and digits.</param>
internal sealed record AddQueueRequest([Required] long? SiteId, [Required, RegularExpression(Admission.Code)] string? Code, [Required] QueueFacts? Queue);

/// <summary>Adds a department or service for which people wait. It is closed until somebody, or its hours, open it.</summary>
internal static class AddQueue
{
    public static Task<Results<Created<QueueView>, Refused>> Handle(AddQueueRequest request, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Created<QueueView>, Refused>>(caller, async change =>
        {
            var site = change.Find<long?>($"select id from people.sites where id = {request.SiteId!.Value} and active");
            var scale = change.Find<long?>($"select id from queues.scales where code = {request.Queue!.Scale}");
            var newId = change.NextId("queues.queues");
            await change.Send();
            if (site.Value is not { } siteId || !caller.Reaches(Permissions.QueuesManage, siteId))
            {
                return PeopleProblems.UnknownSite.Refuse(new { field = "site_id" });
            }

            if (scale.Value is not { } scaleId)
            {
                return QueueProblems.UnknownScale.Refuse(new { field = "queue.scale" });
            }

            change.Add(QueueLifecycle.Table, newId.Value, QueueAction.Add,
                [("site_id", siteId), ("code", request.Code), ("created_at", change.Now), .. Columns(change, request.Queue, scaleId)]);
            var view = change.One<QueueView>($"{QueueView.Select} where q.id = {newId.Value}");
            await change.Send();
            return TypedResults.Created($"/api/queues/{newId.Value}", view.Value.For(caller.MayAtAll));
        }, ct);

    public static (string Column, object? Value)[] Columns(Change change, QueueFacts facts, long scaleId) =>
    [
        ("name", facts.Name.Trim()), ("scheme", facts.Scheme), ("scale_id", scaleId), ("capacity", facts.Capacity),
        ("day_starts_at", TimeSpan.ParseExact(facts.DayStartsAt, @"hh\:mm", System.Globalization.CultureInfo.InvariantCulture)),
        ("emergency", facts.Emergency), ("recalls", facts.Recalls), ("grace_seconds", facts.GraceSeconds), ("silent_seconds", facts.SilentSeconds),
        ("self_service", facts.SelfService), ("asks_name", facts.AsksName), ("one_per_device", facts.OnePerDevice),
        ("consideration_minutes", facts.ConsiderationMinutes), ("send_home_minutes", facts.SendHomeMinutes), ("tells", facts.Tells), ("rotating_code", facts.RotatingCode),
        ("updated_at", change.Now),
    ];
}
