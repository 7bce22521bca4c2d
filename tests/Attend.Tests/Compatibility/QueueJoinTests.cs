using System.Text.Json;
using Attend.Channels;
using Attend.Notifications;
using Attend.Platform.Access;
using Attend.Tests.Notifications;
using Attend.Tests.Queues;
using Microsoft.AspNetCore.Http;
using Npgsql;
using Xunit;

namespace Attend.Tests.Compatibility;

/// <summary>A patient asks whether there is a number to be had, takes one, and confirms what they were told.</summary>
public sealed class QueueJoinTests(World world) : IClassFixture<World>
{
    private const string Join = "/operations/queue/join/";

    private const string Confirm = "/operations/queue/notifications/confirm/";

    [Fact]
    public async Task A_patient_takes_a_number_at_every_address()
    {
        var clinic = await Clinic.Open(world);
        var expected = 0;
        foreach (var address in OldWorld.Everywhere("/join"))
        {
            var patient = await world.Patient();
            var mark = await world.Mark();
            var joined = (await patient.Post(address, new { department = clinic.Code.ToLowerInvariant() })).Is(201);

            expected++;
            Assert.Equal(OldWorld.EntryFields.Append("entry"), joined.Body.Fields());
            Assert.Equal(OldWorld.EntryFields, joined["entry"].Fields());
            Assert.Equal((expected, $"{clinic.Code}-00{expected}", "normal", clinic.Code, "waiting", expected), (
                joined["queue_number"].GetInt32(), joined["ticket_number"].GetString(), joined["type"].GetString(), joined["department"].GetString(),
                joined["status"].GetString(), joined["position_in_queue"].GetInt32()));
            Assert.Equal(world.Clock.Now, joined["enqueue_time"].GetDateTimeOffset());
            Assert.EndsWith(" Test", joined["patient_name"].GetString()!, StringComparison.Ordinal);
            Assert.Equal([JsonValueKind.Null, JsonValueKind.Null, JsonValueKind.Null, JsonValueKind.Null],
                new[] { "priority_level", "priority_position", "started_at", "finished_at" }.Select(field => joined[field].ValueKind));
            Assert.Equal(["queues.ticket_issued"], await world.EventsSince(mark, $"ticket:{joined.Id}"));
            Assert.Equal((patient.UserId, "app"), (
                await world.Row<long>($"select patient_id from queues.tickets where id = {joined.Id}"), await world.Row<string>($"select source from queues.tickets where id = {joined.Id}")));
            Assert.Equal(200, (await world.Stranger.Get(joined.Message.Headers.Location!.ToString())).Number);
        }

        Assert.Equal("", await world.Violations());
    }

    [Theory]
    [InlineData("pwd", "person_with_disability")]
    [InlineData("pregnant", "pregnant")]
    [InlineData("senior", "older_person")]
    [InlineData("with_child", "with_child")]
    public async Task What_they_declare_in_the_old_word_is_kept_until_a_clerk_has_confirmed_it(string said, string meant)
    {
        var clinic = await Clinic.Open(world, new { scheme = "strict" });
        await clinic.Join();
        var joined = (await (await world.Patient()).Post(Join, new { department = clinic.Code, priority_level = said.ToUpperInvariant() })).Is(201);
        Assert.Equal(("priority", said, 2, 2), (
            joined["type"].GetString(), joined["priority_level"].GetString(), joined["position_in_queue"].GetInt32(), joined["priority_position"].GetInt32()));
        Assert.Equal($"{meant} false", await world.Row<string>($"select consideration || ' ' || considered from queues.tickets where id = {joined.Id}"));
        (await clinic.Do(joined.Id, "confirm-class")).Is(200);
        Assert.Equal(["002", "001"], await clinic.Line());
    }

