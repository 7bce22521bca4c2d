namespace Attend.Tests.Dispatch;

/// <summary>Units that stand at a hospital and are lined up for their next call.</summary>
internal sealed class NextJobs(World world)
{
    public async Task<(long Call, long Response)> AtHospital(Unit unit, Person? named = null)
    {
        var call = await world.Call(patients: 1);
        var dispatcher = await world.Dispatcher();
        var sent = (await dispatcher.Post($"/api/calls/{call.Id}/dispatch", new { unit_id = unit.Id, crew = named is null ? [] : new[] { named.Id } })).Is(200);
        (await dispatcher.Post($"/api/responses/{sent.Id}/transport", new { hospital_id = await world.Hospital() })).Is(200);
        (await dispatcher.Post($"/api/responses/{sent.Id}/arrive-hospital")).Is(200);
        return (call.Id, sent.Id);
    }

    public async Task<Answer> LineUp(Unit unit, long call) =>
        await (await world.Dispatcher()).Post($"/api/units/{unit.Id}/next-job", new { call_id = call });

    public async Task<IReadOnlyList<long>> LinedUp(long call) =>
        await world.Rows<long>($"select unit_id from dispatch.next_jobs where call_id = {call} and state = 'LINED_UP'");

    public async Task Clear(long response) =>
        (await (await world.Dispatcher()).Post($"/api/responses/{response}/clear", new { disposition = "TRANSPORTED" })).Is(200);
}
