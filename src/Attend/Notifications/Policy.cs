using Attend.Channels;

namespace Attend.Notifications;

/// <summary>One delivery as it will be written: when it is tried first, or why it is not.</summary>
internal sealed record Planned(long UserId, Way Way, long DeviceId, DateTimeOffset At, string? Reason = null, bool Withheld = false);

/// <summary>Whether a person is told by a way, when, and if not, why not. What is withheld is written down too: nobody wonders later.</summary>
internal static class Policy
{
    public const string NotWanted = "not_wanted";
    public const string NoAddress = "no_address";
    public const string NoDevice = "no_device";

    /// <summary>It was worth nothing any more when its people were written down.</summary>
    public const string TooLate = "too_late";

    /// <summary>It waits until its person's quiet hours are over, or is worth nothing then.</summary>
    public const string Quiet = "quiet_hours";

    /// <summary>It was quiet, and it could not wait.</summary>
    public const string PassedQuiet = "passed_quiet_hours";

    /// <summary>What saves a life is not switched off where its person looks anyway.</summary>
    public static bool IsFixed(Urgency urgency, Way way) => urgency is Urgency.Clinical && way is Way.InApp;

    public static IEnumerable<Planned> For(Recipient person, Way way, Urgency urgency, DateTimeOffset at, DateTimeOffset? deadline)
    {
        if (person.Refuses(way) && !IsFixed(urgency, way))
        {
            return [new Planned(person.UserId, way, 0, at, NotWanted, Withheld: true)];
        }

        // An inbox makes no noise, and a program does not sleep.
        var until = way is Way.InApp or Way.Webhook ? null : person.Quiet?.Until(at);
        if (until >= deadline && urgency is not Urgency.Clinical)
        {
            return [new Planned(person.UserId, way, 0, at, Quiet, Withheld: true)];
        }

        var reason = until is null ? null : urgency is Urgency.Clinical ? PassedQuiet : Quiet;
        var first = until is { } end && urgency is not Urgency.Clinical ? end : at;
        return way switch
        {
            Way.WebPush when person.Devices.Length == 0 => [new Planned(person.UserId, way, 0, at, NoDevice, Withheld: true)],
            Way.WebPush => person.Devices.Select(device => new Planned(person.UserId, way, device, first, reason)),
            Way.Email when !person.HasEmail => [new Planned(person.UserId, way, 0, at, NoAddress, Withheld: true)],
            Way.Sms or Way.Voice when !person.HasPhone => [new Planned(person.UserId, way, 0, at, NoAddress, Withheld: true)],
            _ => [new Planned(person.UserId, way, 0, first, reason)],
        };
    }
}
