using System.Text.Json;

namespace Attend.Tests.Compatibility;

/// <summary>What the tests of the old routes ask for most.</summary>
internal static class OldWorld
{
    public static readonly string[] CallFields =
    [
        "id", "call_id", "caller_name", "caller_phone", "emergency_type", "description", "location_address", "latitude", "longitude", "priority",
        "assigned_ambulance", "assigned_ambulance_unit", "assigned_paramedic", "assigned_paramedic_name", "dispatcher", "dispatcher_name",
        "patient_name", "patient_age", "patient_condition", "hospital_destination", "received_at", "dispatched_at", "en_route_at", "on_scene_at",
        "transporting_at", "at_hospital_at", "closed_at", "created_at", "updated_at", "status", "emergency_type_display", "status_display",
        "priority_display",
    ];

    public static readonly string[] AmbulanceFields =
    [
        "id", "unit_number", "unit_type", "status", "current_latitude", "current_longitude", "last_location_update", "assigned_paramedic",
        "assigned_paramedic_name", "current_emergency", "current_emergency_id", "equipment_list", "max_patients", "created_at", "updated_at",
        "unit_type_display", "status_display",
    ];

    public static readonly string[] HospitalFields =
    [
        "id", "name", "address", "latitude", "longitude", "phone_number", "specialties", "total_beds", "available_beds", "emergency_capacity",
        "created_at", "updated_at", "emergency_capacity_display",
    ];

    public static readonly string[] StatusFields =
    [
        "id", "department", "is_open", "current_serving", "total_waiting", "estimated_wait_time", "status_message", "last_updated_by", "last_updated_by_name",
        "last_updated_at", "created_at", "current_schedule_start_time", "current_schedule_end_time", "current_schedule_days_of_week",
    ];

    public static readonly string[] EntryFields =
    [
        "id", "queue_number", "ticket_number", "type", "patient_name", "priority_level", "department", "status", "position_in_queue", "priority_position",
        "enqueue_time", "started_at", "finished_at",
    ];

    public static readonly string[] ServiceTicketFields =
    [
        "id", "ticket_number", "patient_id", "service_id", "service_name", "status", "priority", "position_in_queue", "estimated_wait_time", "actual_arrival",
        "consultation_start", "consultation_end", "created_at", "patient", "service",
    ];

    public static readonly string[] AppointmentFields =
    [
        "id", "patient", "patient_name", "therapist", "therapist_name", "driver", "driver_name", "services", "services_details", "date", "start_time", "end_time",
        "duration_minutes", "status", "location", "latitude", "longitude", "notes", "pickup_request_time", "pickup_urgency", "pickup_location", "pickup_notes",
        "estimated_arrival", "driver_assigned_at", "driver_en_route_at", "driver_arrived_at", "therapist_picked_up_at", "en_route_at", "arrived_at", "started_at",
        "completed_at", "cancelled_at", "therapist_accepted", "therapist_accepted_at", "driver_accepted", "driver_accepted_at", "rejection_reason", "rejected_by",
        "rejected_at", "cancellation_reason", "payment_status", "operator", "return_driver", "return_driver_name", "return_pickup_request_time",
        "return_pickup_urgency", "return_estimated_arrival", "return_driver_assigned_at", "return_driver_en_route_at", "return_driver_arrived_at",
        "return_therapist_picked_up_at", "return_dropped_off_at", "created_at", "updated_at", "status_display",
    ];

    /// <summary>Both addresses of a department's route, each with and without the slash at its end.</summary>
    public static IEnumerable<string> Everywhere(string path) =>
        from prefix in new[] { "/operations/queue", "/api/operations/queue" } from end in new[] { "/", "" } select prefix + path + end;

    /// <summary>A patient of their own.</summary>
    public static async Task<Api> Patient(this World world)
    {
        var name = $"patient-{world.Draw()}";
        await world.AddPerson(name, "patient");
        return await world.SignIn(name);
    }

    /// <summary>The names of an object's members, in order.</summary>
    public static IEnumerable<string> Fields(this JsonElement element) => element.EnumerateObject().Select(member => member.Name);

    /// <summary>The one sentence of <c>{"error": "..."}</c>; anything else is not the old form.</summary>
    public static string Error(this Answer answer, int status)
    {
        answer.Is(status);
        Xunit.Assert.Equal("application/json", answer.Message.Content.Headers.ContentType?.MediaType);
        Xunit.Assert.Equal(["error"], answer.Body.Fields());
        return answer["error"].GetString()!;
    }

    /// <summary>What is wrong with a field, from <c>{field: ["..."]}</c>.</summary>
    public static string Wrong(this Answer answer, string field)
    {
        answer.Is(400);
        return answer[field][0].GetString()!;
    }

    /// <summary>A call as an old client makes it.</summary>
    public static async Task<Answer> OldCall(this World world, string priority = "HIGH") => (await (await world.Dispatcher()).Post("/api/emergencies/", new
    {
        caller_name = "John Doe", caller_phone = "07654321", emergency_type = "CARDIAC", description = "Chest pain",
        location_address = "22 Peace Village", latitude = 52.51, longitude = 13.41, priority, patient_name = "Jane Doe", patient_age = 61,
    })).Is(201);

    public static async Task<Answer> OldDispatch(this World world, long call, long unit, object? more = null) =>
        await (await world.Dispatcher()).Post("/dispatch/api/dispatch/", more ?? new { emergency_call_id = call, ambulance_id = unit });
}
