namespace Attend.Tests.Queues;

/// <summary>A department with its desks and its people, for a story.</summary>
internal sealed class Clinic
{
    private Clinic(World world, long site, long queue, string code, IReadOnlyList<long> desks) =>
        (World, Site, Queue, Code, Desks) = (world, site, queue, code, desks);

    public World World { get; }

    public long Site { get; }

    public long Queue { get; }

    public string Code { get; }

    public IReadOnlyList<long> Desks { get; }

    /// <summary>Somebody who triages and serves here.</summary>
    public Task<Api> Nurse => World.As("nurse", Site);

    public long Desk => Desks[0];

    /// <summary>An open queue with so many open desks.</summary>
    /// <param name="settings">Of the queue, beside its name.</param>
    public static async Task<Clinic> Open(World world, object? settings = null, int desks = 1, long? site = null)
    {
        var supervisor = await world.Supervisor();
        var at = site ?? await world.Site("hospital");
        var code = $"Q{world.Draw()}";
        var facts = new Dictionary<string, object?> { ["name"] = "Clinic", ["one_per_device"] = false };
        foreach (var property in settings?.GetType().GetProperties() ?? [])
        {
            facts[property.Name] = property.GetValue(settings);
        }

        var queue = (await supervisor.Post("/api/queues", new { site_id = at, code, queue = facts })).Is(201).Id;
        (await supervisor.Post($"/api/queues/{queue}/open")).Is(200);
        var opened = new List<long>();
        for (var number = 1; number <= desks; number++)
        {
            var desk = (await supervisor.Post("/api/desks", new { site_id = at, desk = new { name = $"Room {world.Draw()}", queues = new[] { queue } } })).Is(201).Id;
            (await supervisor.Post($"/api/desks/{desk}/open")).Is(200);
            opened.Add(desk);
        }

        return new Clinic(world, at, queue, code, opened);
    }

    /// <summary>Somebody comes to the desk and gets a number.</summary>
    public async Task<Answer> Join(object? more = null) => (await (await Nurse).Post($"/api/queues/{Queue}/tickets", more)).Is(201);

    /// <summary>Those who wait, put there as the product would have put them, without ten thousand requests.</summary>
    public Task<long> Seed(int crowd) => World.Row<long>($"""
        with given as (
            insert into queues.tickets (token, number, issued_by, service_day, serial, site_id, queue_id, scale_id, level, source, state, state_since, version, band, class,
                order_key, arrived_at, joined_at)
            select int8send({Queue} * 1000000 + n), queues.number({Code}, n), {Queue}, {World.Clock.Now}::date, n, {Site}, {Queue},
                (select scale_id from queues.queues where id = {Queue}), 3, 'desk', 'WAITING', {World.Clock.Now}, 1, 1, 0,
                {World.Clock.Now} + n * interval '1 millisecond', {World.Clock.Now} + n * interval '1 millisecond', {World.Clock.Now}
            from generate_series(1, {crowd}) n returning id, queue_id, number, band, class, order_key
        ), told as (
            insert into platform.events (epoch, at, actor, kind, subject, to_state, data)
            select (select max(epoch) from platform.events), {World.Clock.Now}, 'system', 'queues.ticket_issued', 'ticket:' || id, 'WAITING',
                jsonb_build_object('queue_id', queue_id, 'number', number, 'key', queues.key(band, class, order_key, id), 'band', band) from given
        )
        select count(*) from given
        """);

    public async Task<Answer> Next(long? desk = null) => await (await Nurse).Post($"/api/queues/{Queue}/call-next", new { desk_id = desk ?? Desk });

    public async Task<Answer> Do(long ticket, string action, object? body = null) => await (await Nurse).Post($"/api/tickets/{ticket}/{action}", body);

    /// <summary>Called and served to the end.</summary>
    public async Task<string> Serve(long? desk = null)
    {
        var called = (await Next(desk)).Is(200);
        (await Do(called.Id, "start")).Is(200);
        (await Do(called.Id, "complete", new { outcome = "discharged" })).Is(200);
        return called["number"].GetString()!;
    }

    /// <summary>The numbers of those who wait, in their order.</summary>
    public async Task<IReadOnlyList<string>> Line() =>
        [.. (await (await Nurse).Get($"/api/queues/{Queue}/tickets?state=WAITING")).Is(200).Body.EnumerateArray().Select(ticket => ticket.GetProperty("number").GetString()!.Split('-')[1])];
}
