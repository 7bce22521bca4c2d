using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Attend.Tests.Visits;

/// <summary>
/// Random buttons on appointments, over HTTP against the server and beside it against a model in memory: after every button both say the same of
/// the answer and of every place; after every round no invariant is broken.
/// </summary>
public sealed class VisitModelTests(World world, ITestOutputHelper output) : IClassFixture<World>
{
    private static bool Long => Environment.GetEnvironmentVariable("ATTEND_LONG") == "1";

    /// <summary>Two numbers that a failure printed, such as <c>ATTEND_SEED=123,457</c>. The short run is the same for everybody.</summary>
    private static string? Seed => Environment.GetEnvironmentVariable("ATTEND_SEED") ?? (Long ? null : "20260302,1");

    [Fact]
    public async Task A_random_round_agrees_with_the_model()
    {
        var (days, presses) = Long ? (200, 80) : (20, 40);
        var config = Config.QuickThrowOnFailure.WithMaxTest(days).WithQuietOnSuccess(true);
        if (Seed is { } seed)
        {
            var numbers = seed.Split(',').Select(number => ulong.Parse(number, CultureInfo.InvariantCulture)).ToArray();
            config = config.WithReplay(numbers[0], numbers[1]);
        }

        var (done, refused) = (0, 0);
        var day = Prop.ForAll(Arb.From(Gen.ArrayOf(APress, presses), Shorter), async Task (VisitPress[] buttons) =>
        {
            var rounds = await ModelRounds.Open(world);
            foreach (var button in buttons)
            {
                await rounds.Press(button);
            }

            await rounds.Close();
            done += rounds.Done;
            refused += rounds.Refused;
        });
        // FsCheck waits for each round where it stands; the test's own thread must not.
        await Task.Run(() => Check.One("A random round", config, day), TestContext.Current.CancellationToken);

        output.WriteLine($"{days} rounds, {done} buttons did something, {refused} were refused");
        Assert.True(done > days * presses / 4 && refused > days * presses / 10, $"too little happened: {done} done, {refused} refused");
    }

    private static Gen<VisitPress> APress => Gen.Frequency(
        (12, Of(VisitButton.Book)), (12, Of(VisitButton.Accept)), (5, Of(VisitButton.Reject)), (4, Of(VisitButton.SetOut)), (3, Of(VisitButton.Arrive)),
        (4, Of(VisitButton.Start)), (4, Of(VisitButton.End)), (2, Of(VisitButton.Release)), (6, Of(VisitButton.Reassign)), (3, Of(VisitButton.Deny)),
        (5, Of(VisitButton.Reschedule)), (1, Of(VisitButton.Cancel)), (1, Of(VisitButton.NoShow)));

    private static Gen<VisitPress> Of(VisitButton button) =>
        from which in Gen.Choose(0, 999) from other in Gen.Choose(0, 999) select new VisitPress(button, which, other);

    /// <summary>Halves, quarters and so on left out, down to one press.</summary>
    private static IEnumerable<VisitPress[]> Shorter(VisitPress[] buttons)
    {
        for (var size = buttons.Length / 2; size > 0; size /= 2)
        {
            for (var at = 0; at < buttons.Length; at += size)
            {
                yield return [.. buttons[..at], .. buttons[Math.Min(at + size, buttons.Length)..]];
            }
        }
    }
}
