-- Failed proofs by key (an account's or a source's digest): how many lately, and until when the next try waits.
create table platform.throttles (
    key text primary key,
    failures integer not null,
    last_at timestamptz not null,
    wait_until timestamptz not null,
    -- The source that failed last for an account, so that unlocking the account frees it too.
    source text
);
create index throttles_by_age on platform.throttles (last_at);

-- Who looked at whose record. Written in batches beside the feed; ids only.
create table platform.access_log (
    id bigint generated always as identity primary key,
    at timestamptz not null,
    actor text not null,
    session_id bigint,
    subject text not null,
    purpose text not null
);
create index access_by_subject on platform.access_log (subject, id);
create index access_by_actor on platform.access_log (actor, id);
create index access_by_age on platform.access_log (at);

-- Keys that all nodes share and no client ever sees.
create table platform.keys (
    name text primary key,
    key bytea not null
);
insert into platform.keys (name, key)
values ('sources', uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));
