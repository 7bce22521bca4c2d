using Attend.Notifications;
using Attend.Platform.Work;
using Attend.Tests.Platform;
using Microsoft.Extensions.DependencyInjection;

namespace Attend.Tests.Notifications;

/// <summary>What people were told, once all that tells them has been done.</summary>
internal static class Told
{
    /// <summary>Waits until everything that happened so far was heard and written down, whoever does that.</summary>
    public static async Task Settled(this World world)
    {
        var mark = await world.Mark();
        string[] kinds = [.. DispatchMessages.Subscription.Kinds];
        var name = DispatchMessages.Subscription.Name;
        await Wait.Until(async () => !await world.Row<bool>($"""
            select exists (
                select from platform.events e join platform.subscriptions s on s.name = {name}
                where e.id <= {mark} and e.kind = any({kinds}) and (e.epoch, e.tx, e.id) > (s.epoch, s.tx, s.id))
            """));
        await Wait.Until(async () =>
        {
            await world.Services.GetRequiredService<Worker>().RunDue();
            return !await world.Row<bool>($"select exists (select from platform.work where kind = {TellAudience.Work})");
        });
    }

    /// <summary>Who was told what about a thing, by which way, and what became of it: <c>crew_assigned 5 in_app PENDING</c>.</summary>
    public static Task<IReadOnlyList<string>> Deliveries(this World world, string subject) => world.Rows<string>($"""
        select concat_ws(' ', m.kind, d.user_id, d.way, d.state, d.reason)
        from notifications.messages m join notifications.deliveries d on d.message_id = m.id
        where m.subject = {subject} order by d.id
        """);
}
