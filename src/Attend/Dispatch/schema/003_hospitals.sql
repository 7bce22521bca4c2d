-- Whose word the time of arrival is: the crew's, or reckoned from the map; null where nobody can say.
alter table dispatch.pre_alerts add eta_from text;
alter table dispatch.pre_alerts add constraint pre_alerts_eta_from check (eta_from in ('crew', 'estimate'));
