-- What somebody can do: a word that services and trips ask for.
create table people.abilities (
    user_id bigint not null references people.users (id),
    skill text not null check (skill ~ '^[a-z0-9][a-z0-9_-]{0,39}$'),
    primary key (user_id, skill)
);
create index abilities_by_skill on people.abilities (skill, user_id);

-- When somebody works by their plan, by the clock of their own zone; without a row they have none. Written and read as a whole.
create table people.work_plans (
    user_id bigint primary key references people.users (id),
    -- [{"day": 1, "from": "22:00", "to": "06:00"}]: an end at or before its beginning is on the next day.
    weekly jsonb not null,
    -- [{"date": "2026-12-25", "name": "Christmas"}]: off, or at other times where it has some.
    special_days jsonb not null,
    -- Where the day begins and ends.
    home_latitude double precision check (home_latitude between -90 and 90),
    home_longitude double precision check (home_longitude between -180 and 180),
    version bigint not null,
    updated_at timestamptz not null,
    constraint whole_home check ((home_latitude is null) = (home_longitude is null))
);

-- Published.
create view people.skills as
select user_id, skill from people.abilities;

create view people.working_hours as
select p.user_id, u.zone, p.weekly, p.special_days, p.home_latitude, p.home_longitude
from people.work_plans p join people.users u on u.id = p.user_id;
