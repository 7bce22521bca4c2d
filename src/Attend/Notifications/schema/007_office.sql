-- Tries are written in the order in which they begin: the last hour is found by a summary that costs nothing to keep.
create index tries_by_time on notifications.tries using brin (began_at) with (pages_per_range = 32);

-- Published: what may be measured of telling people. Whoever read it had it, whatever their provider said.
create view notifications.measured_deliveries as
select d.id, m.kind, m.urgency, d.way, d.state, d.reason, m.created_at as said_at, d.planned_at, d.sent_at,
       least(d.delivered_at, d.read_at, d.acknowledged_at) as delivered_at, least(d.read_at, d.acknowledged_at) as read_at, d.acknowledged_at
from notifications.messages m join notifications.deliveries d on d.message_id = m.id;
