using Attend.People;
using Attend.Platform.Database;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Attend.Tests.People;

public sealed class AddUserTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task The_first_administrator_is_added_with_a_drawn_password_that_is_shown_once()
    {
        using var output = new StringWriter();
        Assert.Equal(0, await Add("first-admin", null, output));
        var password = output.ToString().Split("Password: ")[1].Trim();
        var client = await world.SignIn("first-admin", password);
        Assert.Equal("all", (await client.Get("/api/auth/me"))["permissions"].GetProperty("people.manage").GetString());
        Assert.Equal("system", await world.Db.One<string>($"select actor from platform.events where kind = 'people.user_created' order by id desc limit 1"));
    }

    [Fact]
    public async Task A_refusal_is_a_sentence_and_an_exit_code()
    {
        using var output = new StringWriter();
        Assert.Equal(1, await Add("admin", "long-enough-1", output));
        Assert.Contains("username: is taken", output.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, await Add("with space", "long-enough-1", output));
        Assert.Equal(1, await Add("short", "short", output));
    }

    private Task<int> Add(string username, string? password, StringWriter output) => AddUser.Run(
        world.Db, world.Services.GetRequiredService<Passwords>(), username, "First", "Admin", [HeldRole.AdminOfAll], password, output, default);
}
