using System.Text.Json;
using System.Text.Json.Nodes;

namespace Attend.Tests.Faults;

/// <summary>A way to ask the server for something, as its own OpenAPI document has it.</summary>
/// <param name="Old">Answers errors in the form of the systems replaced.</param>
/// <param name="Body">The schema of its body; null when it has none, or reads it by hand.</param>
internal sealed record Operation(string Method, string Path, string Permission, bool Old, JsonElement? Body, IReadOnlyList<JsonElement> Parameters)
{
    public bool Writes => Method is not "GET";

    public override string ToString() => $"{Method} {Path}";
}

/// <summary>Makes right requests from the OpenAPI document, for the fuzzer to break.</summary>
internal sealed class Operations(JsonElement document)
{
    // Old clients send fields that nobody knows, and the server passes over them: one body fits every old route.
    private static readonly string[] OldFields =
    [
        "emergency_call_id", "ambulance_id", "paramedic_id", "hospital_id", "caller_name", "caller_phone", "emergency_type", "description",
        "location_address", "latitude", "longitude", "priority", "patient_name", "patient_age", "patient_condition", "hospital_destination",
        "status", "unit_number", "unit_type", "equipment_list", "max_patients", "current_latitude", "current_longitude", "name", "address",
        "phone_number", "specialties", "total_beds", "available_beds", "emergency_capacity", "assigned_paramedic", "is_available", "department",
        "is_open", "priority_level", "notification_id", "start_time", "end_time", "days_of_week", "is_active", "service_id",
    ];

    private static readonly string[] AppointmentFields =
    [
        "patient", "therapist", "services", "date", "start_time", "end_time", "duration_minutes", "status", "driver", "notes", "location", "latitude", "longitude",
        "therapist_accepted", "driver_accepted", "rejection_reason",
    ];

    private static readonly string[] VisitStatuses =
    [
        "confirmed", "rejected", "pickup_requested", "driver_assigned_pickup", "driver_en_route_pickup", "driver_arrived_pickup", "therapist_picked_up", "en_route",
        "arrived", "in_progress", "completed",
    ];

    private static readonly string[] PositionFields = ["unit_id", "latitude", "longitude", "at", "sent_at", "speed", "heading", "accuracy"];

    public IReadOnlyList<Operation> All { get; } =
    [
        .. from path in document.GetProperty("paths").EnumerateObject()
           from operation in path.Value.EnumerateObject()
           select new Operation(
               operation.Name.ToUpperInvariant(), path.Name, operation.Value.GetProperty("x-permission").GetString()!,
               operation.Value.TryGetProperty("tags", out var tags) && tags.EnumerateArray().Any(tag => tag.ValueEquals("compatibility")),
               operation.Value.TryGetProperty("requestBody", out var body)
                   ? body.GetProperty("content").GetProperty("application/json").GetProperty("schema")
                   : null,
               operation.Value.TryGetProperty("parameters", out var parameters) ? [.. parameters.EnumerateArray()] : []),
    ];

    /// <summary>The address with ids of things that are there, and with what it cannot be asked without.</summary>
    public static string Address(Operation operation, Scene scene, Func<string, string?>? instead = null)
    {
        var asked = operation.Parameters
            .Where(one => one.GetProperty("in").ValueEquals("query") && one.TryGetProperty("required", out var required) && required.GetBoolean())
            .Select(one => one.GetProperty("name").GetString()!)
            .Select(name => $"{name}={Uri.EscapeDataString(instead?.Invoke(name) ?? scene.InAddress(operation.Path.Split('/')[^1], name))}");
        return string.Join('?', new[] { Address(operation.Path, scene, instead), string.Join('&', asked) }.Where(part => part.Length > 0));
    }

    public static string Address(string pattern, Scene scene, Func<string, string?>? instead = null)
    {
        var parts = pattern.Split('/');
        for (var i = 1; i < parts.Length; i++)
        {
            if (parts[i].StartsWith('{'))
            {
                var name = parts[i].Trim('{', '}').Split(':')[0];
                parts[i] = instead?.Invoke(name) ?? scene.InAddress(parts[i - 1], name);
            }
        }

        return string.Join('/', parts);
    }

    /// <summary>A body that would do; null where the route takes none.</summary>
    public JsonNode? Sample(Operation operation, Scene scene, Random random)
    {
        if (operation.Path is "/api/positions")
        {
            return new JsonArray([.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Named(PositionFields, scene, random))]);
        }

        if (operation.Old)
        {
            return Named(operation.Path.StartsWith("/api/scheduling/", StringComparison.Ordinal) ? AppointmentFields : OldFields, scene, random);
        }

        if (operation.Body is not { } schema)
        {
            return null;
        }