    [Fact]
    public async Task Whoever_cannot_join_is_told_why_in_the_old_words()
    {
        var clinic = await Clinic.Open(world, new { capacity = 2 });
        var patient = await world.Patient();
        (await patient.Post(Join, new { department = clinic.Code })).Is(201);
        Assert.Equal("You are already in the queue", (await patient.Post(Join, new { department = clinic.Code })).Error(400));
        var other = await world.Patient();
        (await other.Post(Join, new { department = clinic.Code, priority_level = "normal" })).Is(201);
        var late = await world.Patient();
        Assert.Equal("Queue is full", (await late.Post(Join, new { department = clinic.Code })).Error(400));
        (await (await clinic.Nurse).Post($"/api/queues/{clinic.Queue}/pause")).Is(200);
        Assert.Equal("Queue is currently paused", (await late.Post(Join, new { department = clinic.Code })).Error(400));
        (await (await clinic.Nurse).Post($"/api/queues/{clinic.Queue}/close")).Is(200);
        Assert.Equal("Queue is currently closed", (await late.Post(Join, new { department = clinic.Code })).Error(400));
        Assert.Equal("Only patients can join the queue", (await (await clinic.Nurse).Post(Join, new { department = clinic.Code })).Error(403));
        Assert.Equal("Queue status not found for department", (await late.Post(Join, new { department = "NOWHERE" })).Error(404));
        Assert.Equal("\"vip\" is not a valid choice.", (await late.Post(Join, new { department = clinic.Code, priority_level = "VIP" })).Wrong("priority_level"));
        Assert.Equal("Sign in first.", (await world.Stranger.Post(Join, new { department = clinic.Code })).Error(401));
        Assert.Equal(2, await world.Row<int>($"select count(*)::int from queues.tickets where queue_id = {clinic.Queue}"));
    }

    [Fact]
    public async Task Whether_there_is_a_number_to_be_had_is_told_with_the_reason()
    {
        var clinic = await Clinic.Open(world, new { capacity = 1 });
        var patient = await world.Patient();
        foreach (var address in OldWorld.Everywhere("/availability"))
        {
            var seen = (await patient.Get($"{address}?department={clinic.Code.ToLowerInvariant()}")).Is(200);
            Assert.Equal(
                ["is_available", "reason", "already_in_queue", "queue_status", "is_open", "status_message", "current_schedule_start_time", "current_schedule_end_time"],
                seen.Body.Fields());
            Assert.Equal((true, JsonValueKind.Null, false, true), (
                seen["is_available"].GetBoolean(), seen["reason"].ValueKind, seen["already_in_queue"].GetBoolean(), seen["is_open"].GetBoolean()));
            Assert.Equal(OldWorld.StatusFields, seen["queue_status"].Fields());
        }

        Assert.Equal((true, false, null), await Look(patient));
        (await patient.Post(Join, new { department = clinic.Code })).Is(201);
        Assert.Equal((false, true, "You are already in the queue"), await Look(patient));
        var other = await world.Patient();
        Assert.Equal((false, false, "Queue is full"), await Look(other));
        (await (await clinic.Nurse).Post($"/api/queues/{clinic.Queue}/pause")).Is(200);
        Assert.Equal((false, false, "Queue is currently paused"), await Look(other));
        (await (await clinic.Nurse).Post($"/api/queues/{clinic.Queue}/close")).Is(200);
        Assert.Equal((false, false, "Queue is currently closed"), await Look(other));
        var nowhere = (await other.Get("/operations/queue/availability/?department=NOWHERE")).Is(200);
        Assert.Equal((false, "Queue system is not configured for this department", JsonValueKind.Null), (
            nowhere["is_available"].GetBoolean(), nowhere["reason"].GetString(), nowhere["queue_status"].ValueKind));

        async Task<(bool, bool, string?)> Look(Api reader)
        {
            var seen = (await reader.Get($"/operations/queue/availability/?department={clinic.Code}")).Is(200);
            return (seen["is_available"].GetBoolean(), seen["already_in_queue"].GetBoolean(), seen["reason"].GetString());
        }
    }

    [Fact]
    public async Task A_patient_confirms_what_they_were_told_by_the_number_of_the_message()
    {
        var patient = await world.Patient();
        var message = (await patient.Post("/api/notifications/test")).Is(200)["message_id"].GetInt64();
        await world.Settled();
        foreach (var address in OldWorld.Everywhere("/notifications/confirm"))
        {
            var confirmed = (await patient.Post(address, new { notification_id = message })).Is(200);
            Assert.Equal(["message", "notification"], confirmed.Body.Fields());
            var shown = confirmed["notification"];
            Assert.Equal(["id", "message", "is_read", "channel", "delivery_status", "sent_at", "delivered_at", "created_at"], shown.Fields());
            Assert.Equal((message, false, "websocket", "delivered"), (
                shown.GetProperty("id").GetInt64(), shown.GetProperty("is_read").GetBoolean(), shown.GetProperty("channel").GetString(),
                shown.GetProperty("delivery_status").GetString()));
            Assert.Equal(world.Clock.Now, shown.GetProperty("delivered_at").GetDateTimeOffset());
            Assert.NotEqual("", shown.GetProperty("message").GetString());
        }

        Assert.Equal("Notification not found", (await (await world.Patient()).Post(Confirm, new { notification_id = message })).Error(404));
        Assert.Equal("This field is required.", (await patient.Post(Confirm)).Wrong("notification_id"));
        Assert.Equal("A valid integer is required.", (await patient.Post(Confirm, new { notification_id = "x" })).Wrong("notification_id"));
    }

