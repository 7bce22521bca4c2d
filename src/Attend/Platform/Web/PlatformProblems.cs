namespace Attend.Platform.Web;

/// <summary>What any route may answer, beside the refusals on its own line.</summary>
internal static class PlatformProblems
{
    public static readonly Problem NotFound = new("not_found", 404, "There is no such thing, or it is not yours to see.");
    public static readonly Problem NoRoute = new("no_route", 404, "There is nothing at this address.");
    public static readonly Problem MethodNotAllowed = new("method_not_allowed", 405, "This address does not answer to that method.");
    public static readonly Problem Unauthenticated = new("unauthenticated", 401, "Sign in first.");
    public static readonly Problem Forbidden = new("forbidden", 403, "Your roles do not allow this.");
    public static readonly Problem ForeignOrigin = new("foreign_origin", 403, "A browser may write only from Attend's own pages.");
    public static readonly Problem Invalid = new("invalid", 400, "Some fields are not right; see errors.");
    public static readonly Problem MalformedJson = new("malformed_json", 400, "The body is not JSON of the expected form; see errors.");
    public static readonly Problem NotJson = new("not_json", 415, "Send the body as application/json.");
    public static readonly Problem MalformedForm = new("malformed_form", 400, "The form could not be read.");
    public static readonly Problem TooLarge = new("too_large", 413, "The body is larger than this address takes.");
    public static readonly Problem WrongState = new("wrong_state", 409, "That is not possible in the present state.");
    public static readonly Problem KeyReused = new("idempotency_conflict", 409, "This Idempotency-Key was used for another request.");
    public static readonly Problem BadKey = new("bad_idempotency_key", 400, "An Idempotency-Key is 16 to 64 characters of [A-Za-z0-9_-].");
    public static readonly Problem PreconditionRequired = new("precondition_required", 428, "Send If-Match with the version you have seen.");
    public static readonly Problem PreconditionFailed = new("precondition_failed", 412, "It was changed meanwhile; read it again.");
    public static readonly Problem TooMany = new("too_many_requests", 429, "Too many requests; try again a little later.");
    public static readonly Problem Busy = new("busy", 503, "The server could not finish this in time; nothing was changed. Try again.");
    public static readonly Problem Unsure = new(
        "outcome_unknown", 503,
        "The database went away while this was saved; whether it was is not known. Send it again with the same Idempotency-Key, or look first.");
    public static readonly Problem NotReady = new("not_ready", 503, "This server is not ready yet; waiting_for says what is missing.");
    public static readonly Problem Bug = new("internal_error", 500, "Something went wrong in the server; nothing was changed.");

    public static readonly IReadOnlyList<Problem> All =
    [
        NotFound, NoRoute, MethodNotAllowed, Unauthenticated, Forbidden, ForeignOrigin, Invalid, MalformedJson, NotJson, MalformedForm, TooLarge,
        WrongState, KeyReused, BadKey, PreconditionRequired, PreconditionFailed, TooMany, Busy, Unsure, NotReady, Bug,
    ];
}
