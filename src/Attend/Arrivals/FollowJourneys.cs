using Attend.Dispatch;
using Attend.Platform.Database;
using Attend.Platform.Events;

namespace Attend.Arrivals;

/// <summary>
/// Keeps the arrivals of a call as Dispatch and Queues say they are. An event says only which call to look at: what is done follows from how
/// its units, patients and numbers stand now, so that events may come late, twice or in any order, and the last one is always right.
/// </summary>
internal static class FollowJourneys
{
    /// <summary>Everything that may change whom a unit brings, where to and when.</summary>
    private static readonly string[] OfDispatch =
    [
        "dispatch.transport_began", "dispatch.unit_at_hospital", "dispatch.care_transferred", "dispatch.unit_cleared", "dispatch.unit_failed",
        "dispatch.unit_stood_down", "dispatch.destination_changed", "dispatch.step_undone", "dispatch.stamp_corrected", DispatchEvents.LateTapTaken,
        DispatchEvents.PatientAdded, DispatchEvents.PatientChanged, DispatchEvents.DispositionGiven, "dispatch.call_reprioritised", "dispatch.call_cancelled",
        "dispatch.call_closed", "dispatch.call_finished", "dispatch.call_linked", "dispatch.call_merged", "dispatch.call_unlinked", DispatchEvents.CallParted,
    ];

    /// <summary>What a desk does that says where somebody goes without being asked, and its being taken back.</summary>
    private static readonly string[] OfQueues =
    [
        "queues.priority_set", "queues.patient_reassessed", "queues.service_started", "queues.ticket_completed", "queues.ticket_transferred",
        "queues.ticket_no_show", "queues.ticket_cancelled", "queues.ticket_expired", "queues.deed_undone",
    ];

    public static readonly Subscription Subscription = new("arrivals", [.. OfDispatch, .. OfQueues], React);

    private static async Task React(IServiceProvider services, Change change, EventRow row)
    {
        if (row.Concerns("call"))
        {
            await Follow(change, row.SubjectId);
            return;
        }

        var call = change.Find<long?>($"select call_id from arrivals.arrivals where ticket_id = {row.SubjectId} and state in ('ARRIVED', 'HANDED_OVER')");
        await change.Send();
        if (call.Value is { } id)
        {
            await Follow(change, id);
        }
    }

    private static async Task Follow(Change change, long callId)
    {
        var sheet = ArrivalSheet.Lock(change, callId);
        await change.Send();
        var kept = new HashSet<long>();
        foreach (var journey in sheet.Journeys)
        {
            if (sheet.EntryOf(journey, kept) is { } entry)
            {
                kept.Add(entry.Id);
                await Keep(change, sheet, journey, await Heed(change, entry));
            }
            else
            {
                await Announce(change, sheet, journey);
            }
        }

        foreach (var entry in sheet.Entries.Where(entry => !kept.Contains(entry.Id) && !sheet.IsElsewhere(entry) && !sheet.IsHistory(entry)))
        {
            await Leave(change, await Heed(change, entry));
        }
    }

    /// <summary>What the desk made of the number comes first: its word on where somebody is counts more than a crew's button.</summary>
    private static async Task<ArrivalRow> Heed(Change change, ArrivalRow entry)
    {
        var action = (entry.State, entry.Decided) switch
        {
            (ArrivalState.Arrived, true) => ArrivalAction.Settle,
            (ArrivalState.HandedOver, false) => ArrivalAction.Reopen,
            _ => (ArrivalAction?)null,
        };
        if (action is not { } act)
        {
            return entry;
        }

        change.Move(ArrivalLifecycle.Table, entry.Id, act, set: act is ArrivalAction.Reopen ? Sql.Raw("handed_over_at = null, place = null") : null);
        await change.Send();
        return entry with { State = ArrivalLifecycle.Table.Step(act).To!.Value };
    }

    /// <summary>Somebody is brought who has an entry.</summary>
    private static async Task Keep(Change change, ArrivalSheet sheet, Journey journey, ArrivalRow entry)
    {
        switch (entry.State)
        {
            case ArrivalState.Arriving when journey.Stand is Stand.Nowhere || sheet.QueueOf(journey) is null:
                await Withdraw(change, entry);
                break;
            case ArrivalState.Arriving:
                await Bring(change, journey, await Update(change, entry, Coming(entry, journey, sheet.QueueOf(journey)!)));
                break;
            case ArrivalState.Arrived when journey.Stand is Stand.Nowhere:
                await Withdraw(change, entry);
                break;
            // By whichever unit in the end: they are at this door.
            case ArrivalState.Arrived when journey.Stand is Stand.There && journey.To == entry.HospitalId:
                await Update(change, entry, Present(entry, journey));
                break;
            // The crew's button was pressed by mistake, or too early.
            case ArrivalState.Arrived when journey.Is(entry):
                await TakeBack(change, entry);
                break;
            // On to another hospital.
            case ArrivalState.Arrived:
                await Withdraw(change, entry, onward: true);
                await Announce(change, sheet, journey);
                break;
            case ArrivalState.HandedOver when journey.Is(entry):
                await Update(change, entry, Present(entry, journey));
                break;
            case ArrivalState.HandedOver:
                await Announce(change, sheet, journey);
                break;
        }
    }

