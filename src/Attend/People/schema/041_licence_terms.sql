-- Published: when licences end, of each kind the newest that somebody active holds, with the zone in which its last day ends.
create view people.licence_terms as
select distinct on (l.user_id, l.kind) l.id, l.user_id, l.kind, l.expires_on, u.zone
from people.licences l join people.users u on u.id = l.user_id and u.active
order by l.user_id, l.kind, l.expires_on desc;
