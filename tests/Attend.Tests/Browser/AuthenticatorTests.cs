using Attend.People;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Attend.Tests.Browser;

public sealed class AuthenticatorTests(World world, Chromium chromium) : IClassFixture<World>, IClassFixture<Chromium>
{
    [Fact]
    public async Task A_patient_sets_up_an_authenticator_signs_in_with_its_code_and_takes_it_off()
    {
        var page = await new Office(world, chromium).Enter("patient", "phone", "light", "/");
        var opens = page.GetByRole(AriaRole.Region, new() { Name = "Authenticator" }).GetByRole(AriaRole.Button);
        await opens.ClickAsync();
        var dialog = Office.Dialog(page);
        await Expect(dialog.GetByRole(AriaRole.Img, new() { Name = "QR code for the authenticator of patient" }).Locator("path")).ToBeVisibleAsync();
        await page.Picture("phone-light-authenticator");
        await page.IsSound("setting up an authenticator");
        var secret = await dialog.Locator("pre").InnerTextAsync();
        Assert.Equal(await world.Row<byte[]>($"select totp_key from people.credentials c join people.users u on u.id = c.user_id where u.username = 'patient'"), Key(secret));

        await dialog.GetByLabel("Six-digit code").FillAsync("000000");
        await page.Keyboard.PressAsync("Enter");
        await Expect(dialog.GetByText("That code is wrong or was used before.")).ToBeVisibleAsync();
        await dialog.GetByLabel("Six-digit code").FillAsync(Code(secret).Insert(3, " "));
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByText("From now on every sign-in with your password asks for a code.")).ToBeVisibleAsync();
        await Expect(opens).ToHaveTextAsync("Remove the authenticator");
        await Expect(opens).ToBeFocusedAsync();

        await Office.Button(page, "Sign out").ClickAsync();
        world.Clock.Advance(TimeSpan.FromSeconds(30));
        await Desk.FillIn(page, "patient");
        await Expect(page.GetByLabel("Six-digit code")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync(Code(secret));
        await page.Keyboard.PressAsync("Enter");
        await opens.ClickAsync();
        world.Clock.Advance(TimeSpan.FromSeconds(30));
        await dialog.GetByLabel("Six-digit code").FillAsync(Code(secret));
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByText("The authenticator was removed.")).ToBeVisibleAsync();
        await Expect(opens).ToHaveTextAsync("Set up an authenticator");
    }

    private string Code(string secret) => Totp.Code(Key(secret), Totp.Step(world.Clock.GetUtcNow()));

    /// <summary>The key as a person types it off the screen: in base32, with blanks.</summary>
    private static byte[] Key(string text)
    {
        var bits = string.Concat(text.Where(char.IsLetterOrDigit).Select(letter => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(letter, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. bits.Chunk(8).Where(chunk => chunk.Length == 8).Select(chunk => Convert.ToByte(new string(chunk), 2))];
    }
}