    /// <summary>Nobody brings them any more.</summary>
    private static async Task Leave(Change change, ArrivalRow entry)
    {
        if (entry.State is ArrivalState.Arriving or ArrivalState.Arrived)
        {
            await Withdraw(change, entry);
        }
    }

    private static async Task Announce(Change change, ArrivalSheet sheet, Journey journey)
    {
        if (journey.Stand is Stand.Nowhere || journey.IsPast(change.Now) || sheet.QueueOf(journey) is not { } queue)
        {
            return;
        }

        var id = change.NextId("arrivals.arrivals");
        await change.Send();
        var entry = Coming(null, journey, queue) with { Id = id.Value };
        change.Add(ArrivalLifecycle.Table, entry.Id, ArrivalAction.Announce, [.. entry.Columns], journey.Left ?? change.Now,
            new { entry.PatientId, entry.UnitId, entry.Eta, entry.Level, entry.Emergency });
        await change.Send();
        await Bring(change, journey, entry);
    }

    private static async Task Bring(Change change, Journey journey, ArrivalRow entry)
    {
        if (journey.Stand is Stand.There)
        {
            await Numbers.Give(change, entry, Platform.Clocks.Earlier(journey.Came ?? change.Now, change.Now));
        }
    }

    private static async Task TakeBack(Change change, ArrivalRow entry)
    {
        // Whom somebody has done anything to is there, whatever the crew says.
        if (await Numbers.Withdraw(change, entry))
        {
            change.Move(ArrivalLifecycle.Table, entry.Id, ArrivalAction.TakeBack, set: $"ticket_id = null, arrived_at = null");
            await change.Send();
        }
    }

    /// <summary>Ends an entry with its number. Whose number somebody has done anything to is the desk's to end.</summary>
    /// <param name="onward">They have been there, and go on: the entry ends in any case, because another one begins.</param>
    private static async Task Withdraw(Change change, ArrivalRow entry, bool onward = false)
    {
        var withdrawn = entry.TicketId is not null && await Numbers.Withdraw(change, entry);
        if (entry.TicketId is not null && !withdrawn && !onward)
        {
            return;
        }

        change.Move(ArrivalLifecycle.Table, entry.Id, ArrivalAction.Withdraw, data: new { ticket_withdrawn = withdrawn });
        await change.Send();
    }

    /// <summary>The entry as it should be now; another destination is a move, anything else a change, and nothing new is nothing.</summary>
    private static async Task<ArrivalRow> Update(Change change, ArrivalRow before, ArrivalRow after)
    {
        if (after.QueueId != before.QueueId)
        {
            change.Move(ArrivalLifecycle.Table, before.Id, ArrivalAction.Move, set: after.Set,
                data: new { queue_id = after.QueueId, from_queue_id = before.QueueId, hospital_id = after.HospitalId, from_hospital_id = before.HospitalId, after.Eta });
        }
        else if (after != before)
        {
            change.Move(ArrivalLifecycle.Table, before.Id, ArrivalAction.Change, to: before.State, set: after.Set,
                data: new { after.PatientId, after.UnitId, after.Eta, after.Level, after.Emergency, after.CareTransferredAt });
        }

        await change.Send();
        return after;
    }

    private static ArrivalRow Coming(ArrivalRow? entry, Journey journey, EmergencyQueue queue)
    {
        var proposed = ProposedClass.Of(journey.Priority, queue.Classes);
        return new ArrivalRow(
            entry?.Id ?? 0, ArrivalState.Arriving, entry?.Version ?? 1, journey.CallId, journey.ResponseId, journey.UnitId, journey.Leg, journey.PatientId,
            queue.HospitalId, queue.SiteId, queue.QueueId, proposed.Place, proposed.Emergency, journey.Eta, journey.EtaFrom, journey.EtaAt,
            journey.TransferredCareAt, journey.HandedTo, null, false);
    }

    /// <summary>Once they are there the class is the number's, and what was said of the way is over.</summary>
    private static ArrivalRow Present(ArrivalRow entry, Journey journey) => entry with
    {
        CallId = journey.CallId,
        ResponseId = journey.ResponseId,
        UnitId = journey.UnitId,
        Leg = journey.StayedHospitalId is null ? journey.Leg : entry.Leg,
        PatientId = journey.PatientId,
        CareTransferredAt = journey.TransferredCareAt,
        HandedTo = journey.HandedTo,
    };
}
