-- The log is written in the order of its times, so that a summary of each stretch of pages finds a time span, and costs a write next to nothing.
create index events_by_time on platform.events using brin (at) with (pages_per_range = 32);
