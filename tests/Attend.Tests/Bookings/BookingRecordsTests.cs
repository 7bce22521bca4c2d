using Xunit;

namespace Attend.Tests.Bookings;

/// <summary>Each test has a world of its own: years pass.</summary>
public sealed class BookingRecordsTests(TestPostgres postgres) : IAsyncLifetime
{
    private const string Canary = "Kanarienvogel";

    private readonly World world = new(postgres);

    public ValueTask InitializeAsync() => world.InitializeAsync();

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Fact]
    public async Task What_was_noted_of_a_patient_is_exported_and_erased_with_them()
    {
        var practice = await Practice.Open(world);
        var patient = await world.AddPerson($"patient-{world.Draw()}", "patient");
        var booking = (await (await practice.Nurse).Post("/api/bookings", new { queue_id = practice.Queue, starts_at = practice.At(), patient_id = patient, name = Canary, note = Canary })).Is(201);
        var admin = await world.Admin();
        var kept = (await admin.Get($"/api/users/{patient}/export")).Is(200)["data"].GetProperty("bookings.bookings")[0];
        Assert.Equal((booking["reference"].GetString(), Canary), (kept.GetProperty("reference").GetString(), kept.GetProperty("note").GetString()));
        (await admin.Post($"/api/users/{patient}/erase")).Is(204);
        Assert.Equal(0L, await Said());
        Assert.Equal("booked", await practice.State(booking.Id));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task What_strangers_said_goes_a_year_after_their_slot_unless_somebody_holds_it()
    {
        var practice = await Practice.Open(world, new { places = 2 });
        var (one, held) = (await Stranger(practice), await Stranger(practice));
        (await (await world.Admin()).Post("/api/holds", new { subject = $"booking:{held}", reason = "A lawsuit" })).Is(201);
        world.Clock.Advance(TimeSpan.FromDays(365));
        await Expire();
        Assert.Equal(2L, await Said());
        world.Clock.Advance(TimeSpan.FromDays(1));
        await Expire();
        Assert.Equal([held], await world.Rows<long>($"select id from bookings.bookings where name is not null or note is not null"));
        Assert.Equal("noshow", await practice.State(one));
        Assert.Equal(0L, await world.Row<long>($"select count(*) from platform.events where data::text like {"%" + Canary + "%"}"));
    }

    private async Task<long> Stranger(Practice practice) =>
        (await world.Stranger.Post("/api/bookings", new { queue_id = practice.Queue, starts_at = practice.At(), name = Canary, note = Canary })).Is(201).Id;

    private async Task Expire()
    {
        await world.DueDone();
        await world.DueDone();
    }

    private Task<long> Said() => world.Row<long>($"select count(*) from bookings.bookings where name is not null or note is not null");
}
