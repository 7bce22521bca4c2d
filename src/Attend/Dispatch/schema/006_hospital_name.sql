-- What a hospital is called; null for none. Not inlined where it stands in a list of columns, so that no join is made for a null.
create function dispatch.hospital_name(hospital bigint) returns text language plpgsql stable strict as $$
begin
    return (select s.name from dispatch.hospitals h join people.sites s on s.id = h.site_id where h.id = hospital);
end
$$;
