using Attend.Dispatch;
using Attend.Platform;
using Attend.Platform.Database;
using Xunit;

namespace Attend.Tests.Dispatch;

internal enum Button
{
    Take, Dispatch, Acknowledge, Depart, Stage, Arrive, AtPatient, Transport, ArriveHospital, TransferCare, Clear, BackAtBase, Decline,
    StandDown, Fail, Redirect, NextJob, Undo, Hold, Release, SignOn, SignOff, Cancel, Close, Reopen, Disposition, Reprioritise, Wait,
}

/// <summary>One button; the numbers choose among what is there when it is pressed, so that a shorter day still makes sense.</summary>
internal sealed record Press(Button Button, int Which, int Other, bool Yes);

/// <summary>The same room twice: the server's and the model's.</summary>
internal sealed class ModelRoom(World world, long hospital)
{
    private readonly ModelDay day = new();
    private readonly List<string> story = [];
    private readonly List<Unit> crews = [];
    private string before = "";

    public int Done { get; private set; }

    public int Refused { get; private set; }

    public async Task Open(int units, Queue<Unit> idle)
    {
        // A day that failed leaves its violation behind; the shorter ones that are tried after it answer for their own.
        before = await world.Violations();
        for (var i = 0; i < units; i++)
        {
            var unit = idle.TryDequeue(out var found) ? found : await world.Unit();
            crews.Add(unit);
            day.Units.Add(new ModelUnit { Id = unit.Id, Member = unit.Crew[0].Id });
        }

        await Press(new Press(Button.Take, 0, 0, false));
        await Press(new Press(Button.Take, 2, 0, false));
    }

    public async Task Press(Press press)
    {
        world.Clock.Advance(press.Button is Button.Wait ? TimeSpan.FromSeconds(press.Yes ? 61 : 59) : TimeSpan.FromSeconds(1));
        day.Now = world.Clock.Now;
        if (press.Button is Button.Wait || Choose(press) is not var (path, body, expected))
        {
            return;
        }

        var answer = await (await world.Dispatcher()).Post(path, body);
        story.Add($"{world.Clock.Now:HH:mm:ss} ({day.Now.ToUnixTimeSeconds()}) {path} {System.Text.Json.JsonSerializer.Serialize(body)}: {answer.Number} {answer.Code}");
        Assert.True(expected ? answer.Number is 200 or 201 or 204 : answer.Number == 409, Told($"the model {(expected ? "takes" : "refuses")} it"));
        (Done, Refused) = expected ? (Done + 1, Refused) : (Done, Refused + 1);
        await Name(answer);
        var (model, server) = (Expected(), await Actual());
        Assert.True(model.SequenceEqual(server), Told([.. model.Except(server).Select(line => "model  " + line), .. server.Except(model).Select(line => "server " + line)]));
    }

    /// <summary>Nothing that was looked for at every step is broken; no hospital waits for a unit that does not come.</summary>
    public async Task Close(Queue<Unit> idle)
    {
        long[] responses = [.. day.Responses.Select(response => response.Id)];
        long[] units = [.. day.Units.Select(unit => unit.Id)];
        var broken = await world.Rows<string>($"""
            select format('pre-alert %s is %s, response %s is %s', p.id, p.state, r.id, r.state)
            from dispatch.pre_alerts p join dispatch.responses r on r.id = p.response_id
            where p.state not in ('MOVED', 'ENDED') and r.state not in ('TRANSPORTING', 'AT_HOSPITAL') and r.id = any({responses})
            union all
            select format('unit %s has a next job and nothing to clear before', n.unit_id) from dispatch.next_jobs n
            where n.state = 'LINED_UP' and n.unit_id = any({units}) and not exists (select 1 from fleet.units u where u.id = n.unit_id and u.holder_id is not null)
            """);
        var violations = await world.Violations();
        Assert.True(broken.Count == 0 && violations == before, Told([.. broken, violations]));
        await Sweep();
        crews.ForEach(idle.Enqueue);
    }

    /// <summary>Everything ends, so that nothing rings into the next day, and the units are as they were in the morning.</summary>
    private async Task Sweep()
    {
        var dispatcher = await world.Dispatcher();
        for (var unit = 0; unit < day.Units.Count; unit++)
        {
            while (day.Serving(day.Units[unit]) is { } last)
            {
                (await dispatcher.Post($"/api/responses/{last.Id}/clear", new { disposition = "REFUSED" })).Is(200);
                day.Clear(last, "REFUSED", hold: false);
                await Name(default);
            }

            await dispatcher.Post($"/api/units/{day.Units[unit].Id}/release");
            (await dispatcher.Post($"/api/units/{day.Units[unit].Id}/sign-on", new { user_ids = new[] { day.Units[unit].Member } })).Is(200);
        }

        foreach (var call in day.Calls.Where(call => call.Open))
        {
            (await dispatcher.Post($"/api/calls/{call.Id}/close", new { disposition = "REFUSED" })).Is(200);
        }
    }

