using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Attend.Tests.Browser;

public sealed class AdminTests(World world, Chromium chromium) : IClassFixture<World>, IClassFixture<Chromium>
{
    private readonly Office office = new(world, chromium);

    [Fact]
    public async Task An_administrator_makes_a_site_a_vehicle_and_a_person_on_duty_who_then_sees_what_is_theirs()
    {
        var page = await office.Enter("admin", path: "/");
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/admin$"));
        var (site, number, name) = ($"Station North {world.Draw()}", $"N{world.Draw()}", $"olga-{world.Draw()}");

        await page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link, new() { Name = "Sites and stations" }).ClickAsync();
        await Office.Button(page, "New site").ClickAsync();
        await Office.Dialog(page).GetByLabel("Name", new() { Exact = true }).FillAsync(site);
        await Office.Dialog(page).GetByLabel("Time zone").SelectOptionAsync("Europe/Berlin");
        await Office.Button(page, "Make the site").ClickAsync();
        await Expect(Office.Row(page, site)).ToContainTextAsync("Europe/Berlin");

        await page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link, new() { Name = "Vehicles" }).ClickAsync();
        await Office.Button(page, "New vehicle").ClickAsync();
        await Office.Dialog(page).GetByLabel("Unit number").FillAsync(number);
        await Office.Dialog(page).GetByLabel("Home base").SelectOptionAsync(site);
        await Office.Button(page, "Add the vehicle").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = $"Unit {number}" })).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link, new() { Name = "Users" }).ClickAsync();
        await Office.Button(page, "New user").ClickAsync();
        await Office.Dialog(page).GetByLabel("First name").FillAsync("Olga");
        await Office.Dialog(page).GetByLabel("Last name").FillAsync(name);
        await Office.Dialog(page).GetByLabel("User name").FillAsync(name);
        await Office.Dialog(page).GetByLabel("Password", new() { Exact = false }).First.FillAsync(World.Password);
        await Office.Button(page, "Add a role").ClickAsync();
        await Office.Dialog(page).GetByLabel("Role 1", new() { Exact = true }).SelectOptionAsync("Operator");
        await Office.Dialog(page).GetByLabel("Where role 1 holds").SelectOptionAsync(site);
        await Office.Button(page, "Make the user").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = $"Olga {name}" })).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link, new() { Name = "Shifts" }).ClickAsync();
        await page.GetByLabel("Site", new() { Exact = true }).SelectOptionAsync(site);
        await Expect(page.GetByText("Nobody is planned for this week.")).ToBeVisibleAsync();
        await Office.Button(page, "Plan a shift").First.ClickAsync();
        await Office.Dialog(page).GetByLabel("Person").SelectOptionAsync($"Olga {name}");
        await Office.Dialog(page).GetByLabel("Vehicle").SelectOptionAsync(number);
        await Office.Button(page, "Plan a shift").Last.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { NameRegex = new($"^Olga {name}, .*: 07:00–19:00 · {number}$") })).ToBeVisibleAsync();

        // What was clicked together stands in the rows, by the clock of the site.
        var shift = await world.Row<string>($"""
            select concat_ws(' ', u.username, p.name, v.unit_number, to_char(s.from_at at time zone p.zone, 'HH24:MI'), r.role)
            from people.shifts s join people.users u on u.id = s.user_id join people.places p on p.id = s.site_id
            join fleet.vehicles v on v.id = s.vehicle_id join people.user_roles r on r.user_id = u.id and r.site_id = p.id where u.username = {name}
            """);
        Assert.Equal($"{name} {site} {number} 07:00 operator", shift);

        var theirs = await office.Enter(name, path: "/");
        await Expect(theirs).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/visits"));
        await theirs.GotoAsync("/admin");
        var places = theirs.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link);
        await Expect(places).ToHaveTextAsync(["Overview", "Users", "Shifts", "Plan of visits", "Pick-ups", "Clients", "Services", "Drivers", "Reports", "Sessions and tokens"]);
        await places.Filter(new() { HasText = "Shifts" }).ClickAsync();
        await theirs.GetByLabel("Site", new() { Exact = true }).SelectOptionAsync(site);
        await Expect(theirs.GetByRole(AriaRole.Rowheader, new() { Name = $"Olga {name}" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Who_loses_a_race_over_an_edit_sees_both_versions_and_decides()
    {
        var unit = await world.Unit();
        var page = await office.Enter("supervisor", path: $"/admin/vehicles/{unit.Id}");
        await page.GetByLabel("Unit number").FillAsync(unit.Number + "-mine");
        var version = await world.Row<long>($"select version from fleet.vehicles where id = {unit.Id}");
        (await (await world.Supervisor()).Patch($"/api/units/{unit.Id}", new { unit_number = unit.Number + "-theirs", seats = 5 }, version)).Is(200);

        await Office.Button(page, "Save").ClickAsync();
        var both = page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "Somebody else changed this meanwhile" });
        await Expect(both.GetByRole(AriaRole.Row).Nth(1)).ToContainTextAsync($"Unit number{unit.Number}-mine{unit.Number}-theirs");
        Assert.Equal(unit.Number + "-theirs", await world.Row<string>($"select unit_number from fleet.vehicles where id = {unit.Id}"));
        await page.Picture("desk-dark-lost-race");
        await page.IsSound("a lost race");
        await Office.Button(page, "Save mine").ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = $"Unit {unit.Number}-mine" })).ToBeVisibleAsync();
        // Only what I changed is mine; what they changed elsewhere stays theirs.
        Assert.Equal($"{unit.Number}-mine 5", await world.Row<string>($"select unit_number || ' ' || seats from fleet.vehicles where id = {unit.Id}"));
    }

    [Fact]
    public async Task Every_refusal_stands_beside_its_field()
    {
        var page = await office.Enter("admin", path: "/admin/users");
        await Office.Button(page, "New user").ClickAsync();
        await Office.Button(page, "Make the user").ClickAsync();
        var name = Office.Dialog(page).GetByLabel("User name");
        await Expect(Office.Dialog(page).GetByLabel("First name")).ToBeFocusedAsync();
        await Expect(name).ToHaveAccessibleDescriptionAsync(new System.Text.RegularExpressions.Regex("Required"));

        await Office.Dialog(page).GetByLabel("First name").FillAsync("Ada");
        await Office.Dialog(page).GetByLabel("Last name").FillAsync("Twice");
        await name.FillAsync("admin");
        await Office.Button(page, "Make the user").ClickAsync();
        await Expect(name).ToBeFocusedAsync();
        await Expect(name).ToHaveAccessibleDescriptionAsync(new System.Text.RegularExpressions.Regex("is taken"));
        await page.IsSound("a refusal");
    }

    [Fact]
    public async Task A_parked_subject_and_failed_work_are_seen_and_tried_again()
    {
        var call = (await world.Call()).Id;
        var subject = $"call:{call}";
        await world.Db.Run($"insert into platform.subscriptions (name, epoch, tx, id) values ('test.reaction', 0, '0', 0)");
        await world.Db.Run($"""
            insert into platform.parked_events (subscription, subject, epoch, tx, id, attempts, error, parked_at)
            select 'test.reaction', subject, epoch, tx, id, 5, 'it would not', now() from platform.events
            where subject = {subject} order by epoch, tx, id limit 1
            """);
        await world.Db.Run($"""
            insert into platform.work (kind, key, due_at, data, attempts, retry_at, last_error)
            values ('test.failing', '1', now() - interval '1 hour', jsonb_build_object(), 3, now() + interval '1 hour', 'no answer')
            """);

        var page = await office.Enter("admin");
        await page.GetByRole(AriaRole.Link, new() { Name = "1 subject is parked after a failure" }).ClickAsync();
        await Expect(Office.Row(page, subject)).ToContainTextAsync("it would not");
        await page.Picture("desk-dark-failures");
        await page.IsSound("failures");
        await Office.Button(page, $"Try again: {subject}, test.reaction").ClickAsync();
        await Expect(Office.Row(page, subject)).ToContainTextAsync("Being retried");
        // The call's number may end in one as well: what is said of it does not tell that this was done.
        await page.RunAndWaitForResponseAsync(() => Office.Button(page, "Try again: test.failing, 1").ClickAsync(), answer => answer.Request.Method == "POST");
        await Expect(page.GetByText("1: is tried again").First).ToBeVisibleAsync();

        Assert.Equal(1, await world.Row<long>($"select count(*) from platform.parked_events where subject = {subject} and next_at is not null"));
        Assert.Equal(1, await world.Row<long>($"select count(*) from platform.work where kind = 'test.failing' and retry_at is null"));
    }

    [Fact]
    public async Task The_audit_is_searched_by_subject_and_kind_and_taken_away_as_a_table()
    {
        var (one, other) = ((await world.Call()).Id, (await world.Call()).Id);
        var page = await office.Enter("auditor", path: "/admin/audit");
        await Expect(Office.Row(page, $"call:{other}").First).ToBeVisibleAsync();
        await page.GetByLabel("About").FillAsync($"call:{one}");
        await page.GetByLabel("Kind").FillAsync("dispatch.call_received");

        // Each word is taken when its typing rests: both stand in the address then.
        var csv = page.GetByRole(AriaRole.Link, new() { Name = "Table (CSV)" });
        await Expect(csv).ToHaveAttributeAsync("href", new Regex("subject=.*kind=|kind=.*subject="));
        var table = page.GetByRole(AriaRole.Table);
        await Expect(table.GetByRole(AriaRole.Row)).ToHaveCountAsync(2);
        await Expect(table.GetByRole(AriaRole.Row).Last).ToContainTextAsync("dispatch.call_received");
        var address = await csv.GetAttributeAsync("href");
        var lines = (await (await world.As("auditor")).Get(address!)).Is(200).Body.GetString()!.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.Contains($"call:{one}", lines[1], StringComparison.Ordinal);
        // A reload finds the same: the search stands in the address.
        await page.ReloadAsync();
        await Expect(table.GetByRole(AriaRole.Row)).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task An_override_of_the_staffing_checks_is_listed_with_who_gave_it()
    {
        var unit = await world.Unit(crew: 0);
        var medic = await world.AddPerson($"off-duty-{world.Draw()}", "paramedic");
        (await (await world.Supervisor()).Post($"/api/units/{unit.Id}/sign-on", new { user_ids = new[] { medic }, override_reason = "mass casualty" })).Is(200);

        var page = await office.Enter("auditor", path: "/admin/overrides");

        await Expect(Office.Row(page, $"unit:{unit.Id}")).ToContainTextAsync("supervisor Test");
    }

    [Fact]
    public async Task Of_five_hundred_rows_only_those_in_sight_are_drawn()
    {
        await world.Db.Run($"""
            insert into people.users (username, first_name, last_name, language, zone, created_at)
            select 'many-' || n, 'Many', 'Person ' || n, 'en', 'UTC', {world.Clock.Now} from generate_series(1, 600) n
            """);
        await world.Db.Run($"insert into people.credentials (user_id) select id from people.users where username like 'many-%'");
        var page = await office.Enter("admin", path: "/admin/users");
        var rows = page.GetByRole(AriaRole.Row);
        await Expect(rows.Nth(5)).ToBeVisibleAsync();

        for (var began = Stopwatch.StartNew(); began.Elapsed < TimeSpan.FromMinutes(1) && !await page.GetByText("Person 600").IsVisibleAsync();)
        {
            Assert.InRange(await rows.CountAsync(), 2, 60);
            await page.GetByRole(AriaRole.Region, new() { Name = "Users" }).PressAsync("End");
            await page.WaitForTimeoutAsync(150);
        }

        await Expect(page.GetByText("Person 600")).ToBeVisibleAsync();
        Assert.True(int.Parse((await page.GetByRole(AriaRole.Table).GetAttributeAsync("aria-rowcount"))!, System.Globalization.CultureInfo.InvariantCulture) > 600);
    }

    [Fact]
    public async Task A_site_is_made_with_the_keyboard_alone()
    {
        var page = await office.Enter("admin", path: "/admin/sites");
        var open = Office.Button(page, "New site");
        await Expect(open).ToBeVisibleAsync();
        for (var tab = 0; tab < 60 && !await open.EvaluateAsync<bool>("it => it === document.activeElement"); tab++)
        {
            await page.Keyboard.PressAsync("Tab");
        }

        var name = $"By keyboard {world.Draw()}";
        await page.Keyboard.PressAsync("Enter");
        await Expect(Office.Dialog(page)).ToBeVisibleAsync();
        await Expect(Office.Dialog(page).GetByLabel("Name", new() { Exact = true })).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync(name);
        await page.Keyboard.PressAsync("Enter");
        await Expect(Office.Row(page, name)).ToBeVisibleAsync();
        await Expect(open).ToBeFocusedAsync();
    }

    [Fact]
    public async Task On_a_phone_the_pages_are_one_press_away()
    {
        var page = await office.Enter("admin", "phone", "light");
        var places = page.GetByRole(AriaRole.Navigation, new() { Name = "Pages" });
        await Expect(places).ToBeHiddenAsync();
        await Office.Button(page, "Open the menu").PressAsync("Enter");
        await Expect(places).ToBeVisibleAsync();
        await page.Picture("phone-light-menu");
        await page.IsSound("the menu");
        await places.GetByRole(AriaRole.Link, new() { Name = "Vehicles" }).ClickAsync();
        await Expect(places).ToBeHiddenAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Vehicles" })).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData("desk", "light")]
    [InlineData("phone", "dark")]
    public async Task A_warning_is_added_reviewed_and_ended(string screen, string scheme)
    {
        var page = await office.Enter("supervisor", screen, scheme, "/admin/warnings");
        var address = $"Hazard Lane {world.Draw()}";
        await Office.Button(page, "New warning").ClickAsync();
        await Office.Dialog(page).GetByLabel("Address").FillAsync(address);
        await Office.Dialog(page).GetByLabel("Kind").SelectOptionAsync("Access");
        await Office.Dialog(page).GetByLabel("Text").FillAsync("Gate code 4711");
        await Office.Dialog(page).GetByLabel("Review on").FillAsync("2020-01-01");
        await Office.Button(page, "Add the warning").ClickAsync();
        await Expect(Office.Dialog(page).GetByLabel("Review on")).ToHaveAccessibleDescriptionAsync(new System.Text.RegularExpressions.Regex("day to come"));
        var day = world.Clock.Now.AddMonths(6).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        await Office.Dialog(page).GetByLabel("Review on").FillAsync(day);
        await Office.Button(page, "Add the warning").ClickAsync();
        await Expect(Office.Row(page, address)).ToContainTextAsync(day);
        await page.IsSound($"{screen} {scheme} warnings");

        await Office.Button(page, $"Review: {address}").ClickAsync();
        var later = world.Clock.Now.AddMonths(9).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        await Office.Dialog(page).GetByLabel("Review on").FillAsync(later);
        await Office.Button(page, "It still holds").ClickAsync();
        await Expect(Office.Row(page, address)).ToContainTextAsync(later);
        await Office.Button(page, $"End: {address}").ClickAsync();
        await Office.Button(page, "End").ClickAsync();
        await Expect(Office.Row(page, address)).ToHaveCountAsync(0);
        Assert.Equal(1, await world.Row<long>($"select count(*) from dispatch.address_warnings where address = {address} and ended_at is not null"));
    }
}
