using Attend.Oversight;
using Attend.Platform;
using Xunit;

namespace Attend.Tests.Oversight;

public sealed class ReadSettingsTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task Every_setting_is_listed_with_its_sentence_for_administrators_alone()
    {
        var listed = (await (await world.Admin()).Get("/api/admin/settings")).Is(200).Body.EnumerateArray().ToList();

        var sentences = Settings.Known.Select(known => known.Sentence).Concat(Modules.All.SelectMany(module => module.Settings).Select(setting => setting.Sentence));
        Assert.Equal(sentences, listed.Select(row => row.GetProperty("sentence").GetString()));
        (await (await world.Supervisor()).Get("/api/admin/settings")).Refused(403, "forbidden");
        (await (await world.As("admin", await world.Site())).Get("/api/admin/settings")).Refused(403, "forbidden");
    }

    [Fact]
    public void What_was_given_is_shown_with_its_source_and_without_its_secrets()
    {
        var settings = Settings.Of(new Arguments(
            ["--urls", "http://127.0.0.1:1", "--connection", "Host=db.example;Port=5433;Database=attend;Username=a;Password=hush", "--no-simulator"]));

        var shown = ReadSettings.Handle(settings, Modules.All).Value!.ToDictionary(row => row.Option ?? row.Variable!, StringComparer.Ordinal);

        Assert.Equal((SettingSource.CommandLine, "http://127.0.0.1:1"), (shown["--urls"].Source, shown["--urls"].Value));
        Assert.Equal("db.example:5433/attend", shown["--connection"].Value);
        Assert.Equal((SettingSource.CommandLine, "on"), (shown["--no-simulator"].Source, shown["--no-simulator"].Value));
        Assert.Equal((SettingSource.Default, null), (shown["--demo"].Source, shown["--demo"].Value));
        Assert.DoesNotContain(shown.Values, row => row.Value?.Contains("hush", StringComparison.Ordinal) is true);
        var broken = ReadSettings.Handle(Settings.Of(new Arguments(["--connection", "postgres://a:hush@db"])), Modules.All).Value!;
        Assert.Equal("***", broken.Single(row => row.Option == "--connection").Value);
    }
}
