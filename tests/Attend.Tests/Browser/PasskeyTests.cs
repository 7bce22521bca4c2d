using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Attend.Tests.Browser;

/// <summary>Passkeys in a real browser, with the authenticator that Chromium has for tests.</summary>
public sealed class PasskeyTests(World world, Chromium chromium) : IClassFixture<World>, IClassFixture<Chromium>
{
    // Browsers make passkeys for names, and take localhost for a safe one.
    private Uri Named => new UriBuilder(world.Url) { Host = "localhost" }.Uri;

    [Fact]
    public async Task A_patient_adds_a_passkey_signs_in_with_it_without_typing_and_removes_it()
    {
        world.Clock.Now = TimeProvider.System.GetUtcNow();
        await world.As("patient");
        var page = await chromium.Open(Named, Screen.Phone);
        var device = await Device.Plug(page);
        await Desk.SignIn(page, "patient", "/");

        await Office.Button(page, "Add a passkey").ClickAsync();
        var dialog = Office.Dialog(page);
        await dialog.GetByLabel("Name").FillAsync("Work phone");
        await dialog.GetByLabel("Your password").FillAsync("not the password");
        await page.Keyboard.PressAsync("Enter");
        await Expect(dialog.GetByText("That password is wrong.")).ToBeVisibleAsync();
        await page.IsSound("adding a passkey");
        await page.Picture("phone-dark-passkey-add");
        await dialog.GetByLabel("Your password").FillAsync(World.Password);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByText("The passkey “Work phone” was added.")).ToBeVisibleAsync();
        var work = page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "Work phone" });
        await Expect(work).ToContainTextAsync("never used");
        await page.IsSound("an account with a passkey");
        await page.GetByRole(AriaRole.Heading, new() { Name = "Passkeys" }).ScrollIntoViewIfNeededAsync();
        await page.Picture("phone-dark-passkey-account");

        // Chosen from the list under the name field: with its finger on it, the device for tests chooses at once.
        await Office.Button(page, "Sign out").ClickAsync();
        await Expect(work).ToContainTextAsync("Last used");
        Assert.Equal(1, await world.Row<long>($"select count(*) from platform.events where data ? 'passkey_id' and kind = 'people.session_started'"));

        await device.Answers(false);
        await Office.Button(page, "Sign out").ClickAsync();
        var button = Office.Button(page, "Sign in with a passkey");
        await Expect(button).ToBeVisibleAsync();
        await page.IsSound("sign-in with passkeys");
        await page.Picture("phone-dark-passkey-sign-in");
        await device.Answers(true);
        await button.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("Signed in as patient");
        await Office.Button(page, "Remove: Work phone").ClickAsync();
        await dialog.GetByLabel("Your password").FillAsync(World.Password);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByText("You have none yet.")).ToBeVisibleAsync();
        Assert.Equal(0, await world.Row<long>($"select count(*) from people.passkeys where name = 'Work phone'"));

        // The device still has it and offers it under the name field. It opens nothing, the page says why, and the device hears of it.
        await Office.Button(page, "Sign out").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("That passkey does not sign you in here.");
        await Expect(button).ToBeEnabledAsync();
        Assert.Equal(0, await device.Kept());

        // By number there are none, and the form is as it was.
        await page.GotoAsync(new Uri(world.Url, "/sign-in").ToString());
        await Expect(page.GetByLabel("User name")).ToBeVisibleAsync();
        await Expect(button).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task An_administrator_sees_what_is_wrong_with_somebody_s_passkeys_and_takes_the_lost_one_off()
    {
        var nurse = await world.AddPerson($"nurse-{world.Draw()}", "nurse");
        await world.Db.Run($"""
            insert into people.passkeys (user_id, name, domain, credential_id, public_key, sign_count, transports, backup_eligible, backed_up, created_at, doubted_at)
            values ({nurse}, 'Lost phone', 'attend.example', 'lost', '', 0, array['internal'], true, true, {world.Clock.Now}, null),
                   ({(await world.Admin()).UserId}, 'My own', 'attend.example', 'own', '', 0, array['internal'], true, true, {world.Clock.Now}, null),
                   ({nurse}, 'Old stick', '127.0.0.1', 'old', '', 7, array['usb'], false, false, {world.Clock.Now}, {world.Clock.Now})
            """);
        var page = await new Office(world, chromium).Enter("admin", path: $"/admin/users/{nurse}");
        await Expect(Office.Row(page, "Old stick")).ToContainTextAsync("Opens nothing: may be copied");
        await Expect(Office.Row(page, "Lost phone")).ToContainTextAsync("Works at attend.example only");
        await page.IsSound("somebody's passkeys");
        await Office.Row(page, "Old stick").ScrollIntoViewIfNeededAsync();
        await page.Picture("desk-dark-passkeys-of-a-user");
        await Office.Button(page, "Remove: Lost phone").ClickAsync();
        await Office.Button(page, "Remove").ClickAsync();
        await Expect(Office.Row(page, "Lost phone")).ToHaveCountAsync(0);
        // The person's own things lie over the page, a question over them: each closes alone.
        await page.GetByRole(AriaRole.Button, new() { Name = "Menu of Ada Admin" }).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Your account" }).ClickAsync();
        await Office.Button(page, "Rename: My own").ClickAsync();
        await Expect(Office.Dialog(page)).ToHaveCountAsync(2);
        await page.Keyboard.PressAsync("Escape");
        await Expect(Office.Dialog(page)).ToHaveCountAsync(1);
        await Expect(Office.Button(page, "Rename: My own")).ToBeFocusedAsync();
        Assert.Equal("Old stick", await world.Row<string>($"select name from people.passkeys where user_id = {nurse}"));
    }

    /// <summary>A phone's own authenticator: it keeps passkeys and knows its owner's finger.</summary>
    private sealed class Device(ICDPSession browser, string id)
    {
        public static async Task<Device> Plug(IPage page)
        {
            var browser = await page.Context.NewCDPSessionAsync(page);
            await browser.SendAsync("WebAuthn.enable");
            var added = await browser.SendAsync("WebAuthn.addVirtualAuthenticator", new Dictionary<string, object>
            {
                ["options"] = new Dictionary<string, object>
                {
                    ["protocol"] = "ctap2", ["transport"] = "internal", ["hasResidentKey"] = true, ["hasUserVerification"] = true,
                    ["isUserVerified"] = true, ["automaticPresenceSimulation"] = true,
                },
            });
            return new Device(browser, added!.Value.GetProperty("authenticatorId").GetString()!);
        }

        public async Task<int> Kept() => (await browser.SendAsync("WebAuthn.getCredentials", new Dictionary<string, object> { ["authenticatorId"] = id }))!
            .Value.GetProperty("credentials").GetArrayLength();

        /// <summary>Whether a finger lies on it.</summary>
        public Task Answers(bool present) => browser.SendAsync("WebAuthn.setAutomaticPresenceSimulation", new Dictionary<string, object>
        {
            ["authenticatorId"] = id, ["enabled"] = present,
        });
    }
}
