namespace Attend.Tests.Fleet;

internal static class FleetEventsSince
{
    /// <summary>The kinds of Fleet's events since a mark, in order; shifts that begin meanwhile are others' news.</summary>
    public static async Task<IReadOnlyList<string>> OfUnitsSince(this World world, long mark) =>
        await world.Db.List<string>($"select kind from platform.events where id > {mark} and subject like 'unit:%' order by id");
}
