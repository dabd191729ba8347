-- The second step of signing in: the sealed secret in use, one that waits to be confirmed, and the last interval whose code was used.
alter table staff add column totp bytea, add column totp_pending bytea, add column totp_step bigint not null default 0;
