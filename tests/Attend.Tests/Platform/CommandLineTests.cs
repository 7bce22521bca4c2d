using Attend.Platform;
using Xunit;

namespace Attend.Tests.Platform;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("restore", "backup.dump", "--dta", "elsewhere")]
    [InlineData("verify", "--urls2=x")]
    [InlineData("user", "add", "someone", "--rol", "admin")]
    [InlineData("replay", "calls.csv", "--sped", "9")]
    [InlineData("migrate", "--role", "admin")]
    [InlineData("--dta", "elsewhere")]
    public async Task An_option_that_nobody_knows_is_refused_by_every_command(params string[] args)
    {
        var (code, _, errors) = await Run(args);
        Assert.Equal(2, code);
        Assert.StartsWith("There is no option --", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_is_not_there_is_one_sentence_and_no_stack()
    {
        var (code, _, errors) = await Run(["verify", "--connection", "Host=127.0.0.1;Port=1;Username=nobody;Timeout=2"]);
        Assert.Equal(1, code);
        Assert.StartsWith("PostgreSQL cannot be reached as it was named: ", errors, StringComparison.Ordinal);
        Assert.Single(errors.Trim().Split('\n'));
    }

    [Fact]
    public void Every_option_that_a_command_reads_stands_in_its_usage()
    {
        var usages = Modules.All.SelectMany(module => module.Commands).ToDictionary(command => command.Words, command => command.Options.Order().ToArray());
        Assert.Equal(["--first-name", "--last-name", "--password", "--role"], usages["user add"]);
        Assert.Contains("--speed", usages["replay"]);
        Assert.Empty(usages["migrate"]);
    }

    private static async Task<(int Code, string Output, string Errors)> Run(string[] args)
    {
        using var output = new StringWriter(System.Globalization.CultureInfo.InvariantCulture);
        using var errors = new StringWriter(System.Globalization.CultureInfo.InvariantCulture);
        return (await CommandLine.Run(args, Modules.All, output, errors), output.ToString(), errors.ToString());
    }
}
