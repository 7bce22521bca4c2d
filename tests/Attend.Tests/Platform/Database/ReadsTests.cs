using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using Attend.Tests.ClientPages;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace Attend.Tests.Platform.Database;

public sealed class ReadsTests(World world) : IClassFixture<World>
{
    /// <summary>Of a statement that is given up while it is prepared the driver does not know what it answers, for as long as the connection lives.</summary>
    [Fact]
    public async Task What_is_left_while_it_is_read_is_there_for_the_next_who_asks()
    {
        var (company, _, booked, _) = await Followed.Driven(world);
        var source = world.Services.GetRequiredService<NpgsqlDataSource>();
        using var http = new HttpClient { BaseAddress = world.Url };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await company.Operator).Token);
        var path = $"/api/appointments/{booked.Id}";
        var random = new Random(6);
        for (var round = 0; round < 200; round++)
        {
            // On a connection that prepares what it is asked the second time.
            source.Clear();
            Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(path, TestContext.Current.CancellationToken)).StatusCode);
            using var left = new CancellationTokenSource();
            var looking = http.GetAsync(path, left.Token);
            var (began, after) = (Stopwatch.GetTimestamp(), TimeSpan.FromMicroseconds(random.Next(20_000)));
            SpinWait.SpinUntil(() => looking.IsCompleted || Stopwatch.GetElapsedTime(began) >= after);
            await left.CancelAsync();
            await Record.ExceptionAsync(() => looking);
            for (var again = 0; again < 3; again++)
            {
                Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(path, TestContext.Current.CancellationToken)).StatusCode);
            }
        }
    }
}
