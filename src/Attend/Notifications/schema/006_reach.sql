-- Whether somebody heard a test on one of their browsers, and by telephone.
create index deliveries_by_device on notifications.deliveries (device_id, planned_at) where device_id > 0;
create index tests_by_person on notifications.messages (audience, created_at) where kind = 'test';
