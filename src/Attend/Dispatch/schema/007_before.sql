-- What a tap was about to change, kept with its stamp: an undo puts back exactly that. Only a tap that can be undone has it.
alter table dispatch.stamps add column before jsonb;

-- When a response made this step on this leg: the newest word counts, corrections and late taps among them; what was undone does not.
create function dispatch.leg_stamp(response bigint, stamp text, on_leg integer) returns timestamptz language sql stable as $$
    select at from dispatch.stamps where response_id = response and step = stamp and leg = on_leg and undone_at is null order by id desc limit 1
$$;
