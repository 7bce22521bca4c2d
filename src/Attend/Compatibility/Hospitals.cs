using System.Text.Json.Nodes;
using Attend.Dispatch;
using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Compatibility;

/// <summary>Hospitals as the old clients read and write them: a hospital and its site are one thing there.</summary>
internal static class Hospitals
{
    private const int MostBeds = 100_000;

    /// <summary>The emptiest emergency departments first.</summary>
    public static async Task<Ok<IReadOnlyList<HospitalJson>>> List(Db db, Caller caller, CancellationToken ct)
    {
        var hospitals = await db.List<HospitalView>($"{HospitalView.Select} where {Hospital.Within(caller, Permissions.HospitalsRead)}", ct);
        return TypedResults.Ok<IReadOnlyList<HospitalJson>>(
            [.. hospitals.OrderBy(hospital => hospital.Load).ThenBy(hospital => hospital.Name, StringComparer.Ordinal).Select(HospitalJson.Of)]);
    }

    public static async Task<Results<Ok<HospitalJson>, Refused>> One(long id, Db db, Caller caller, CancellationToken ct) =>
        await Find(id, db, caller, ct) is { } hospital ? TypedResults.Ok(HospitalJson.Of(hospital)) : PlatformProblems.NotFound.Refuse();

    public static async Task<Results<Created<HospitalJson>, Refused>> Add(Sent sent, Db db, Caller caller, CancellationToken ct)
    {
        var site = SiteOf(sent, await db.Find<string>($"select zone from people.contacts where user_id = {caller.User}", ct));
        var request = new AddHospitalRequest(
            null, sent.Text("phone_number", 40), sent.Names("specialties", 50), sent.Count("total_beds", MostBeds) ?? 0,
            sent.Count("available_beds", MostBeds) ?? 0, sent.Word<HospitalLoad>("emergency_capacity") ?? HospitalLoad.Moderate);
        if ((sent.Refuse() ?? Dispatch.Hospital.RefuseBeds(request.TotalBeds, request.AvailableBeds)) is { } malformed)
        {
            return malformed;
        }

        // Who administers some sites only does not make further ones.
        if (caller.SitesFor(Permissions.SitesManage) is not null)
        {
            return PlatformProblems.Forbidden.Refuse();
        }

        if (site.Refuse() is { } misplaced)
        {
            return misplaced;
        }

        // Both in one transaction: a hospital that is refused leaves no site behind.
        return await db.Write<Results<Created<HospitalJson>, Refused>>(caller, async change =>
        {
            var (siteId, id) = (CreateSite.NextId(change), AddHospital.NextId(change));
            await change.Send();
            CreateSite.Add(change, siteId.Value, site);
            var added = AddHospital.Add(change, id.Value, request with { SiteId = siteId.Value });
            await change.Send();
            return TypedResults.Created($"/dispatch/api/hospitals/{id.Value}/", HospitalJson.Of(added.Value));
        }, ct);
    }

    public static async Task<Results<Ok<HospitalJson>, Refused>> Edit(long id, Sent sent, Db db, Caller caller, CancellationToken ct)
    {
        var (facts, site, capacity) = (Facts(sent), Place(sent), Capacity(sent));
        if (sent.Refuse() is { } malformed)
        {
            return malformed;
        }

        return await db.Together<Results<Ok<HospitalJson>, Refused>>(caller, async (db, _) =>
        {
            if (await Find(id, db, caller, ct) is not { } hospital)
            {
                return PlatformProblems.NotFound.Refuse();
            }

            if (site.Count > 0 && !caller.Reaches(Permissions.SitesManage, hospital.SiteId))
            {
                return PlatformProblems.Forbidden.Refuse();
            }

            if (capacity is not null && !caller.Reaches(Permissions.HospitalsCapacity, hospital.SiteId))
            {
                return CompatibilityProblems.BedsOfTheHospital.Refuse();
            }

            var refused = (site.Count == 0 ? null : (await EditSite.Handle(hospital.SiteId, site, IfMatch.Any, db, caller, ct)).Result as Refused)
                ?? (capacity is null ? null : (await ReportCapacity.Handle(id, capacity, db, caller, ct)).Result as Refused)
                ?? (facts.Count == 0 ? null : (await EditHospital.Handle(id, facts, IfMatch.Any, db, caller, ct)).Result as Refused);
            return refused is not null ? refused : TypedResults.Ok(HospitalJson.Of((await Find(id, db, caller, ct))!));
        }, ct);
    }

    /// <summary>Beds and load, by the hospital's own people or an administrator.</summary>
    public static async Task<Results<Ok<HospitalJson>, Refused>> Report(long id, Sent sent, Db db, Caller caller, CancellationToken ct)
    {
        var capacity = Capacity(sent);
        if (sent.Refuse() is { } malformed)
        {
            return malformed;
        }

        // Nothing to say: those clients are answered with what stands.
        if (capacity is null)
        {
            return await One(id, db, caller, ct);
        }

        return await db.Together<Results<Ok<HospitalJson>, Refused>>(caller, async (db, _) =>
        {
            var result = await ReportCapacity.Handle(id, capacity, db, caller, ct);
            return result.Result is Ok<HospitalView> { Value: { } hospital } ? TypedResults.Ok(HospitalJson.Of(hospital)) : (Refused)result.Result;
        }, ct);
    }

    private static Task<HospitalView?> Find(long id, Db db, Caller caller, CancellationToken ct) =>
        db.Find<HospitalView>($"{HospitalView.Select} where h.id = {id} and {Hospital.Within(caller, Permissions.HospitalsRead)}", ct);

    private static SiteFacts SiteOf(Sent sent, string? zone) => new(
        sent.Text("name", 200, required: true) ?? "", SiteKind.Hospital, zone ?? "UTC", sent.Text("address", 500),
        sent.Degrees(90, "latitude"), sent.Degrees(180, "longitude"));

    private static CapacityRequest? Capacity(Sent sent)
    {
        var capacity = new CapacityRequest(
            sent.Count("total_beds", MostBeds), sent.Count("available_beds", MostBeds),
            sent.Word<HospitalLoad>("emergency_capacity") ?? sent.Word<HospitalLoad>("load"));
        return capacity == new CapacityRequest() ? null : capacity;
    }

    private static JsonObject Facts(Sent sent)
    {
        var facts = new JsonObject();
        if (sent.Has("phone_number"))
        {
            facts["phone"] = sent.Text("phone_number", 40);
        }

        if (sent.Names("specialties", 50) is { } specialties)
        {
            facts["specialties"] = new JsonArray([.. specialties.Select(specialty => JsonValue.Create(specialty))]);
        }

        return facts;
    }

    private static JsonObject Place(Sent sent)
    {
        var site = new JsonObject();
        if (sent.Text("name", 200) is { } name)
        {
            site["name"] = name;
        }

        if (sent.Has("address"))
        {
            site["address"] = sent.Text("address", 500);
        }

        foreach (var (field, limit) in new[] { ("latitude", 90d), ("longitude", 180d) })
        {
            if (sent.Degrees(limit, field) is { } degrees)
            {
                site[field] = degrees;
            }
        }

        return site;
    }
}
