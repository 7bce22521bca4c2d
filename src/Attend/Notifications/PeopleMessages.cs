using System.Globalization;
using Attend.People;
using Attend.Platform.Database;
using Attend.Platform.Events;
using Attend.Platform.Work;

namespace Attend.Notifications;

/// <summary>What people are told of their own affairs: a shift that begins, a licence that expires.</summary>
internal static class PeopleMessages
{
    /// <summary>How long before a shift its person is reminded.</summary>
    private static readonly TimeSpan Before = TimeSpan.FromHours(12);

    /// <summary>How many days before a licence expires its holder is told.</summary>
    private static readonly int[] Marks = [30, 7, 1];

    public static readonly Subscription Subscription = new(
        "notifications.people", [PeopleEvents.ShiftPlanned, PeopleEvents.ShiftChanged, PeopleEvents.ShiftCancelled], React);

    public static readonly DueKind Shifts =
        new("notifications.remind_of_shift", "Somebody is reminded of a shift.", RemindOfShift);

    public static readonly DueKind Licences = new(
        "notifications.remind_of_licences", "Whoever has a licence that expires soon is told, 30 days, 7 days and one day before.", RemindOfLicences,
        Every: TimeSpan.FromHours(6));

    private const int AtOnce = 200;

    private sealed record ShiftRow(long UserId, long SiteId, DateTimeOffset FromAt);

    private sealed record LicenceRow(long Id, long UserId, DateOnly ExpiresOn, int Days, int Mark);

    /// <summary>The shift is looked at again when its time has come: so the last word counts, in whatever order they come.</summary>
    private static async Task React(IServiceProvider services, Change change, EventRow row)
    {
        var id = row.Data.GetProperty("shift_id").GetInt64();
        if (row.Kind is PeopleEvents.ShiftCancelled)
        {
            Messages.Withdraw(change, $"shift:{id}", "ended");
            change.NotLater(Shifts.Name, Key(id));
        }
        else if (row.Data.GetProperty("from").GetDateTimeOffset() is var from && from > change.Now)
        {
            change.Later(Shifts.Name, Key(id), from - Before);
        }

        await change.Send();
    }

    private static async Task RemindOfShift(IServiceProvider services, Change change, DueItem item)
    {
        var id = long.Parse(item.Key, CultureInfo.InvariantCulture);
        var found = change.Find<ShiftRow>($"select user_id, site_id, from_at from people.duty where shift_id = {id}");
        var told = change.Find<string>($"""
            select facts ->> 'at' from notifications.messages where subject = {"shift:" + Key(id)} and state = 'SAID' order by id desc limit 1
            """);
        var message = change.NextMessage();
        await change.Send();
        if (found.Value is { } moved && moved.FromAt - Before > change.Now)
        {
            // An edit was heard of late.
            change.Later(Shifts.Name, item.Key, moved.FromAt - Before);
            await change.Send();
            return;
        }

        // An edit that moved nothing is no news.
        if (found.Value is { } shift && shift.FromAt > change.Now
            && !(DateTimeOffset.TryParse(told.Value, CultureInfo.InvariantCulture, out var known) && known == shift.FromAt))
        {
            Messages.Withdraw(change, $"shift:{id}", "changed");
            Messages.Say(change, message.Value, Kind.ShiftBegins, $"shift:{id}", Audience.Person(shift.UserId), new { shift.SiteId, at = shift.FromAt, shift_id = id }, null,
                deadline: shift.FromAt);
            await change.Send();
        }
    }

    private static async Task RemindOfLicences(IServiceProvider services, Change change, DueItem item)
    {
        // Once for each mark, however often it is looked.
        var due = change.List<LicenceRow>($"""
            select l.id, l.user_id, l.expires_on, t.days, m.mark
            from people.licence_terms l
            cross join lateral (select l.expires_on - ({change.Now} at time zone l.zone)::date as days) t
            cross join lateral (select min(mark) as mark from unnest({Marks}) as mark where mark >= t.days) m
            where t.days >= 0 and m.mark is not null and not exists (
                select from notifications.messages o where o.subject = concat('licence:', l.id, ':', l.expires_on, ':', m.mark))
            order by l.id limit {AtOnce}
            """);
        await change.Send();
        var ids = due.Value.Select(_ => change.NextMessage()).ToList();
        await change.Send();
        foreach (var (index, licence) in due.Value.Index())
        {
            Messages.Say(change, ids[index].Value, Kind.LicenceExpires,
                string.Create(CultureInfo.InvariantCulture, $"licence:{licence.Id}:{licence.ExpiresOn:yyyy-MM-dd}:{licence.Mark}"), Audience.Person(licence.UserId),
                new { licence_id = licence.Id, on = licence.ExpiresOn, licence.Days }, null);
        }

        if (due.Value.Count == AtOnce)
        {
            change.Later(item.Kind, item.Key, change.Now);
        }

        await change.Send();
    }

    private static string Key(long id) => id.ToString(CultureInfo.InvariantCulture);
}
