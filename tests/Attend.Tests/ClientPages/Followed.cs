using System.Globalization;
using Attend.Tests.Trips;
using Attend.Tests.Visits;
using Phone = Attend.Tests.WalkIns.Visitor;

namespace Attend.Tests.ClientPages;

/// <summary>What stories of a client's page need beside the visits themselves.</summary>
internal static class Followed
{
    /// <summary>The page of a visit as booking, or giving out its link, answered it.</summary>
    public static string Path(Answer given) => $"/visit/{given["token"].GetString()}";

    public static string Socket(Answer given) => $"/ws{Path(given)}/";

    public static Task<string> Name(this World world, Visitor therapist) => world.Name(therapist.Id);

    public static Task<string> Name(this World world, long user) => world.Row<string>($"select first_name from people.users where id = {user}");

    /// <summary>By the clock of the site, as the page says it.</summary>
    public static string Clock(DateTimeOffset at) =>
        TimeZoneInfo.ConvertTime(at, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin")).ToString("HH:mm", CultureInfo.InvariantCulture);

    /// <summary>As it is shown, to be read out.</summary>
    public static string Code(Answer booked) => booked["code"].GetString()!.Insert(3, " ");

    /// <summary>The page leads nowhere, and says it kindly.</summary>
    public static async Task<Phone.Seen> Gone(this Phone phone, string path) =>
        (await phone.Get(path)).Is(404).Says("This visit cannot be shown", "Ask those who sent it to you.", "Call 112");

    /// <summary>A visit in an hour to which a car brings somebody, whose driver has taken the trip.</summary>
    public static async Task<(Company Company, TestDriver Driver, Answer Booked, long Trip)> Driven(World world)
    {
        var company = await Company.Open(world);
        var driver = await company.Driver(0);
        var name = $"therapist-{world.Draw()}";
        var roles = new[] { new { role = "therapist" } };
        (await (await world.Admin()).Post("/api/users", new { username = name, password = World.Password, first_name = "Amina", last_name = "Test", roles })).Is(201);
        var booked = await company.Appointment(await world.SignIn(name), world.Clock.Now.AddHours(1));
        var trip = (await (await company.Operator).Post("/api/trips", new { appointment_id = booked.Id, leg = "outbound", from = Company.Place(5) })).Is(201).Id;
        (await company.Assign(trip, driver)).Is(200);
        (await driver.Api.Post($"/api/offers/{await company.Offer(trip, driver)}/accept")).Is(200);
        return (company, driver, booked, trip);
    }
}
