using Attend.Platform.Database;

namespace Attend.Platform.Events;

/// <summary>
/// The history this server writes to. Transaction numbers are compared only within one: a restored copy, another cluster or a promoted
/// standby counts anew, so it begins a new epoch and cursors of the old one are answered with a gap.
/// </summary>
internal sealed class Epoch
{
    public int Current { get; set; }

    /// <summary>Asks the database who it is and begins a new epoch when it is not the one that the last epoch ran on. Once, before anything writes.</summary>
    public async Task Open(Db db, TimeProvider clock, CancellationToken ct = default) => Current = await Begin(db, clock, null, ct);

    /// <summary>Begins a new epoch whatever the database says: its contents were replaced by a backup's.</summary>
    public async Task Restored(Db db, TimeProvider clock, CancellationToken ct = default) => Current = await Begin(db, clock, "restored", ct);

    /// <summary>Whether this is still the database that the current epoch runs on; asked again after its connection was lost.</summary>
    public Task<bool> Holds(Db db, CancellationToken ct = default) => db.One<bool>($"""
        select exists (
            select from platform.epochs e, ({Here}) here
            where e.epoch = {Current} and e.epoch = (select max(epoch) from platform.epochs)
              and (e.system_identifier, e.timeline, e.database) = (here.system_identifier, here.timeline, here.database)
        )
        """, ct);

    // Not the control file's timeline: after a promotion that one waits for a checkpoint.
    private static Sql Here => $"""
        select (select system_identifier::text from pg_control_system()) as system_identifier,
               ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::integer as timeline,
               (select oid from pg_database where datname = current_database()) as database
        """;

    private static async Task<int> Begin(Db db, TimeProvider clock, string? forced, CancellationToken ct)
    {
        // Numbers are drawn with gaps: two copies restored from one backup must not both continue with the same one.
        var opened = await db.Read(reads =>
        {
            reads.Run($"begin");
            reads.Run($"lock table platform.epochs in share row exclusive mode");
            var epoch = reads.One<int>($"""
                with here as ({Here}), last as (
                    select * from platform.epochs order by epoch desc limit 1
                ), differs as (
                    select here.*, coalesce(last.epoch, 0) as before,
                           case when {forced}::text is not null then {forced}
                                when last.epoch is null then 'first'
                                when last.system_identifier <> here.system_identifier then 'other cluster'
                                when last.timeline <> here.timeline then 'other timeline'
                                when last.database <> here.database then 'other database' end as reason
                    from here left join last on true
                ), begun as (
                    insert into platform.epochs (epoch, began_at, system_identifier, timeline, database, reason)
                    select before + 1 + floor(random() * 65535)::integer, {clock.Micros()}, system_identifier, timeline, database, reason
                    from differs where reason is not null
                    returning epoch
                )
                select coalesce((select epoch from begun), (select epoch from last))
                """);
            reads.Run($"commit");
            return epoch;
        }, ct);
        return opened.Value;
    }
}
