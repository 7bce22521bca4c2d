-- Where the answer's thing lies, as the answer said it; sealed as that is, for a stranger's address is the right to it.
alter table platform.commands add column location bytea;
