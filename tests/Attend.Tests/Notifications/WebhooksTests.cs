using System.Text;
using System.Text.Json;
using Attend.Channels;
using Attend.Notifications;
using Attend.Tests.Platform;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Attend.Tests.Notifications;

/// <summary>Programs of other people hear of the kinds that they asked for.</summary>
public sealed class WebhooksTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task A_program_hears_of_its_kinds_once_each_until_it_is_stopped()
    {
        var admin = await world.Admin();
        var added = (await admin.Post("/api/admin/webhooks", new { name = "Siren", address = "https://siren.example.org/in", kinds = new[] { "alarm" } })).Is(201);
        var secret = added["secret"].GetString()!;
        Assert.NotNull(WebhookSignature.Read(secret));
        var hook = added["webhook"];
        var id = hook.GetProperty("id").GetInt64();
        Assert.DoesNotContain(secret, (await admin.Get("/api/admin/webhooks")).Is(200).Body.ToString(), StringComparison.Ordinal);

        var alarm = await Alarm();
        await Wait.Until(async () =>
        {
            await world.Services.GetRequiredService<Sender>().SendDue(Way.Webhook);
            return await world.Row<long>($"select count(*) from notifications.deliveries where way = 'webhook' and device_id = {id} and state = 'DELIVERED'") == 1;
        });
        var file = Directory.GetFiles(Path.Combine(world.DataFolder, "sink"), "*-webhook-*").Single();
        using var heard = JsonDocument.Parse(JsonDocument.Parse(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).RootElement.GetProperty("body").GetString()!);
        Assert.Equal("alarm", heard.RootElement.GetProperty("type").GetString());
        Assert.Equal(alarm, heard.RootElement.GetProperty("data").GetProperty("subject").GetString());

        (await admin.Put($"/api/admin/webhooks/{id}", new { name = "Siren", address = "https://siren.example.org/in", kinds = new[] { "distress" } }, 1)).Is(200);
        await Alarm();
        (await admin.Delete($"/api/admin/webhooks/{id}")).Is(204);
        Assert.Equal(1, await world.Row<long>($"select count(*) from notifications.deliveries where way = 'webhook'"));
        Assert.Empty(await world.Violations());
    }

    [Theory]
    [InlineData("http://siren.example.org/in", "alarm", "address")]
    [InlineData("https://user:word@siren.example.org/in", "alarm", "address")]
    [InlineData("siren.example.org", "alarm", "address")]
    [InlineData("https://siren.example.org/in", "nothing", "kinds")]
    public async Task A_program_that_could_not_hear_is_refused(string address, string kind, string field)
    {
        var admin = await world.Admin();
        var refused = (await admin.Post("/api/admin/webhooks", new { name = "Siren", address, kinds = new[] { kind } })).Refused(400, "invalid");
        Assert.True(refused["errors"].TryGetProperty(field, out _), refused.Body.ToString());
        (await (await world.Supervisor()).Post("/api/admin/webhooks", new { name = "Siren", address = "https://a.example", kinds = new[] { "alarm" } })).Is(403);
        (await admin.Delete("/api/admin/webhooks/99999")).Refused(404, "not_found");
        (await admin.Put("/api/admin/webhooks/99999", new { name = "Siren", address = "https://a.example", kinds = new[] { "alarm" } }, 1)).Refused(404, "not_found");
    }

    /// <summary>A call that nobody is sent to; the subject of its alarm.</summary>
    private async Task<string> Alarm()
    {
        await world.Dispatcher();
        var call = await world.Call("CRITICAL");
        world.Clock.Advance(TimeSpan.FromSeconds(60));
        await world.Settled();
        return "alarm:" + await world.Row<long>($"select id from dispatch.alarms where call_id = {call.Id}");
    }
}
