using System.Text.Json;
using Attend.Platform.Database;

namespace Attend.Platform.Access;

/// <summary>
/// One kind of personal data that a module keeps. The person is a subject such as <c>user:5</c> or <c>patient:7</c>; a kind that knows
/// nothing of such a subject answers nothing and erases nothing.
/// </summary>
/// <param name="Kind">Stable name, <c>people.account</c>; the retention period is set under it.</param>
/// <param name="KeptDays">How long it stays after it stopped being of use, unless the operator sets another period.</param>
/// <param name="Export">Queues a read of one jsonb document, or no row.</param>
/// <param name="Erase">Queues what makes the person unrecognisable; facts and ids stay. A legal hold was checked before.</param>
/// <param name="Expire">The same for what stopped being of use before a time, sparing whom the given SQL (a query of subjects under a
/// legal hold) names: at most so many rows of a table at once, and it answers how many that were. It is asked again while there are more.</param>
internal sealed record PersonalData(
    string Kind,
    string Sentence,
    int KeptDays,
    Func<Reads, string, Pending<JsonElement>> Export,
    Action<Change, string> Erase,
    Func<Change, DateTimeOffset, Sql, int, Task<long>> Expire);
