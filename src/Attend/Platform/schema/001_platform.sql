create schema if not exists platform;

-- One history of one database: a new epoch begins on restore and when the cluster or its timeline changes.
create table platform.epochs (
    epoch integer primary key,
    began_at timestamptz not null,
    system_identifier text not null,
    timeline integer not null,
    database oid not null,
    reason text not null
);

-- Audit, outbox and feed in one. Append-only; (epoch, tx, id) is the order in which the feed reads it.
create table platform.events (
    epoch integer not null,
    tx xid8 not null default pg_current_xact_id(),
    id bigint generated always as identity,
    at timestamptz not null,
    actor text not null,
    kind text not null,
    subject text not null,
    from_state text,
    to_state text,
    data jsonb not null,
    primary key (epoch, tx, id)
);
create index events_by_subject on platform.events (subject, id);

-- Every write leaves its command's id: the answer under an Idempotency-Key, and the proof of a commit whose answer was lost.
create table platform.commands (
    id uuid primary key,
    at timestamptz not null,
    caller text,
    request text,
    status integer,
    -- Sealed with the client's key, which is not kept.
    answer bytea
);
create index commands_by_age on platform.commands (at);

-- Work that falls due. due_at is the product's clock, the lease the database's.
create table platform.work (
    id bigint generated always as identity primary key,
    kind text not null,
    key text not null,
    due_at timestamptz not null,
    data jsonb not null,
    attempts integer not null default 0,
    -- Set after a failure, on the product's clock too.
    retry_at timestamptz,
    fence bigint not null default 0,
    lease_until timestamptz,
    last_error text,
    constraint one_work_per_kind_and_key unique (kind, key)
);
create index work_by_due on platform.work (due_at);

-- A subscriber's place in the feed. Whoever reacts holds the row's lock, so one node does at a time and a killed one is replaced at once.
create table platform.subscriptions (
    name text primary key,
    epoch integer not null,
    tx xid8 not null,
    id bigint not null
);

-- A subject's events from the first that failed on, in order. Only the first has next_at; it is null once the retries are used up, and
-- the subject then waits until somebody replays it.
create table platform.parked_events (
    subscription text not null references platform.subscriptions (name),
    subject text not null,
    epoch integer not null,
    tx xid8 not null,
    id bigint not null,
    attempts integer not null,
    next_at timestamptz,
    error text,
    parked_at timestamptz not null,
    primary key (subscription, subject, epoch, tx, id)
);
create index parked_events_due on platform.parked_events (subscription, next_at) where next_at is not null;
