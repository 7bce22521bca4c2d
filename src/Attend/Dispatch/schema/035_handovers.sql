-- Since when what the hospital prepares for is other than it was announced.
alter table dispatch.patients add changed_at timestamptz;

-- Who took the patients over, in the words of whoever wrote it down; null: who entered the step did, if it was one of the hospital's staff.
alter table dispatch.responses add taken_over_by text;
create index responses_named on dispatch.responses (call_id) where taken_over_by is not null;
create index responses_handed_over on dispatch.responses (hospital_id, transferred_care_at) where transferred_care_at is not null;