    [Fact]
    public async Task A_screen_may_be_faster_than_what_is_written_down_for_the_patient()
    {
        var patient = await world.Patient();
        var (message, unused) = (await Draw(), await Draw());
        foreach (var number in new[] { message, unused, message })
        {
            var early = (await patient.Post(Confirm, new { notification_id = number })).Is(200);
            Assert.Equal(("Notification delivery confirmed", JsonValueKind.Null), (early["message"].GetString(), early["notification"].ValueKind));
        }

        Assert.Equal("Notification not found", (await patient.Post(Confirm, new { notification_id = unused + 1_000 })).Error(404));
        // What was drawn long ago and never said is not looked for.
        Assert.Equal("Notification not found", (await patient.Post(Confirm, new { notification_id = -1 })).Error(404));
        await world.Db.Run($"select setval('platform.messages_id_seq', {unused + 300})");
        Assert.Equal("Notification not found", (await patient.Post(Confirm, new { notification_id = unused })).Error(404));
        await world.Db.Write(Caller.System, async change =>
        {
            Messages.Say(change, message, Kind.Test, $"test:{message}", Audience.Person(patient.UserId), new { }, null, rungs: [Rung.AtOnce(Way.InApp)]);
            await change.Send();
            return TypedResults.NoContent();
        });
        await world.Settled();
        Assert.Equal([$"test {patient.UserId} in_app PENDING"], await world.Deliveries($"test:{message}"));

        world.Clock.Advance(TimeSpan.FromSeconds(1));
        await world.DueDone();
        Assert.Equal([$"test {patient.UserId} in_app DELIVERED"], await world.Deliveries($"test:{message}"));
        Assert.Equal("delivered", (await patient.Post(Confirm, new { notification_id = message })).Is(200)["notification"].GetProperty("delivery_status").GetString());

        // Nothing is looked for much longer than the writing takes.
        Assert.Equal([$"{unused}.{patient.UserId}"], await Looked());
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        await world.DueDone();
        Assert.Empty(await Looked());

        Task<long> Draw() => world.Row<long>($"select nextval('platform.messages_id_seq')");
        Task<IReadOnlyList<string>> Looked() => world.Rows<string>($"select key from platform.work where kind = {ConfirmMessage.Work}");
    }

    [Fact]
    public async Task What_is_written_down_while_it_is_being_confirmed_is_marked_all_the_same()
    {
        var (patient, other) = (await world.Patient(), await world.Patient());
        var id = (await world.Told(other.UserId, "test:between", [new(Kind.Test.Name, Way.InApp, DeliveryState.Pending, world.Clock.Now)])).Single();
        var message = await world.Row<long>($"select message_id from notifications.deliveries where id = {id}");
        await using var writer = new NpgsqlConnection(world.Connection);
        await writer.OpenAsync(TestContext.Current.CancellationToken);
        await using var writing = await writer.BeginTransactionAsync(TestContext.Current.CancellationToken);
        // Whoever confirms has looked for the delivery, and stands before the message.
        await using var write = new NpgsqlCommand($"lock table notifications.messages; update notifications.deliveries set user_id = {patient.UserId} where id = {id}", writer, writing);
        await write.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        var confirmed = patient.Post(Confirm, new { notification_id = message });
        await Platform.Wait.Until(async () => await world.Row<bool>($"select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')"));
        await writing.CommitAsync(TestContext.Current.CancellationToken);

        (await confirmed).Is(200);
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        await world.DueDone();
        Assert.Equal("DELIVERED", await world.Row<string>($"select state from notifications.deliveries where id = {id}"));
    }
}
