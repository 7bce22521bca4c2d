-- What is no number, or off the compass, can neither be shown nor reckoned with; unknown is null. What was stored before loses that much.
update fleet.newest_positions set
    speed = case when speed between 0 and 100 then speed end,
    heading = case when heading between 0 and 360 then heading end,
    accuracy = case when accuracy between 0 and 5000 then accuracy end;
alter table fleet.newest_positions
    add constraint newest_positions_place check (latitude between -90 and 90 and longitude between -180 and 180),
    add constraint newest_positions_sane check (speed between 0 and 100 and heading between 0 and 360 and accuracy between 0 and 5000);

update fleet.positions set heading = null where heading not between 0 and 360;
alter table fleet.positions
    add constraint positions_place check (latitude between -90 and 90 and longitude between -180 and 180),
    add constraint positions_sane check (speed between 0 and 100 and heading between 0 and 360 and accuracy between 0 and 5000);
