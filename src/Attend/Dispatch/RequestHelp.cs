using System.ComponentModel.DataAnnotations;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Dispatch;

/// <summary>What a stranger says. All of it may be missing but one way to find them: a place, or a phone to call back.</summary>
internal sealed record HelpRequest(
    EmergencyType EmergencyType = EmergencyType.Other, [StringLength(4000)] string? Description = null, Place? Location = null,
    [StringLength(200)] string? Name = null, [StringLength(40)] string? Phone = null,
    [MaxLength(10)] IReadOnlyList<PatientRequest>? Patients = null);

/// <summary>A picture, freed of everything else.</summary>
internal sealed record Photo(string ContentType, byte[] Content);

/// <param name="Token">Shown this once; the address of the page that follows the request.</param>
/// <param name="EmergencyNumber">To be called at once when it gets worse.</param>
internal sealed record HelpView(string CallId, CallState Status, string Token, int Photos, string EmergencyNumber, string Advice);

/// <summary>
/// A stranger asks for help without signing in. It is a call like any other, marked as unverified until somebody has called back, and
/// as flood when a device or a phone asks too often; it is never refused for that.
/// </summary>
internal static class RequestHelp
{
    private const int PerDevice = 5;
    private const int PerPhone = 3;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    /// <param name="flood">Whether the device has asked too often already.</param>
    public static async Task<Results<Created<HelpView>, Refused>> Ask(
        HelpRequest help, IReadOnlyList<Photo> photos, bool flood, Db db, Caller caller, RateLimits limits, Settings settings, CancellationToken ct)
    {
        var located = help.Location is { Latitude: not null, Longitude: not null } || !string.IsNullOrWhiteSpace(help.Location?.Address);
        if (!located && string.IsNullOrWhiteSpace(help.Phone))
        {
            return PlatformProblems.Invalid.Field("location", "say where you are, or leave a phone number");
        }

        flood |= PhoneFloods(limits, help.Phone);
        return await db.Write<Results<Created<HelpView>, Refused>>(caller, async change =>
        {
            var newId = TakeCall.NextId(change);
            await change.Send();

            var (token, hash) = Token.NewShort();
            var view = Add(change, newId.Value, help, photos, flood, hash);
            await change.Send();
            return TypedResults.Created($"/api/requests/{token}", new HelpView(
                view.Value.CallId, view.Value.State, token, photos.Count, settings.EmergencyNumber,
                TrackRequest.Advice(settings.EmergencyNumber)));
        }, ct);
    }

    /// <summary>Whether this device asks too often; each asking counts.</summary>
    public static bool DeviceFloods(RateLimits limits, Caller caller) =>
        !limits.Take($"requests of device {caller.Source}", PerDevice, Window, out _);

    public static bool PhoneFloods(RateLimits limits, string? phone) =>
        phone is not null && !limits.Take($"requests of phone {Likeness.Digits(phone)}", PerPhone, Window, out _);

    /// <summary>Queues the call of a stranger; only the hash of the token is kept.</summary>
    public static Pending<CallView> Add(Change change, long id, HelpRequest help, IReadOnlyList<Photo> photos, bool flood, byte[] tokenHash,
        // Until somebody has called back nobody knows better than to hurry.
        Priority priority = Priority.High)
    {
        var call = new TakeCallRequest(help.EmergencyType, priority, Description: help.Description, Location: help.Location?.Whole(),
            Patients: help.Patients,
            Callers: help.Name is null && help.Phone is null ? [] : [new CallerRequest(help.Name, help.Phone, null, null)]);
        var view = TakeCall.Add(
            change, id, call, change.Now, "public", [("unverified", true), ("flood", flood), ("tracking_token", tokenHash)]);
        foreach (var photo in photos)
        {
            change.Run($"""
                insert into dispatch.photos (call_id, content_type, content, created_at)
                values ({id}, {photo.ContentType}, {photo.Content}, {change.Now})
                """);
        }

        return view;
    }
}
