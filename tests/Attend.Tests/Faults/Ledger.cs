using Npgsql;

namespace Attend.Tests.Faults;

/// <summary>
/// Every row that is written to the product's tables, noted by the database in the transaction that writes it: what was rolled back is
/// not in it, and what was committed cannot be missed. Bookkeeping (limits, cursors, who looked, when a session was used) is left out.
/// </summary>
internal sealed class Ledger(World world)
{
    private const string Install = """
        create schema ledger;
        create table ledger.writes (id bigserial primary key, tx xid8 not null, written text not null);
        create function ledger.note() returns trigger language plpgsql as $$
            begin
                insert into ledger.writes (tx, written) values (pg_current_xact_id(), tg_table_schema || '.' || tg_table_name || ' ' || lower(tg_op));
                return null;
            end $$;
        do $$
            declare place record;
            begin
                for place in select schemaname, tablename from pg_tables
                    where (schemaname in ('people', 'fleet', 'dispatch') and tablename !~ '^(newest_)?positions' or (schemaname, tablename) = ('platform', 'events'))
                loop
                    execute format('create trigger ledger after insert or delete or update%s on %I.%I for each row execute function ledger.note()',
                        case when place.tablename = 'sessions' then ' of ended_at' else '' end, place.schemaname, place.tablename);
                end loop;
            end $$;
        """;

    public static async Task<Ledger> Open(World world)
    {
        if (await world.Row<bool>($"select to_regnamespace('ledger') is not null"))
        {
            return new Ledger(world);
        }

        await using var source = NpgsqlDataSource.Create(world.Connection);
        await using var command = source.CreateCommand(Install);
        await command.ExecuteNonQueryAsync();
        return new Ledger(world);
    }

    public Task<long> Mark() => world.Row<long>($"select coalesce(max(id), 0) from ledger.writes");

    /// <summary>What was written since, but for what the server does by itself: a shift begins, an alarm is raised.</summary>
    public Task<IReadOnlyList<string>> Since(long mark) => world.Rows<string>($"""
        select distinct written from ledger.writes w
        where id > {mark} and not exists (select 1 from platform.events e where e.tx = w.tx and e.actor = 'system')
        """);
}
