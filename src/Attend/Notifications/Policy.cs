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

    public static IEnumerable<Planned> For(Recipient person, Way way, Urgency urgency, DateTimeOffset at, DateTimeOffset? deadline)
    {
        // What saves a life is not switched off where its person looks anyway.
        if (person.Refuses(way) && !(urgency is Urgency.Clinical && way is Way.InApp))
        {
            return [new Planned(person.UserId, way, 0, at, NotWanted, Withheld: true)];
        }

        return way switch
        {
            Way.WebPush when person.Devices.Length == 0 => [new Planned(person.UserId, way, 0, at, NoDevice, Withheld: true)],
            Way.WebPush => person.Devices.Select(device => new Planned(person.UserId, way, device, at)),
            Way.Email when !person.HasEmail => [new Planned(person.UserId, way, 0, at, NoAddress, Withheld: true)],
            Way.Sms or Way.Voice when !person.HasPhone => [new Planned(person.UserId, way, 0, at, NoAddress, Withheld: true)],
            _ => [new Planned(person.UserId, way, 0, at)],
        };
    }
}
