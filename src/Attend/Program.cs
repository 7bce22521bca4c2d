using Attend;
using Attend.Platform;

return await CommandLine.Run(args, Modules.All, Console.Out, Console.Error);
