using Attend.Notifications;
using Attend.Tests.Platform;
using Microsoft.Extensions.DependencyInjection;

namespace Attend.Tests.Notifications;

/// <summary>What people were told, once all that tells them has been done.</summary>
internal static class Told
{
    /// <summary>Waits until what is due by now was done, and all that happened was heard and written down, whoever does that.</summary>
    public static async Task Settled(this World world)
    {
        await world.DueDone();
        var mark = await world.Mark();
        foreach (var subscription in new[]
        {
            DispatchMessages.Subscription, VisitMessages.Subscription, TripMessages.Subscription, QueueMessages.Subscription, PeopleMessages.Subscription,
        })
        {
            string[] kinds = [.. subscription.Kinds];
            await Wait.Until(async () => !await world.Row<bool>($"""
                select exists (
                    select from platform.events e join platform.subscriptions s on s.name = {subscription.Name}
                    where e.id <= {mark} and e.kind = any({kinds}) and (e.epoch, e.tx, e.id) > (s.epoch, s.tx, s.id))
                """));
        }

        await world.DueDone();
        var sender = world.Services.GetRequiredService<Sender>();
        await Wait.Until(async () =>
        {
            await sender.Expire();
            // What the server's own sender has in hand is passed over, and waited for.
            return !await world.Row<bool>($"""
                select exists (
                    select from notifications.deliveries d join notifications.messages m on m.id = d.message_id
                    where d.state = 'PENDING' and (d.lease_until is null or d.lease_until < now()) and (
                        d.deadline <= {world.Clock.Now}
                        or d.way <> 'in_app' and m.state <> 'SAID' and m.state_since > {world.Clock.Now.AddDays(-1)}))
                """);
        });
    }

    /// <summary>Who was told what about a thing, by which way, and what became of it: <c>crew_assigned 5 in_app PENDING</c>.</summary>
    public static Task<IReadOnlyList<string>> Deliveries(this World world, string subject) => world.Rows<string>($"""
        select concat_ws(' ', m.kind, d.user_id, d.way, d.state, d.reason)
        from notifications.messages m join notifications.deliveries d on d.message_id = m.id
        where m.subject = {subject} order by d.id
        """);

    /// <summary>What was said about a thing, in order: <c>ticket_called SAID</c>, with why it is over.</summary>
    public static Task<IReadOnlyList<string>> Said(this World world, string subject) => world.Rows<string>($"""
        select concat_ws(' ', kind, state, reason) from notifications.messages where subject = {subject} order by id
        """);

    /// <summary>Somebody with a telephone, signed in, at one site or at all.</summary>
    public static async Task<Api> Reachable(this World world, string role, long? site = null, string phone = "+49301234567")
    {
        var (name, admin) = ($"{role}-{world.Draw()}", await world.Admin());
        var id = await world.AddPerson(name, role, site);
        var user = (await admin.Get($"/api/users/{id}")).Is(200);
        (await admin.Patch($"/api/users/{id}", new { phone, zone = "UTC" }, user["version"].GetInt64())).Is(200);
        return await world.SignIn(name);
    }
}
