using System.ComponentModel.DataAnnotations;
using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Visits;

/// <param name="Unit">Such as <c>piece</c> or <c>ml</c>.</param>
internal sealed record NoteMaterialRequest(
    [Required, StringLength(200, MinimumLength = 1)] string? Name, [Required, Range(typeof(decimal), "0.001", "999999999")] decimal? Quantity,
    [StringLength(30, MinimumLength = 1)] string? Unit = null);

internal sealed record MaterialView(long Id, string Name, decimal Quantity, string? Unit, long NotedBy, string? NotedByName, DateTimeOffset NotedAt)
{
    /// <summary>The view over <c>visits.materials t</c>; the caller adds the where.</summary>
    public static Sql Select => Sql.Raw("""
        select t.id, t.name, t.quantity, t.unit, t.noted_by, m.full_name as noted_by_name, t.noted_at
        from visits.materials t left join people.members m on m.id = t.noted_by
        """);
}

/// <summary>Writes down what was used at a visit, while somebody is there or afterwards.</summary>
internal static class NoteMaterial
{
    private static readonly AppointmentState[] There = [AppointmentState.Arrived, AppointmentState.InProgress, AppointmentState.Completed];

    public static Task<Results<Created<MaterialView>, Refused>> Handle(long id, NoteMaterialRequest request, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Created<MaterialView>, Refused>>(caller, async change =>
        {
            var step = VisitStep.Load(change, id);
            await change.Send();
            if (step.Refuse(Permissions.VisitsStep) is { } refused)
            {
                return refused;
            }

            if (!There.Contains(step.Row.State))
            {
                return VisitProblems.NobodyThere.Refuse(new { state = step.Row.State });
            }

            var added = change.One<long>($"""
                insert into visits.materials (appointment_id, name, quantity, unit, noted_by, noted_at)
                values ({id}, {request.Name!.Trim()}, {request.Quantity}, {request.Unit?.Trim()}, {caller.User}, {change.Now}) returning id
                """);
            await change.Send();
            change.Event(VisitEvents.MaterialNoted, $"appointment:{id}", new { appointment_id = id, material_id = added.Value, site_id = step.Row.SiteId });
            change.Run($"update visits.appointments set version = version + 1 where id = {id}");
            var view = change.One<MaterialView>($"{MaterialView.Select} where t.id = {added.Value}");
            await change.Send();
            return TypedResults.Created($"/api/appointments/{id}", view.Value);
        }, ct);
}
