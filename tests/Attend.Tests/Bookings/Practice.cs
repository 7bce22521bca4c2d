using System.Text.Json;
using Attend.Bookings;
using Attend.Tests.Platform;
using Attend.Tests.Queues;

namespace Attend.Tests.Bookings;

/// <summary>An open department that takes bookings around the clock, a quarter of an hour each, for a story.</summary>
internal sealed class Practice
{
    private Practice(Clinic clinic) => Clinic = clinic;

    public Clinic Clinic { get; }

    public World World => Clinic.World;

    public long Queue => Clinic.Queue;

    /// <summary>Somebody who keeps the bookings here.</summary>
    public Task<Api> Nurse => Clinic.Nurse;

    /// <param name="plan">What is to be said of its plan beside that.</param>
    /// <param name="queue">And of the queue.</param>
    public static async Task<Practice> Open(World world, object? plan = null, object? queue = null, long? site = null)
    {
        // What an earlier story left to the clock is not to happen in the middle of this one.
        await world.DueDone();
        var practice = new Practice(await Clinic.Open(world, queue, site: site));
        await practice.Plan(plan);
        return practice;
    }

    public async Task<Answer> Plan(object? but = null)
    {
        var facts = new Dictionary<string, object?>
        {
            ["weekly"] = Enumerable.Range(1, 7).Select(day => new { day, from = "00:00", to = "00:00" }), ["early_minutes"] = 1440, ["lead_minutes"] = 0,
        };
        foreach (var property in but?.GetType().GetProperties() ?? [])
        {
            facts[property.Name] = property.GetValue(but);
        }

        var supervisor = await World.Supervisor();
        var version = (await supervisor.Get($"/api/queues/{Queue}/booking-plan")).Is(200)["version"].GetInt64();
        return (await supervisor.Put($"/api/queues/{Queue}/booking-plan", facts, version)).Is(200);
    }

    /// <summary>When the slot begins that is so many after the next one.</summary>
    public DateTimeOffset At(int later = 0)
    {
        var quarter = TimeSpan.FromMinutes(15).Ticks;
        return new DateTimeOffset((World.Clock.Now.UtcTicks / quarter + 1 + later) * quarter, TimeSpan.Zero);
    }

    /// <summary>As the nurse, for somebody whom People does not know.</summary>
    public async Task<Answer> Try(DateTimeOffset at, bool wait = false, int? level = null) =>
        await (await Nurse).Post("/api/bookings", new { queue_id = Queue, starts_at = at, name = $"Somebody {World.Draw()}", wait, level });

    public async Task<Answer> Book(DateTimeOffset at, bool wait = false, int? level = null) => (await Try(at, wait, level)).Is(201);

    public async Task<Answer> Do(long booking, string action, object? body = null) => await (await Nurse).Post($"/api/bookings/{booking}/{action}", body);

    public Task<string> State(long booking) => World.Row<string>($"select state from bookings.bookings where id = {booking}");

    /// <summary>How many places a slot has left.</summary>
    public async Task<int> Free(DateTimeOffset at) => (await Slots(at)).Single(slot => slot.GetProperty("starts_at").GetDateTimeOffset() == at).GetProperty("free").GetInt32();

    public async Task<IReadOnlyList<JsonElement>> Slots(DateTimeOffset at)
    {
        var day = TimeZoneInfo.ConvertTime(at, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin")).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        return [.. (await World.Stranger.Get($"/api/queues/{Queue}/slots?date={day}")).Is(200)["slots"].EnumerateArray()];
    }

    /// <summary>Until what has become of tickets was heard.</summary>
    public static Task Heard(World world)
    {
        var kinds = FollowTicket.Subscription.Kinds.ToArray();
        return Wait.Until(() => world.Row<bool>($"""
            select not exists (
                select from platform.events e join platform.subscriptions s on s.name = {FollowTicket.Name} and (e.epoch, e.tx, e.id) > (s.epoch, s.tx, s.id)
                where e.kind = any({kinds}))
            """));
    }
}
