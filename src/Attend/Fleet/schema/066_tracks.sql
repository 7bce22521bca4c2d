-- Published: where vehicles were, as long as that is kept. Whole days are found by when a fix came in.
create view fleet.tracks as
select vehicle_id, at, received_at, latitude, longitude, accuracy from fleet.positions;
