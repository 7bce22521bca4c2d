using Attend.People;
using Attend.Platform;
using Attend.Platform.Database;

namespace Attend.Demo;

/// <summary>With <c>--demo</c>: the town is made once the server listens, its parked units stay fresh, its simulator runs.</summary>
internal static class Demonstration
{
    public static async Task Begin(WebApplication app, CancellationToken stop)
    {
        var settings = app.Services.GetRequiredService<Settings>();
        if (!settings.Demo)
        {
            return;
        }

        // The first administrator cannot be made over HTTP. On a later start the name is taken, and signing in tells whether it is ours.
        var admin = TownPlan.Roles.Single(user => user.Username == "admin");
        await AddUser.Run(
            app.Services.GetRequiredService<Db>(), app.Services.GetRequiredService<Passwords>(), admin.Username, admin.FirstName,
            admin.LastName, [new HeldRole(Role.Admin, null)], admin.Password, TextWriter.Null, stop);

        var time = app.Services.GetRequiredService<TimeProvider>();
        var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Attend.Demo");
        var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        app.Lifetime.ApplicationStopped.Register(http.Dispose);
        Town town;
        try
        {
            town = await Town.Build(await ServerApi.SignIn(http, admin.Username, TownPlan.Password, time, stop), http, time, stop);
        }
        catch (UnexpectedAnswerException refused)
        {
            throw new BadUsage($"--demo could not make its town; give it a data folder of its own with --data. {refused.Message}");
        }

        _ = town.KeepFresh(time, log, stop);
        if (settings.Simulator)
        {
            _ = new Simulator(town, time, new Random(), log).Run(stop);
            _ = new SimulatedClinic(town, time, new Random(), log).Run(stop);
            _ = new SimulatedCare(town.Care, time, new Random(), log).Run(stop);
        }
    }
}
