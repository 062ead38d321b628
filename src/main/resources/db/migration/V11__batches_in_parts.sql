-- A large batch is added in parts, each with an entry of its own; the batch's entry says how many.
alter table sync_batches add column parts integer not null default 1;
