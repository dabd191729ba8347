-- Whose personal data was erased: what is brought back from a backup or an export must not bring it back with it (P3).
create table erasure (
  subject text not null,
  subject_id bigint not null,
  at timestamptz not null,
  by text not null,
  reason text not null,
  primary key (subject, subject_id)
);
