-- RV-5: a number that is somebody else's, and a promise to answer later.
alter table contact drop constraint contact_outcome_check;
alter table contact add constraint contact_outcome check (outcome in ('asked', 'unreached', 'wrong-number', 'promised', 'answered'));
