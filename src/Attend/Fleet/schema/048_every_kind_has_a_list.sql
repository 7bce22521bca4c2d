-- Lists were made of the points that were there, so a kind whose points a service had taken away got none. Each has one, to be replaced.
insert into fleet.check_lists (kind, version, points)
select kind, 1, '[{"code": "vehicle", "name": "The vehicle as a whole"}]'
from unnest(array['ambulance', 'car', 'motorcycle', 'engine', 'ladder', 'command', 'other']) as k (kind)
where not exists (select from fleet.check_lists l where l.kind = k.kind);
