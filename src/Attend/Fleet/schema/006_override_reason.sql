-- Why a supervisor signed somebody on who was not on duty; an event says only that it was so.
alter table fleet.sign_ons add column override_reason text;
