using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Attend.Tests.Dispatch;

/// <summary>
/// Random days in a dispatch room, over HTTP against the server and beside it against a model in memory: after every button both say
/// the same of the answer, the calls, the responses, the patients and the units; after every day no invariant is broken.
/// </summary>
public sealed class DispatchModelTests(World world, ITestOutputHelper output) : IClassFixture<World>
{
    private const int Units = 3;

    private static bool Long => Environment.GetEnvironmentVariable("ATTEND_LONG") == "1";

    /// <summary>Two numbers that a failure printed, such as <c>ATTEND_SEED=123,457</c>. The short run is the same for everybody.</summary>
    private static string? Seed => Environment.GetEnvironmentVariable("ATTEND_SEED") ?? (Long ? null : "20260302,1");

    [Fact]
    public async Task A_random_day_agrees_with_the_model()
    {
        var (days, presses) = Long ? (400, 80) : (30, 40);
        var config = Config.QuickThrowOnFailure.WithMaxTest(days).WithQuietOnSuccess(true);
        if (Seed is { } seed)
        {
            var numbers = seed.Split(',').Select(number => ulong.Parse(number, CultureInfo.InvariantCulture)).ToArray();
            config = config.WithReplay(numbers[0], numbers[1]);
        }

        var hospital = await world.Hospital();
        var idle = new Queue<Unit>();
        var (done, refused) = (0, 0);
        var day = Prop.ForAll(Arb.From(Gen.ArrayOf(APress, presses), Shorter), async Task (Press[] buttons) =>
        {
            var room = new ModelRoom(world, hospital);
            await room.Open(Units, idle);
            foreach (var button in buttons)
            {
                await room.Press(button);
            }

            done += room.Done;
            refused += room.Refused;
            await room.Close(idle);
        });
        // FsCheck waits for each day where it stands; the test's own thread must not.
        await Task.Run(() => Check.One("A random day", config, day), TestContext.Current.CancellationToken);

        output.WriteLine($"{days} days, {done} buttons did something, {refused} were refused");
        Assert.True(done > days * presses / 3 && refused > days * presses / 10, $"too little happened: {done} done, {refused} refused");
    }

    private static Gen<Press> APress => Gen.Frequency(
        (4, Of(Button.Take)), (12, Of(Button.Dispatch)), (3, Of(Button.Acknowledge)), (3, Of(Button.Depart)), (1, Of(Button.Stage)),
        (5, Of(Button.Arrive)), (1, Of(Button.AtPatient)), (5, Of(Button.Transport)), (4, Of(Button.ArriveHospital)),
        (3, Of(Button.TransferCare)), (6, Of(Button.Clear)), (1, Of(Button.BackAtBase)), (1, Of(Button.Decline)), (1, Of(Button.StandDown)),
        (2, Of(Button.Fail)), (2, Of(Button.Redirect)), (2, Of(Button.NextJob)), (8, Of(Button.Undo)), (1, Of(Button.Hold)),
        (3, Of(Button.Release)), (1, Of(Button.SignOn)), (1, Of(Button.SignOff)), (1, Of(Button.Cancel)), (2, Of(Button.Close)),
        (2, Of(Button.Reopen)), (2, Of(Button.Disposition)), (1, Of(Button.Reprioritise)), (1, Of(Button.Wait)));

    private static Gen<Press> Of(Button button) =>
        from which in Gen.Choose(0, 999) from other in Gen.Choose(0, 999) from yes in Gen.Elements(true, false) select new Press(button, which, other, yes);

    /// <summary>Halves, quarters and so on left out, down to one press.</summary>
    private static IEnumerable<Press[]> Shorter(Press[] buttons)
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
