-- Jobs may be dropped by a person; numbers for channels travel as jobs from here on.
alter table job drop constraint job_state_check;
alter table job add constraint job_state_check check (state in ('waiting', 'done', 'dead', 'dropped'));
-- Jobs of one key are one while none of them has been begun; what is enqueued after that is done again.
drop index job_key;
create unique index job_key on job (kind, key) where state = 'waiting' and attempts = 0;
create index job_state on job (state, kind, id);
create index job_old on job (done_at) where state in ('done', 'dropped');
insert into job (kind, key, payload, run_at, created_at)
  select 'channel.upload', p.id::text, jsonb_build_object('parcel', p.id), p.handed_at, p.handed_at from parcel p where p.handed_at is not null and p.uploaded_at is null order by p.id;
