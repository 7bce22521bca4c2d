-- What people called a hospital, a site or a licence is looked up by its id when a message is told, and is not kept with it.
update notifications.messages m set facts = m.facts - 'site' || jsonb_strip_nulls(jsonb_build_object(
    'site_id', (select d.site_id from people.duty d where d.shift_id = (m.facts ->> 'shift_id')::bigint)))
where m.kind = 'shift_begins' and m.facts ? 'site';
update notifications.messages set facts = facts - 'hospital' where kind in ('pre_alert', 'pre_alert_declined') and facts ? 'hospital';
update notifications.messages set facts = facts - 'licence' where kind = 'licence_expires' and facts ? 'licence';
