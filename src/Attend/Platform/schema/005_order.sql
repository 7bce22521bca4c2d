-- The feed reads by transaction number, which a transaction draws with its first lock. One that then waits for a thing which a younger one holds
-- would be told first of that thing, though it happened last. It is sent back, and comes again with a number of its own time.
create function platform.keep_order() returns trigger language plpgsql as $$
begin
    if (select e.epoch = new.epoch and e.tx > new.tx from platform.events e where e.subject = new.subject order by e.id desc limit 1) then
        raise exception 'An event of % would be told before one that came before it.', new.subject using errcode = 'serialization_failure';
    end if;
    return new;
end
$$;

-- A thing's first event has nothing before it.
create trigger keep_order before insert on platform.events for each row
    when (new.from_state is not null or new.to_state is null) execute function platform.keep_order();
