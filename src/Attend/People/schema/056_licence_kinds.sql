-- Published: what a licence is called, as an administrator wrote it; an older one too.
create view people.licence_kinds as
select id, kind from people.licences;
