using System.Text.Json;
using Attend.Tests.Notifications;
using Microsoft.Playwright;

namespace Attend.Tests.Browser;

/// <summary>
/// A browser that takes pushes. No push service is asked: the page is given a subscription, and what the server would have sent there is
/// handed to the worker as the browser would hand it.
/// </summary>
internal sealed class PushedPage(IPage page)
{
    public async Task Allow(string endpoint)
    {
        await page.Context.GrantPermissionsAsync(["notifications"]);
        await page.AddInitScriptAsync($$"""
            {
              const said = {{JsonSerializer.Serialize(PushDevice.At(endpoint))}}
              const kept = 'test.push'
              const subscription = () => ({
                endpoint: said.endpoint,
                options: { applicationServerKey: null },
                toJSON: () => ({ endpoint: said.endpoint, keys: said.keys }),
                unsubscribe: async () => { localStorage.removeItem(kept); return true },
              })
              PushManager.prototype.subscribe = async () => { localStorage.setItem(kept, 'yes'); return subscription() }
              PushManager.prototype.getSubscription = async () => localStorage.getItem(kept) ? subscription() : null
            }
            """);
    }

    /// <summary>What arrives by a push.</summary>
    public async Task Push(object payload)
    {
        var browser = await page.Context.NewCDPSessionAsync(page);
        var found = new TaskCompletionSource<string>();
        browser.Event("ServiceWorker.workerRegistrationUpdated").OnEvent += (_, said) =>
        {
            foreach (var one in said!.Value.GetProperty("registrations").EnumerateArray())
            {
                if (one.GetProperty("scopeURL").GetString()!.EndsWith("/notified", StringComparison.Ordinal))
                {
                    found.TrySetResult(one.GetProperty("registrationId").GetString()!);
                }
            }
        };
        await browser.SendAsync("ServiceWorker.enable");
        await browser.SendAsync("ServiceWorker.deliverPushMessage", new Dictionary<string, object>
        {
            ["origin"] = new Uri(page.Url).GetLeftPart(UriPartial.Authority), ["data"] = JsonSerializer.Serialize(payload),
            ["registrationId"] = await found.Task.WaitAsync(TimeSpan.FromSeconds(15)),
        });
        await browser.DetachAsync();
    }

    /// <summary>The worker is there, as after its person once let the browser ring.</summary>
    public Task Work() => page.EvaluateAsync("""
        async () => {
          const { installing, waiting, active } = await navigator.serviceWorker.register('/push.js', { scope: '/notified' })
          const coming = installing ?? waiting
          if (!active && coming) await new Promise(done => coming.addEventListener('statechange', () => coming.state === 'activated' && done()))
        }
        """);

    /// <summary>That this comes to stand on the lock screen, and nothing else.</summary>
    public async Task Shows(params string[] all)
    {
        string[] shown = [];
        await Platform.Wait.Until(async () => (shown = await Shown()).SequenceEqual(all), () => $"It shows {string.Join(", ", shown)}");
    }

    /// <summary>What stands on the lock screen, by number: the words of each, and by what a repeat replaces it.</summary>
    public Task<string[]> Shown() => page.EvaluateAsync<string[]>("""
        async () => (await (await navigator.serviceWorker.getRegistration('/notified')).getNotifications())
          .map(one => `${one.tag}: ${one.body}`).sort((one, other) => one.localeCompare(other, 'en', { numeric: true }))
        """);
}
