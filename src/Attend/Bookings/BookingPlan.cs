using System.ComponentModel.DataAnnotations;
using Attend.People;
using Attend.Platform.Database;
using Attend.Queues;

namespace Attend.Bookings;

/// <summary>How a queue takes bookings.</summary>
/// <param name="Places">So many in a slot.</param>
/// <param name="Weekly">When slots are, by the site's clock; null: whenever the queue is open by its plan. Its holidays count either way.</param>
/// <param name="SelfBooking">Whether people book by themselves.</param>
/// <param name="LeadMinutes">Whoever books by themselves does so not later than so long before.</param>
/// <param name="HorizonDays">And not more than so many days ahead.</param>
/// <param name="EarlyMinutes">How long before the slot checking in begins.</param>
/// <param name="LateMinutes">Whoever checks in so late is still on time: they are called in the order of their slot.</param>
/// <param name="NoShowMinutes">So long after the slot's beginning whoever has not come does not come.</param>
internal sealed record BookingPlanFacts(
    [Range(5, 480)] int SlotMinutes = 15, [Range(1, 50)] int Places = 1, [MaxLength(70)] IReadOnlyList<DayHours>? Weekly = null, bool SelfBooking = true,
    [Range(0, 43_200)] int LeadMinutes = 60, [Range(1, 400)] int HorizonDays = 90, bool SelfCheckIn = true, [Range(0, 1440)] int EarlyMinutes = 30,
    [Range(0, 480)] int LateMinutes = 10, [Range(0, 1440)] int NoShowMinutes = 30);

/// <summary>What a decision needs of a plan, read under its lock.</summary>
internal sealed record BookingPlanRow(
    long QueueId, int SlotMinutes, int Places, IReadOnlyList<DayHours>? Weekly, bool SelfBooking, int LeadMinutes, int HorizonDays, bool SelfCheckIn,
    int EarlyMinutes, int LateMinutes, int NoShowMinutes, long Version)
{
    /// <summary>Over <c>bookings.plans p</c>; the caller adds the where.</summary>
    public static Sql Select => Sql.Raw("""
        select p.queue_id, p.slot_minutes, p.places, p.weekly, p.self_booking, p.lead_minutes, p.horizon_days, p.self_check_in, p.early_minutes,
               p.late_minutes, p.no_show_minutes, p.version
        from bookings.plans p
        """);

    /// <summary>Queues the lock under which places are given and given back. Before the lock of any booking.</summary>
    /// <param name="queues">SQL that gives the queue's id.</param>
    public static Pending<BookingPlanRow?> Lock(Change change, Sql queues)
    {
        change.Lock($"select from bookings.plans where queue_id = ({queues}) for no key update");
        return change.Find<BookingPlanRow>($"{Select} where p.queue_id = ({queues})");
    }
}
