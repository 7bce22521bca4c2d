-- Whether whoever takes a number by themselves shows that they are at the place, by a code that changes.
alter table queues.queues add rotating_code boolean not null default false;
-- What the codes, and the addresses of the screens that show them, are made from. Another one makes all of them void.
alter table queues.queues add code_secret bytea not null default (uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));
