using System.Text.Json;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Languages;
using Attend.Platform.Web;
using Attend.Queues;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.WalkIns;

/// <summary>A form in which somebody takes a number, as <see cref="JoinQueue"/> gives it; pressed twice it is one number.</summary>
internal static class TakeNumber
{
    public const string NameField = "name";
    public const string ConsiderationField = "consideration";
    public const string CodeField = "code";

    /// <param name="page">Which page the form is of: its keys are its own.</param>
    /// <param name="atThePlace">Whether a screen of the place asks for whoever stands before it.</param>
    public static async Task<(JoinedView? Joined, Refused? Refused)> From(
        PublicForm form, string page, QueueView queue, TicketSource source, bool atThePlace, HttpContext http, Db db, Caller caller, Lines lines, CancellationToken ct)
    {
        Consideration? consideration = Words.TryParse<Consideration>(form[ConsiderationField], out var said) ? said : null;
        var request = new JoinRequest(form.Text(NameField), Consideration: consideration, Source: source, Code: form.Text(CodeField));
        if (Validation.Check(request) is { } invalid)
        {
            return (null, invalid);
        }

        try
        {
            var once = caller with { Command = form.Once($"{page} {queue.Id}") };
            var answer = await (atThePlace ? JoinQueue.AtThePlace(queue.Id, request, http, db, once, lines, ct) : JoinQueue.Handle(queue.Id, request, http, db, once, lines, ct));
            return answer.Result is Created<JoinedView> { Value: { } joined } ? (joined, null) : (null, Refused.In(answer));
        }
        catch (AlreadyAnswered again)
        {
            return (JsonSerializer.Deserialize<JoinedView>(again.Answer!, Wire.Json), null);
        }
        catch (KeyReused)
        {
            return (null, PlatformProblems.KeyReused.Refuse());
        }
    }

    /// <summary>Why there is no number, in a sentence; of a field, what is wrong with it.</summary>
    public static string Why(Book words, Refused refused) =>
        words.Or("problem." + refused.Problem.Code, FieldOf(refused) is { Length: > 0 } field ? "wrong." + field : "problem.other");

    /// <summary>The field beside which a refusal is said; empty where it is about the whole.</summary>
    public static string FieldOf(Refused refused) =>
        refused.Problem == QueueProblems.NameNeeded || refused.Errors?.ContainsKey(NameField) is true ? NameField
        : refused.Problem == QueueProblems.CodeNeeded || refused.Errors?.ContainsKey(CodeField) is true ? CodeField
        : "";
}
