using Attend.Platform;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Attend.Oversight;

[LowerWords]
internal enum SettingSource
{
    /// <summary>Nobody said anything: what the sentence names.</summary>
    Default,

    CommandLine,
    Environment,
}

/// <param name="Sentence">What it is for, and what holds when nobody sets it.</param>
/// <param name="Value">As it was given; null when it was not. Of an address that may hold a password, what is no secret.</param>
internal sealed record SettingView(string? Option, string? Variable, string Sentence, SettingSource Source, string? Value);

/// <summary>What can be set from outside, with what this server was told and from where. It is changed where the server is started, not here.</summary>
internal static class ReadSettings
{
    public static Ok<IReadOnlyList<SettingView>> Handle(Settings settings, IReadOnlyList<Module> modules) => TypedResults.Ok<IReadOnlyList<SettingView>>(
    [
        .. Settings.Known.Select(known => Of(settings.Given, known.Option, known.Variable, known.Sentence)),
        .. modules.SelectMany(module => module.Settings).Select(OfModule),
    ]);

    private static SettingView OfModule(ModuleSetting setting)
    {
        var value = Environment.GetEnvironmentVariable(setting.Variable) is { Length: > 0 } set ? set : null;
        return new SettingView(null, setting.Variable, setting.Sentence, value is null ? SettingSource.Default : SettingSource.Environment,
            value is null ? null : setting.Shown is { } shown ? shown(value) : WithoutSecret(setting.Variable, value));
    }

    private static SettingView Of(Arguments given, string option, string variable, string sentence)
    {
        var (source, value) = option.Length > 0 && given.Has(option) && given.IsFlag(option) ? (SettingSource.CommandLine, "on")
            : option.Length > 0 && given.Value(option) is { } typed ? (SettingSource.CommandLine, typed)
            : variable.Length > 0 && Environment.GetEnvironmentVariable(variable) is { Length: > 0 } set ? (SettingSource.Environment, set)
            : (SettingSource.Default, (string?)null);
        return new SettingView(Null(option), Null(variable), sentence, source, value is null ? null : WithoutSecret(variable, value));
    }

    /// <summary>Of a connection where it leads, of an address what is no password, of anything that is called a secret nothing.</summary>
    private static string WithoutSecret(string variable, string value)
    {
        if (variable.EndsWith("_CONNECTION", StringComparison.Ordinal))
        {
            return Destination(value);
        }

        if (new[] { "SECRET", "PASSWORD", "TOKEN", "KEY" }.Any(word => variable.Contains(word, StringComparison.Ordinal)))
        {
            return "***";
        }

        return Uri.TryCreate(value, UriKind.Absolute, out var address) && address.UserInfo.Length > 0
            ? value.Replace(address.UserInfo, "***", StringComparison.Ordinal)
            : value;
    }

    private static string Destination(string connection)
    {
        try
        {
            var parts = new NpgsqlConnectionStringBuilder(connection);
            return $"{parts.Host}:{parts.Port}/{parts.Database}";
        }
        catch (ArgumentException)
        {
            // Not in a form of which one could tell the secret from the rest.
            return "***";
        }
    }

    private static string? Null(string text) => text.Length == 0 ? null : text;
}
