-- A list is replaced as a whole and the old one stays: a check says which one it answers, and a phone without a network may answer it later.
create table fleet.check_lists (
    kind text not null check (kind in ('ambulance', 'car', 'motorcycle', 'engine', 'ladder', 'command', 'other')),
    version bigint not null check (version > 0),
    -- In order: [{code, name}].
    points jsonb not null check (jsonb_array_length(points) > 0),
    -- Null for the list that came with the program.
    changed_at timestamptz,
    primary key (kind, version)
);
insert into fleet.check_lists (kind, version, points)
select kind, 1, jsonb_agg(jsonb_build_object('code', code, 'name', name) order by place, id) from fleet.check_points group by kind;
drop table fleet.check_points;

alter table fleet.checks
    add column list_kind text,
    add column list_version bigint,
    add constraint check_answers_a_list foreign key (list_kind, list_version) references fleet.check_lists (kind, version) match full;