    /// <summary>What is pressed, and whether the model takes it; null when there is nothing to press.</summary>
    private (string Path, object Body, bool Expected)? Choose(Press press)
    {
        var unit = day.Units[press.Which % day.Units.Count];
        var call = Pick(day.Calls, press.Button is Button.NextJob or Button.Redirect ? press.Other : press.Which, one => one.Open);
        var response = Pick(day.Responses, press.Which, one => one.Active || press.Button is Button.Undo && one.Taps.Count > 0);
        var word = press.Yes ? "REFUSED" : null;
        switch (press.Button)
        {
            case Button.Take:
                day.Take(press.Which % 3);
                return ("/api/calls", new
                {
                    emergency_type = "MEDICAL", priority = "LOW", location = new { latitude = 52.51, longitude = 13.41 },
                    patients = Enumerable.Range(0, press.Which % 3).Select(index => new { age = 40 + index }),
                }, true);
            case Button.Dispatch when call is not null:
                unit = day.Units[press.Other % day.Units.Count];
                return ($"/api/calls/{call.Id}/dispatch", new { unit_id = unit.Id }, day.Dispatch(call, unit));
            case Button.Cancel when call is not null:
                return ($"/api/calls/{call.Id}/cancel", new { reason = "test" }, day.Cancel(call));
            case Button.Close when call is not null:
                return ($"/api/calls/{call.Id}/close", new { disposition = word }, day.Close(call, word));
            case Button.Reopen when day.Calls.Count > 0:
                call = Pick(day.Calls, press.Which, one => one.State is CallState.Closed)!;
                return ($"/api/calls/{call.Id}/reopen", new { reason = "test" }, day.Reopen(call));
            case Button.Reprioritise when call is not null:
                return ($"/api/calls/{call.Id}/reprioritise", new { priority = press.Yes ? "LOW" : "MEDIUM" }, day.Reprioritise(call));
            case Button.Disposition when call is { Patients.Count: > 0 }:
                var patient = call.Patients[press.Other % call.Patients.Count];
                day.GiveDisposition(call, patient, "TREATED_AND_RELEASED");
                return ($"/api/patients/{patient.Id}/disposition", new { disposition = "TREATED_AND_RELEASED" }, true);
            case Button.NextJob when call is not null:
                return ($"/api/units/{unit.Id}/next-job", new { call_id = call.Id }, day.NextJob(unit, call));
            case Button.Hold:
                return ($"/api/units/{unit.Id}/hold", new { reason = "meal" }, day.Hold(unit));
            case Button.Release:
                unit = Pick(day.Units, press.Which, one => one.HeldAs is not null)!;
                return ($"/api/units/{unit.Id}/release", new { }, ModelDay.Release(unit));
            case Button.SignOn:
                return ($"/api/units/{unit.Id}/sign-on", new { user_ids = new[] { unit.Member } }, ModelDay.SignOn(unit));
            case Button.SignOff:
                return ($"/api/units/{unit.Id}/sign-off", new { }, day.SignOff(unit));
            default:
                return response is null ? null : Choose(press, response, word);
        }
    }

    private (string Path, object Body, bool Expected)? Choose(Press press, ModelResponse response, string? word)
    {
        var path = $"/api/responses/{response.Id}/";
        switch (press.Button)
        {
            case Button.Transport:
                return (path + "transport", new { hospital_id = hospital }, day.Transport(response));
            case Button.TransferCare:
                return (path + "transfer-care", new { }, day.TransferCare(response));
            case Button.Clear:
                object body = press.Other % 4 == 0 ? new { disposition = word, hold = new { reason = "cleaning" } } : new { disposition = word };
                return (path + "clear", body, day.Clear(response, word, press.Other % 4 == 0));
            case Button.Decline:
                return (path + "decline", new { reason = "test" }, day.EndEarly(response, ResponseAction.Decline));
            case Button.StandDown:
                return (path + "stand-down", new { reason = "test" }, day.EndEarly(response, ResponseAction.StandDown));
            case Button.Fail:
                return (path + "fail", new { cause = "breakdown" }, day.EndEarly(response, ResponseAction.Fail));
            case Button.Redirect:
                var to = Pick(day.Calls, press.Other, one => one.Open)!;
                return (path + "redirect", new { call_id = to.Id }, day.Redirect(response, to));
            case Button.Undo:
                return (path + "undo", new { }, day.Undo(response));
            case Button.BackAtBase:
                response = Pick(day.Responses, press.Which, one => !one.Active)!;
                return ($"/api/responses/{response.Id}/back-at-base", new { }, day.Tap(response, ResponseAction.BackAtBase));
            case Button.Acknowledge or Button.Depart or Button.Stage or Button.Arrive or Button.AtPatient or Button.ArriveHospital:
                var action = Enum.Parse<ResponseAction>(press.Button.ToString());
                return (path + Words.Of(action).Replace('_', '-'), new { }, day.Tap(response, action));
            default:
                return null;
        }
    }

