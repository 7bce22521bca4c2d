-- Published: who was on which unit from when to when; to_at is null while the sign-on lasts.
create view fleet.crew_times as
select vehicle_id, user_id, from_at, to_at from fleet.sign_ons;

-- The age of a unit belongs to its name plate.
create or replace view fleet.unit_names as
select id, unit_number, kind, level, created_at from fleet.vehicles;
