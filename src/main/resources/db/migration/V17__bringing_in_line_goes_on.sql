-- Bringing a Redis in line that lost its memory may take several attempts, of several replicas: they go on with what was begun. closing_era is the
-- odd era in which they do it, closing_masters the Redis; all_again: whoever was handed back before it is to be handed back anew.
alter table view_path add column closing_era bigint not null default 0;
alter table view_path add column closing_masters text not null default '';
alter table view_path add column all_again boolean not null default false;
