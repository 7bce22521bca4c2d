using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;

namespace Attend.Trips;

/// <summary>An offer as a decision needs it.</summary>
internal sealed record OfferRow(long Id, long TripId, long DriverId, int Wave, bool Binding, OfferState State, DateTimeOffset StateSince, DateTimeOffset? ExpiresAt, DateTimeOffset? HeldAt)
{
    /// <summary>Over <c>trips.offers o</c>; the caller adds the where.</summary>
    public static Sql Select => Sql.Raw("""
        select o.id, o.trip_id, o.driver_id, o.wave, o.binding, o.state, o.state_since, o.expires_at, o.held_at from trips.offers o
        """);
}

/// <summary>What a driver was asked, and answered.</summary>
/// <param name="Binding">The trip is theirs until they say no.</param>
/// <param name="ExpiresAt">Until when it can be answered; null while it is kept from a driver who is moving.</param>
internal sealed record OfferView(
    long Id, long TripId, long DriverId, string? DriverName, int Wave, bool Binding, OfferState State, DateTimeOffset StateSince, long Version, DateTimeOffset? ExpiresAt,
    string? Reason, DateTimeOffset? MadeAt, DateTimeOffset? AnsweredAt)
{
    public IReadOnlyList<string> Actions { get; init; } = [];

    public OfferView For(Func<Permission, bool> may) => this with { Actions = OfferLifecycle.Table.Table.Actions(Words.Of(State), may) };

    /// <summary>The view over <c>trips.offers o</c>; the caller adds the where.</summary>
    public static Sql Select => Sql.Raw("""
        select o.id, o.trip_id, o.driver_id, m.full_name as driver_name, o.wave, o.binding, o.state, o.state_since, o.version, o.expires_at, o.reason, o.made_at, o.answered_at
        from trips.offers o left join people.members m on m.id = o.driver_id
        """);
}

/// <summary>How long an offer is open. Set by <c>ATTEND_OFFER_SECONDS</c>; 25 when it is not.</summary>
internal sealed record OfferTime(TimeSpan Open)
{
    public static readonly ModuleSetting Known = new("ATTEND_OFFER_SECONDS", "How long a driver has to answer an offer, from 5 to 600 seconds; 25 when not given.");

    public static OfferTime FromEnvironment() => Read(Environment.GetEnvironmentVariable("ATTEND_OFFER_SECONDS"));

    public static OfferTime Read(string? written) => written is not { Length: > 0 } ? new(TimeSpan.FromSeconds(25))
        : int.TryParse(written, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var seconds) && seconds is >= 5 and <= 600
            ? new(TimeSpan.FromSeconds(seconds))
            : throw new BadUsage("ATTEND_OFFER_SECONDS is a number of seconds from 5 to 600.");
}
