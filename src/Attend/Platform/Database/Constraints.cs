using System.Collections.Frozen;
using Attend.Platform.Web;
using Npgsql;

namespace Attend.Platform.Database;

/// <summary>
/// The last guards by name: each constraint that a client can hit maps to one refusal. A violation that is not listed is a bug and
/// answers 500.
/// </summary>
internal sealed class Constraints(IEnumerable<KeyValuePair<string, Problem>> named)
{
    private readonly FrozenDictionary<string, Problem> problems = named.ToFrozenDictionary(StringComparer.Ordinal);

    public Problem? Problem(PostgresException error) =>
        error.SqlState is ['2', '3', ..] && error.ConstraintName is { } name ? problems.GetValueOrDefault(name) : null;
}
