-- Numbers of messages. Drawn here so that whoever causes one can name it before it is written, and the name is the message's own.
create sequence platform.messages_id_seq;
