-- A job that waits because nobody answers at the other end, or because it was told to come later, has lost no try.
alter table job add column spared integer not null default 0;
