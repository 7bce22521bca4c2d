-- What somebody was told when they joined, and what it was made of, until their way through the queue is over and there is something to learn.
create table queues.standings (
    ticket_id bigint not null references queues.tickets (id),
    stage integer not null,
    made_at timestamptz not null,
    from_seconds integer not null,
    to_seconds integer not null,
    basis text not null,
    facts bytea not null,
    primary key (ticket_id, stage)
);

-- The forecasts learn from each end of a way through a queue once.
alter table queues.stages add learned boolean not null default false;
create index stages_to_learn on queues.stages (ended_at, ticket_id) where not learned;
create index stages_by_desk on queues.stages (desk_id, ended_at) where desk_id is not null;

-- What somebody who would join was told at the lowest since a rise was last said, so that the next rise is known for one.
create table queues.forecast_marks (
    queue_id bigint primary key references queues.queues (id),
    from_seconds integer not null,
    told_at timestamptz
);