    /// <summary>Mostly one for which the button is meant, now and then any: refusals are part of the day.</summary>
    private static T? Pick<T>(IReadOnlyList<T> all, int which, Func<T, bool> meant)
        where T : class
    {
        var fit = which % 5 == 0 ? all : [.. all.Where(meant)];
        fit = fit.Count > 0 ? fit : all;
        return fit.Count == 0 ? null : fit[which / 5 % fit.Count];
    }

    /// <summary>Gives the model's new things the ids that the server drew.</summary>
    private async Task Name(Answer? answer)
    {
        if (answer is not null && day.Calls is [.., { Id: 0 } call])
        {
            call.Id = answer.Id;
            foreach (var (patient, row) in call.Patients.Zip(answer["patients"].EnumerateArray()))
            {
                patient.Id = row.GetProperty("id").GetInt64();
            }
        }

        foreach (var response in day.Responses.Where(response => response.Id == 0))
        {
            // A next job begins with the clear of the job before, whose answer is about that one.
            response.Id = await world.Row<long>($"select max(id) from dispatch.responses where unit_id = {response.Unit.Id}");
        }
    }

    private string Told(params string[] differences) => string.Join('\n', [.. story, .. differences]);

    private List<string> Expected() =>
    [
        .. day.Calls.Select(call => $"call {call.Id} {Words.Of(call.State)} needs_unit={Word(call.NeedsUnit)} disposition={call.Disposition}"),
        .. day.Responses.Select(response => $"response {response.Id} of call {response.Call.Id} by unit {response.Unit.Id} {Words.Of(response.State)} " +
            $"leg {response.Shape.Leg} pending={Word(response.Pending)} crewed={Word(response.Active)} " +
            $"disposition={response.Disposition} {string.Join(' ', Columns.Where(response.Shape.Stamps.ContainsKey).Select(column => $"{column}={response.Shape.Stamps[column].ToUnixTimeSeconds()}"))}"),
        .. day.Calls.SelectMany(call => call.Patients).Select(patient => $"patient {patient.Id} {patient.Disposition} with {patient.With?.Id}"),
        .. day.Units.Select(unit => $"unit {unit.Id} {Status(unit)}"),
    ];

    private async Task<IReadOnlyList<string>> Actual()
    {
        long[] calls = [.. day.Calls.Select(call => call.Id)];
        long[] units = [.. day.Units.Select(unit => unit.Id)];
        var stamps = Sql.Raw(string.Join(", ", Columns.Select(column => $"'{column}=' || extract(epoch from {column})::bigint")));
        return await world.Rows<string>($"""
            select line from (
                select 1 as part, id, concat('call ', id, ' ', state, ' needs_unit=', (needs_unit_since is not null)::text, ' disposition=', disposition) as line
                from dispatch.calls where id = any({calls})
                union all
                select 2, id, concat('response ', id, ' of call ', call_id, ' by unit ', unit_id, ' ', state, ' leg ', leg,
                    ' pending=', (change_pending is not null)::text,
                    ' crewed=', exists (select 1 from dispatch.crew w where w.response_id = r.id and w.to_at is null)::text,
                    ' disposition=', disposition, ' ', concat_ws(' ', {stamps}))
                from dispatch.responses r where call_id = any({calls})
                union all
                select 3, id, concat('patient ', id, ' ', disposition, ' with ', response_id) from dispatch.patients where call_id = any({calls})
                union all
                select 4, id, concat('unit ', id, ' ', status) from fleet.units where id = any({units})
            ) lines order by part, id
            """);
    }

    private static readonly string[] Columns =
    [
        "acknowledged_at", "en_route_at", "staged_at", "on_scene_at", "at_patient_at", "transporting_at", "at_hospital_at",
        "transferred_care_at", "cleared_at", "back_at_base_at", "ended_at",
    ];

    private string Status(ModelUnit unit) => day.Serving(unit) switch
    {
        { State: ResponseState.Assigned or ResponseState.Acknowledged } => "DISPATCHED",
        { State: ResponseState.TransferredCare } => "AT_HOSPITAL",
        { } serving => Words.Of(serving.State),
        null => unit.HeldAs ?? (unit.SignedOn ? "AVAILABLE" : "UNSTAFFED"),
    };

    private static string Word(bool value) => value ? "true" : "false";
}
