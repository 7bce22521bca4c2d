using Attend.Bench;

if (args is [FanOutServers.Word, var kind, var connection, var room])
{
    await FanOutServers.Serve(kind, connection, room);
    return 0;
}

// bin/bench [--short] [ROW ...]: the rows named, or all. Each prints its raw numbers and its ratio to a yardstick measured in the same run.
// With --short a row that can does so with little of everything, in a minute at most: it shows that the row runs, and measures nothing.
const string Short = "--short";
(string Row, string Title, Func<TextWriter, Task> Run, Func<TextWriter, Task>? Brief)[] rows =
[
    ("B1", "dispatch over HTTP", Dispatching.Run, null),
    ("B2", "join and call next with 10, 1,000 and 100,000 waiting", output => Queueing.Run(output), output => Queueing.Run(output, brief: true)),
    ("B3", "one event to 1,000, 5,000 and 9,500 sockets", output => FanOut.Run(output, FanOutRoom.Plain), output => FanOut.Run(output, FanOutRoom.Plain, brief: true)),
    ("B3-wall", "one event to 1,000, 5,000 and 9,500 who watch a queue",
        output => FanOut.Run(output, FanOutRoom.Wall), output => FanOut.Run(output, FanOutRoom.Wall, brief: true)),
    ("B3-phones", "one event to 1,000, 5,000 and 9,500 who wait in a queue",
        output => FanOut.Run(output, FanOutRoom.Phones), output => FanOut.Run(output, FanOutRoom.Phones, brief: true)),
    ("B4", "position ingest", Positions.Run, null),
    ("B5", "something to tell 100, 10,000 and 100,000 people of a site", output => Telling.OfSite(output), output => Telling.OfSite(output, brief: true)),
    ("B5-queue", "opening a queue with 100, 10,000 and 100,000 followers", output => Telling.OfQueue(output), output => Telling.OfQueue(output, brief: true)),
    ("B6", "recommendation: rank 1,000 units for a call", Recommend.Run, null),
    ("B7", "5,000 sockets are cut, and come back for what they missed", output => Reconnecting.Run(output), output => Reconnecting.Run(output, brief: true)),
    ("B8", "start to ready, empty and with 1,000,000 closed calls", Starting.Run, null),
    ("B10", "first load of the pages for strangers at 2G speed", output => FirstLoad.Run(output), output => FirstLoad.Run(output, brief: true)),
    ("B11", "the dispatcher's board with 500 moving units and 200 open calls for ten minutes", BoardFrames.Run, null),
    ("B12", "pick-ups matched with drivers, and 200 x 200", Matching.Run, null),
    ("B13", "a month of availability for 50 therapists with 40 visits each, and a series of 260 visits", output => Planning.Run(output), output => Planning.Run(output, brief: true)),
];

var brief = args.Contains(Short);
var named = args.Where(name => name != Short).ToList();
var unknown = named.Where(name => !rows.Any(row => string.Equals(row.Row, name, StringComparison.OrdinalIgnoreCase))).ToList();
if (unknown.Count > 0)
{
    Console.Error.WriteLine($"No such row: {string.Join(' ', unknown)}. There are {string.Join(' ', rows.Select(row => row.Row))}.");
    return 1;
}

var wanted = rows.Where(row => named.Count == 0 ? !brief || row.Brief is not null : named.Contains(row.Row, StringComparer.OrdinalIgnoreCase)).ToList();
if (brief && wanted.Where(row => row.Brief is null).ToList() is { Count: > 0 } whole)
{
    Console.Error.WriteLine($"Not to be had in short: {string.Join(' ', whole.Select(row => row.Row))}.");
    return 1;
}

foreach (var row in wanted)
{
    Console.WriteLine($"{row.Row}: {row.Title}{(brief ? "; in short, no measurement" : "")}");
    await (brief ? row.Brief! : row.Run)(Console.Out);
    Console.WriteLine();
}

return 0;