        // A merge patch says nothing of its members: those of what is created at the same address are the likely ones. Few at a time,
        // for one unknown member refuses the whole.
        return Resolve(schema) is var plain && !plain.TryGetProperty("properties", out _)
            ? new JsonObject(random.GetItems(PatchMembers(operation), 2).DistinctBy(member => member.Name)
                .Select(member => KeyValuePair.Create(member.Name, Value(member.Value, member.Name, scene, random))))
            : Value(schema, "", scene, random);
    }

    private JsonProperty[] PatchMembers(Operation operation)
    {
        var parent = operation.Path[..operation.Path.LastIndexOf('/')];
        var created = All.FirstOrDefault(other => other.Method is "POST" && other.Path == parent)?.Body;
        var named = operation.Path switch
        {
            "/api/callers/{id}" => "CallerRequest",
            "/api/patients/{id}" => "PatientRequest",
            _ => "NewUser",
        };
        return [.. Resolve(created ?? document.GetProperty("components").GetProperty("schemas").GetProperty(named)).GetProperty("properties").EnumerateObject()];
    }

    private static JsonObject Named(string[] fields, Scene scene, Random random) =>
        new(fields.Where(_ => random.Next(10) < 8).Select(field => KeyValuePair.Create<string, JsonNode?>(field, field switch
        {
            "latitude" or "current_latitude" => JsonValue.Create(52.5 + random.NextDouble() / 10),
            "longitude" or "current_longitude" => JsonValue.Create(13.4 + random.NextDouble() / 10),
            "at" or "sent_at" => JsonValue.Create("2026-03-02T08:00:00Z"),
            "status" when fields == AppointmentFields => JsonValue.Create(random.GetItems(VisitStatuses, 1)[0]),
            "status" => JsonValue.Create(random.GetItems(["EN_ROUTE", "ON_SCENE", "TRANSPORTING", "AT_HOSPITAL", "CLOSED", "AVAILABLE"], 1)[0]),
            "priority" => JsonValue.Create("HIGH"),
            "emergency_type" => JsonValue.Create("CARDIAC"),
            "unit_type" => JsonValue.Create("ALS"),
            "emergency_capacity" => JsonValue.Create("LOW"),
            "patient_age" or "max_patients" or "total_beds" or "available_beds" or "speed" or "heading" or "accuracy" => JsonValue.Create(random.Next(10)),
            "unit_number" => JsonValue.Create($"U{random.Next()}"),
            "date" => JsonValue.Create("2026-08-03"),
            "duration_minutes" => JsonValue.Create(30 + random.Next(90)),
            "services" => new JsonArray(scene.InBody("service_ids")),
            "therapist_accepted" or "driver_accepted" or "is_available" or "is_active" => JsonValue.Create(true),
            "is_open" => JsonValue.Create(random.Next(2) == 0),
            "department" => JsonValue.Create(scene.InAddress("queue", "code")),
            "priority_level" => JsonValue.Create(random.GetItems(["pwd", "pregnant", "senior", "with_child", "normal"], 1)[0]),
            "start_time" => JsonValue.Create("08:00"),
            "end_time" => JsonValue.Create("17:00:00"),
            "days_of_week" => new JsonArray(0, "1", "Friday"),
            _ => scene.InBody(field) is { } id ? (JsonNode?)JsonValue.Create(id) : JsonValue.Create("Some words"),
        })));

    private JsonNode? Value(JsonElement schema, string name, Scene scene, Random random)
    {
        schema = Resolve(schema);
        if (schema.TryGetProperty("enum", out var words))
        {
            return JsonValue.Create(words[random.Next(words.GetArrayLength())].GetString());
        }

        switch (TypeOf(schema))
        {
            case "object":
                var required = schema.TryGetProperty("required", out var names) ? names.EnumerateArray().Select(each => each.GetString()!).ToHashSet() : [];
                return schema.TryGetProperty("properties", out var members)
                    ? new JsonObject(members.EnumerateObject().Where(member => required.Contains(member.Name) || random.Next(10) < 6)
                        .Select(member => KeyValuePair.Create(member.Name, Value(member.Value, member.Name, scene, random))))
                    : [];
            case "array":
                return new JsonArray([.. Enumerable.Range(0, random.Next(1, 3)).Select(_ => Value(schema.GetProperty("items"), name, scene, random))]);
            case "integer":
                return JsonValue.Create(scene.InBody(name) ?? random.Next(1, 10));
            case "number":
                return JsonValue.Create(name.EndsWith("longitude", StringComparison.Ordinal) ? 13.4 : 52.5);
            case "boolean":
                return JsonValue.Create(random.Next(2) == 0);
            default:
                return JsonValue.Create(Text(schema, name, random));
        }
    }

    private static string Text(JsonElement schema, string name, Random random) =>
        (schema.TryGetProperty("format", out var format) ? format.GetString() : name) switch
        {
            "date-time" => $"2026-03-0{random.Next(1, 4)}T0{random.Next(10)}:00:00Z",
            "date" => "2026-06-01",
            "zone" => "Europe/Berlin",
            "language" => "en",
            "email" => "somebody@example.org",
            "password" => World.Password,
            "phone" => "+4930123456",
            "step" => "on_scene_at",
            "sex" => "female",
            // Without a format it is a time of the day.
            "from" => "08:00",
            "to" => "17:00",
            _ => $"words {random.Next()}",
        };

    private JsonElement Resolve(JsonElement schema)
    {
        while (true)
        {
            if (schema.TryGetProperty("$ref", out var reference))
            {
                schema = document.GetProperty("components").GetProperty("schemas").GetProperty(reference.GetString()!.Split('/')[^1]);
            }
            else if (schema.TryGetProperty("oneOf", out var either))
            {
                schema = either.EnumerateArray().Last();
            }
            else
            {
                return schema;
            }
        }
    }

    private static string TypeOf(JsonElement schema) =>
        !schema.TryGetProperty("type", out var type) ? "string"
        : type.ValueKind is JsonValueKind.Array ? type.EnumerateArray().Select(each => each.GetString()!).First(each => each is not "null")
        : type.GetString()!;
}
