-- P4: how far a company has gone over to the newest key: which one its search keys are made with, and where the sealing of its rows anew stands.
create table key_state (
  place text primary key,
  version int not null,
  upto bigint not null default 0,
  changed bigint not null default 0,
  done_at timestamptz,
  at timestamptz not null
);
