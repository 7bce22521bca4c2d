-- A message is a lifecycle of its own: said until one person answers for it, or until its cause is over.
alter table notifications.messages
    add column state text not null default 'SAID',
    add column state_since timestamptz,
    add column version bigint not null default 1,
    add column acknowledged_at timestamptz,
    -- Who answered for it; null also where nobody asks for that.
    add column acknowledged_by bigint,
    -- Why it is over: answered, ended, withdrawn ...
    add column reason text;
update notifications.messages set state = case when withdrawn_at is null then 'SAID' else 'OVER' end, state_since = coalesce(withdrawn_at, created_at);
alter table notifications.messages
    alter column state drop default,
    alter column state_since set not null,
    alter column version drop default,
    add constraint message_state check (state in ('SAID', 'ACKNOWLEDGED', 'OVER')),
    add constraint one_person_acknowledges check ((state = 'ACKNOWLEDGED') = (acknowledged_at is not null));
create index messages_by_age on notifications.messages (created_at);

-- The ladder of a message, rung by rung: who is told by which ways, and how long after it was said, until somebody answers.
create table notifications.rungs (
    message_id bigint not null references notifications.messages (id),
    number integer not null,
    after_seconds integer not null check (after_seconds >= 0),
    audience text not null,
    ways text[] not null check (cardinality(ways) > 0),
    -- How far the audience has been written: the last of its people, since when nobody is left, and how many they were. None once their
    -- deliveries have grown too old to be kept.
    written_to bigint not null default 0,
    written_at timestamptz,
    people integer default 0,
    primary key (message_id, number)
);
insert into notifications.rungs (message_id, number, after_seconds, audience, ways, written_to, written_at, people)
select id, 0, 0, audience, array(select jsonb_object_keys(plan)), written_to, written_at, people from notifications.messages where plan <> '{}';
alter table notifications.messages drop column plan, drop column written_to, drop column written_at, drop column people;

-- Ladders as an administrator set them, in place of what a kind does by itself; for one priority, or '' for all that have none of their own.
create table notifications.ladders (
    kind text not null,
    priority text not null,
    number integer not null check (number >= 0),
    after_seconds integer not null check (after_seconds between 0 and 86400),
    -- Roles that are told in place of those whom the message is for.
    roles text[],
    ways text[] not null check (cardinality(ways) > 0),
    primary key (kind, priority, number)
);

alter table notifications.deliveries
    add column rung integer not null default 0,
    drop constraint one_delivery_per_person_and_way,
    add constraint one_delivery_per_person_and_way unique (message_id, user_id, way, device_id, rung);
alter table notifications.deliveries alter column rung drop default;
-- However often somebody is rung, it lies in their inbox once.
create unique index one_inbox_row_per_message on notifications.deliveries (message_id, user_id) where way = 'in_app';
drop index notifications.deliveries_to_send;
create index deliveries_to_send on notifications.deliveries (way, next_at) where state = 'PENDING' and way <> 'in_app';
drop index notifications.tries_open;

-- What telephone companies said of a delivery beside their answers: each word once, in whatever order it came.
create table notifications.reports (
    delivery_id bigint not null references notifications.deliveries (id),
    provider_id text not null,
    word text not null,
    error integer,
    at timestamptz not null,
    primary key (delivery_id, provider_id, word)
);
