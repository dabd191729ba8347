-- A password that somebody else has given lets its owner in only as far as choosing one of their own, and for some days.
alter table staff add column password_given_at timestamptz;
