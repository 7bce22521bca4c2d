using Attend.Platform.Database;

namespace Attend.Platform.Lifecycles;

/// <summary>The statements behind the door. They stand alone in this file because no other code may set a state.</summary>
internal static class MoveSql
{
    public static Sql For(
        LifecycleTable lifecycle, StepRow step, Sql which, string to, DateTimeOffset at, Sql? set, object? data,
        string actor, DateTimeOffset now, int epoch, DateTimeOffset? since = null)
    {
        Sql stamp = step.Stamp is { } column ? $", {Sql.Raw(column)} = {at}" : Sql.Raw("");
        Sql more = set is null ? Sql.Raw("") : $", {set}";
        // A step that leaves the state as it is leaves its beginning too.
        Sql began = since is null ? (Sql)$"case when t.state = {to} then t.state_since else {at} end" : $"{since}";
        return $"""
            with old as (
                select id, state, {Sql.Raw(lifecycle.Subject)} as subject, jsonb_build_object({Sql.Raw(lifecycle.Carries)}) as carried from {Sql.Raw(lifecycle.Table)} where id in ({which})
                order by id for no key update
            ), moved as (
                update {Sql.Raw(lifecycle.Table)} as t
                set state = {to}, state_since = {began}, version = t.version + 1{stamp}{more}
                from old where t.id = old.id and old.state = any({step.From.ToArray()})
                returning t.id, t.version, old.state as from_state, old.subject, old.carried
            ), logged as (
                insert into platform.events (epoch, at, actor, kind, subject, from_state, to_state, data)
                select {epoch}, {now}, {actor}, {step.Event}, subject, from_state, {to},
                       carried || {Data(data)} || jsonb_build_object({lifecycle.IdName}, id, 'version', version, 'stamp', {at})
                from moved
            )
            select id, version, from_state from moved
            """;
    }

    public static Sql ForNew(
        LifecycleTable lifecycle, StepRow step, Sql id, string to, DateTimeOffset at, (string Column, object? Value)[] columns, object? data,
        string actor, DateTimeOffset now, int epoch)
    {
        var stamped = step.Stamp is { } stamp ? [.. columns, (stamp, at)] : columns;
        var names = Sql.Raw(string.Concat(stamped.Select(column => ", " + column.Column)));
        var values = Sql.Join("", stamped.Select(column => (Sql)$", {column.Value}"));
        return $"""
            with added as (
                insert into {Sql.Raw(lifecycle.Table)} (id, state, state_since, version{names})
                values ({id}, {to}, {at}, 1{values})
                returning id, version, {Sql.Raw(lifecycle.Subject)} as subject, jsonb_build_object({Sql.Raw(lifecycle.Carries)}) as carried
            )
            insert into platform.events (epoch, at, actor, kind, subject, from_state, to_state, data)
            select {epoch}, {now}, {actor}, {step.Event}, subject, null, {to},
                   carried || {Data(data)} || jsonb_build_object({lifecycle.IdName}, id, 'version', version, 'stamp', {at})
            from added
            """;
    }

    public static Sql ForMany(
        LifecycleTable lifecycle, StepRow step, string columns, Sql rows, string to, DateTimeOffset at, string actor, DateTimeOffset now, int epoch)
    {
        var stamp = step.Stamp is { } column ? (Name: Sql.Raw(", " + column), Value: (Sql)$", {at}") : (Name: Sql.Raw(""), Value: Sql.Raw(""));
        return $"""
            with added as (
                insert into {Sql.Raw(lifecycle.Table)} (state, state_since, version{stamp.Name}, {Sql.Raw(columns)})
                select {to}, {at}, 1{stamp.Value}, given.* from ({rows}) as given
                returning id, version, {Sql.Raw(lifecycle.Subject)} as subject, jsonb_build_object({Sql.Raw(lifecycle.Carries)}) as carried
            )
            insert into platform.events (epoch, at, actor, kind, subject, from_state, to_state, data)
            select {epoch}, {now}, {actor}, {step.Event}, subject, null, {to},
                   carried || jsonb_build_object({lifecycle.IdName}, id, 'version', version, 'stamp', {at})
            from added order by id
            """;
    }

    private static Jsonb Data(object? data) => data is null ? new Jsonb("{}") : Sql.Json(data);
}
