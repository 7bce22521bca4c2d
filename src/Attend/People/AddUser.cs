using System.Security.Cryptography;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.People;

/// <summary>The command line's <c>attend user add</c>: how the first administrator comes to be. Acts as the system itself.</summary>
internal static class AddUser
{
    public static readonly ConsoleCommand Command = new(
        "user add", "user add NAME --role ROLE[,ROLE] [--first-name NAME] [--last-name NAME] [--password PASSWORD]", true, Run);

    private static async Task<int> Run(ConsoleCall call)
    {
        if (call.Rest is not [var username] || call.Arguments.Value("--role") is not { } given)
        {
            throw new BadUsage($"Use: attend {Command.Usage}");
        }

        var roles = given.Split(',').Select(word => Words.TryParse<Role>(word, out var role)
            ? new HeldRole(role, null)
            : throw new BadUsage($"There is no role {word}; roles are {string.Join(", ", Words.All<Role>())}.")).ToList();
        var services = call.App!.Services;
        await CommandLine.Prepare(call.App, services.GetRequiredService<IReadOnlyList<Module>>(), call.Cancel);
        return await Run(services.GetRequiredService<Db>(), services.GetRequiredService<Passwords>(), username,
            call.Arguments.Value("--first-name") ?? username, call.Arguments.Value("--last-name") ?? username, roles,
            call.Arguments.Value("--password"), call.Out, call.Cancel);
    }

    /// <param name="password">Drawn and written to <paramref name="output"/> once when null.</param>
    /// <returns>The exit code: 0 when the user was made, 1 when it was refused, with the reason on <paramref name="output"/>.</returns>
    public static async Task<int> Run(
        Db db, Passwords passwords, string username, string firstName, string lastName, IReadOnlyList<HeldRole> roles, string? password,
        TextWriter output, CancellationToken ct)
    {
        var secret = password ?? RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", 16);
        var user = new NewUser(username, firstName, lastName, roles, secret);
        var answer = Validation.Check(user) is { } invalid
            ? invalid
            : await CreateUser.Handle(user, db, Caller.System, passwords, ct) is { Result: Refused refused } ? refused : null;
        if (answer is not null)
        {
            await output.WriteLineAsync(answer.Problem.Sentence);
            foreach (var (field, sentences) in answer.Errors ?? new Dictionary<string, string[]>())
            {
                await output.WriteLineAsync($"  {field}: {string.Join(' ', sentences)}");
            }

            return 1;
        }

        await output.WriteLineAsync(password is null ? $"{username} was added. Password: {secret}" : $"{username} was added.");
        return 0;
    }
}
