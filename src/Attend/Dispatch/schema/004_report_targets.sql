-- What an interval should not exceed, in seconds. The first values follow NENA (answer), NFPA 1710 (processing, turnout, travel), the
-- NHS ambulance standards (response by category, handover and wrap-up within 15 minutes) and common practice (scene); an operator
-- sets its own.
create table dispatch.report_targets (
    interval text not null,
    priority text not null,
    seconds integer not null,
    primary key (interval, priority),
    constraint report_targets_priority check (priority in ('CRITICAL', 'HIGH', 'MEDIUM', 'LOW')),
    constraint report_targets_seconds check (seconds > 0)
);
insert into dispatch.report_targets (interval, priority, seconds)
select interval, priority, seconds
from (values
    ('answer', 15, 15, 15, 15),
    ('processing', 60, 60, 90, 180),
    ('turnout', 60, 60, 90, 120),
    ('travel', 240, 480, 900, 1800),
    ('response', 480, 1080, 7200, 10800),
    ('response_first_unit', 480, 1080, 7200, 10800),
    ('response_first_appropriate_unit', 900, 1080, 7200, 10800),
    ('scene', 1200, 1200, 1800, 1800),
    ('arrival_to_handover', 900, 900, 900, 900),
    ('handover_to_clear', 900, 900, 900, 900)) as given (interval, critical, high, medium, low)
cross join lateral (values ('CRITICAL', critical), ('HIGH', high), ('MEDIUM', medium), ('LOW', low)) as target (priority, seconds);
