using Attend.Bench;

if (args is [FanOutServers.Word, var kind, var connection])
{
    await FanOutServers.Serve(kind, connection);
    return 0;
}

// bin/bench [ROW ...]: the rows named, or all. Each prints its raw numbers and its ratio to a yardstick measured in the same run.
(string Row, string Title, Func<TextWriter, Task> Run)[] rows =
[
    ("B1", "dispatch over HTTP", Dispatching.Run),
    ("B2", "join and call next with 10, 1,000 and 100,000 waiting", Queueing.Run),
    ("B3", "one event to 1,000, 5,000 and 9,500 sockets", FanOut.Run),
    ("B4", "position ingest", Positions.Run),
    ("B5", "something to tell 100, 10,000 and 100,000 people of a site", Telling.Run),
    ("B6", "recommendation: rank 1,000 units for a call", Recommend.Run),
    ("B8", "start to ready, empty and with 1,000,000 closed calls", Starting.Run),
    ("B10", "first load of the pages for strangers at 2G speed", FirstLoad.Run),
    ("B11", "the dispatcher's board with 500 moving units and 200 open calls for ten minutes", BoardFrames.Run),
];

var unknown = args.Where(name => !rows.Any(row => string.Equals(row.Row, name, StringComparison.OrdinalIgnoreCase))).ToList();
if (unknown.Count > 0)
{
    Console.Error.WriteLine($"No such row: {string.Join(' ', unknown)}. There are {string.Join(' ', rows.Select(row => row.Row))}.");
    return 1;
}

foreach (var (row, title, run) in rows.Where(row => args.Length == 0 || args.Contains(row.Row, StringComparer.OrdinalIgnoreCase)))
{
    Console.WriteLine($"{row}: {title}");
    await run(Console.Out);
    Console.WriteLine();
}

return 0;
