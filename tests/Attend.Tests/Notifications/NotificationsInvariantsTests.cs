using System.Globalization;
using Attend.Channels;
using Attend.Notifications;
using Attend.Tests.Faults;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace Attend.Tests.Notifications;

/// <summary>Each invariant cries when somebody breaks by hand what it is there for, and is silent before.</summary>
public sealed class NotificationsInvariantsTests(World world) : IClassFixture<World>
{
    /// <summary>Wrongs, with what keeps some of them out taken away first; <c>{message}</c>, <c>{sms}</c> and <c>{inbox}</c> are ids.</summary>
    private static readonly (string Invariant, string Wrong)[] Wrongs =
    [
        ("I6 every delivery ends", "update notifications.deliveries set state = 'PENDING', lease_until = null, deadline = (select max(at) from platform.events) - interval '2 minutes' where id = {sms}"),
        ("I6 nobody is left out", "delete from notifications.tries where delivery_id = {sms}; delete from notifications.deliveries where id = {sms}"),
        ("I6 nobody is left out", "delete from notifications.deliveries where id = {inbox}"),
        ("I6 nobody is left out", "update notifications.rungs set people = people + 1 where message_id = {message} and number = 0"),
        ("I6 nobody is told twice", """
            alter table notifications.deliveries drop constraint one_delivery_per_person_and_way;
            insert into notifications.deliveries (message_id, rung, user_id, way, state, state_since, version, next_at)
            select message_id, rung, user_id, way, state, state_since, version, next_at from notifications.deliveries where id = {sms}
            """),
        ("I6 nobody is told twice", """
            drop index notifications.one_inbox_row_per_message;
            insert into notifications.deliveries (message_id, rung, user_id, way, state, state_since, version, next_at)
            select message_id, rung + 1, user_id, way, state, state_since, version, next_at from notifications.deliveries where id = {inbox}
            """),
        ("I6 every rung is climbed", "update notifications.rungs set written_at = null where message_id = {message} and number = 1"),
        ("I6 one end", "insert into platform.events (epoch, at, actor, kind, subject, to_state, data) select epoch, at, actor, 'notifications.delivery_failed', subject, 'FAILED', data from platform.events, generate_series(1, 2) where kind = 'notifications.delivery_sent' and (data ->> 'delivery_id')::bigint = {sms}"),
        ("I6 nothing waits for what is over", "update notifications.messages set state = 'OVER', state_since = (select max(at) from platform.events) - interval '2 minutes' where id = {message}; update notifications.deliveries set state = 'PENDING', lease_until = null, deadline = null where id = {sms}"),
        ("I6 nobody climbs after an answer", """
            update notifications.messages set state = 'OVER' where id = {message};
            insert into platform.events (epoch, at, actor, kind, subject, to_state, data) select max(epoch), max(at), '', 'notifications.message_withdrawn', 'message:{message}', 'OVER', '{}' from platform.events;
            insert into platform.events (epoch, at, actor, kind, subject, to_state, data) select epoch, at, actor, kind, subject, to_state, data from platform.events where kind = 'notifications.delivery_planned' and (data ->> 'delivery_id')::bigint = {sms}
            """),
        ("I6 one person answers", "update notifications.messages set state = 'ACKNOWLEDGED', acknowledged_at = created_at where id = {message}"),
        ("I6 tries are told", "delete from notifications.tries where delivery_id = {sms}"),
        ("I6 tries are told", "update notifications.tries set outcome = 'later' where delivery_id = {sms}"),
        ("I7 messages and events agree", "update notifications.messages set state = 'OVER' where id = {message}"),
        ("I7 deliveries and events agree", "update notifications.deliveries set state = 'FAILED' where id = {sms}"),
        ("I7 deliveries and events agree", "update notifications.deliveries set state = 'READ' where id = {inbox}"),
    ];

    public static TheoryData<int> Each => [.. Enumerable.Range(0, Wrongs.Length)];

    [Fact]
    public void Every_invariant_is_shown_to_cry() =>
        Assert.Equal(NotificationsInvariants.All.Select(invariant => invariant.Name).Order(), Wrongs.Select(one => one.Invariant).Distinct().Order());

    [Theory]
    [MemberData(nameof(Each))]
    public async Task It_cries(int index)
    {
        var (name, wrong) = Wrongs[index];
        var message = await Sent();
        Assert.Empty(await world.Violations());

        var sentences = await Cries(NotificationsInvariants.All.Single(one => one.Name == name).Query, wrong
            .Replace("{message}", message.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{sms}", $"(select id from notifications.deliveries where message_id = {message} and way = 'sms')", StringComparison.Ordinal)
            .Replace("{inbox}", $"(select id from notifications.deliveries where message_id = {message} and way = 'in_app')", StringComparison.Ordinal));

        Assert.NotEmpty(sentences);
        Assert.Empty(await world.Violations());
    }

    /// <summary>A message for one person that lies in their inbox and was sent to their telephone.</summary>
    private async Task<long> Sent()
    {
        var person = await world.AddPerson($"reached-{world.Draw()}", "dispatcher");
        var user = (await (await world.Admin()).Get($"/api/users/{person}")).Is(200);
        (await (await world.Admin()).Patch($"/api/users/{person}", new { phone = "+4930123456" }, user["version"].GetInt64())).Is(200);
        var message = await Town.Tell(world.Db, Kind.Alarm, Audience.Person(person));
        await world.Settled();
        world.Clock.Advance(TimeSpan.FromSeconds(30));
        await world.Settled();
        await world.Services.GetRequiredService<Sender>().SendDue(Way.Sms);
        Assert.Equal(1, await world.Row<long>($"select count(*) from notifications.deliveries where message_id = {message} and way = 'sms' and state = 'SENT'"));
        return message;
    }

    /// <summary>What the question answers in the very transaction that did the wrong, which is then undone.</summary>
    private async Task<IReadOnlyList<string>> Cries(string query, string wrong)
    {
        await using var connection = new NpgsqlConnection(world.Connection);
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var command = new NpgsqlCommand(wrong, connection, transaction))
        {
            await command.ExecuteNonQueryAsync();
        }

        await using var ask = new NpgsqlCommand(query, connection, transaction);
        await using var reader = await ask.ExecuteReaderAsync();
        var sentences = new List<string>();
        while (await reader.ReadAsync())
        {
            sentences.Add(reader.GetString(0));
        }

        return sentences;
    }
}
