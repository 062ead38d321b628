-- The views of each item by hour and by day (UTC): what stats, dashboards and trends are made of.

create table view_hours (
  item  varchar(66) not null,
  hour  timestamptz not null,
  views bigint      not null,
  primary key (item, hour)
) partition by range (hour);

create table view_days (
  item  varchar(66) not null,
  day   date        not null,
  views bigint      not null,
  primary key (item, day)
) partition by range (day);

-- For what looks at a span of all items: rows come in the order of time, so a summary of blocks finds them.
create index view_hours_age on view_hours using brin (hour) with (autosummarize = on);
create index view_days_age on view_days using brin (day) with (autosummarize = on);

-- Makes the partitions of a month where there are none. They are made apart and attached: nobody has to wait for that.
create function ensure_view_history(p_day date) returns void
language plpgsql as $$
declare
  first  date := date_trunc('month', p_day);
  next   date := first + interval '1 month';
  suffix text := '_' || to_char(first, 'YYYY_MM');
begin
  -- The last to be made: where it is, all are.
  if to_regclass('view_days' || suffix) is not null then
    return;
  end if;
  perform pg_advisory_xact_lock(716003);
  if to_regclass('view_days' || suffix) is not null then
    return;
  end if;
  execute format('create table %I (like view_hours including all)', 'view_hours' || suffix);
  execute format('alter table view_hours attach partition %I for values from (%L) to (%L)',
                 'view_hours' || suffix, first || ' 00:00:00+00', next || ' 00:00:00+00');
  execute format('create table %I (like view_days including all)', 'view_days' || suffix);
  execute format('alter table view_days attach partition %I for values from (%L) to (%L)',
                 'view_days' || suffix, first, next);
end
$$;

-- Drops the months that were over before a day, and answers how many.
create function drop_view_history(p_before date) returns integer
language plpgsql
-- Rather the next time than that somebody waits.
set lock_timeout = '400ms'
as $$
declare
  suffix  text;
  dropped integer := 0;
begin
  for suffix in
    select right(part.relname, 8) from pg_inherits join pg_class part on part.oid = inhrelid
    where inhparent = 'view_days'::regclass
      and to_date(right(part.relname, 7), 'YYYY_MM') + interval '1 month' <= p_before
  loop
    execute format('drop table %I, %I', 'view_hours' || suffix, 'view_days' || suffix);
    dropped := dropped + 1;
  end loop;
  return dropped;
end
$$;

-- Whatever changes a count changes the history too, in the same transaction: a sync, counting while Redis is away, and what undoes it.
create function add_to_history() returns trigger
language plpgsql as $$
declare
  this_hour timestamptz := date_trunc('hour', now(), 'UTC');
  this_day  date := (now() at time zone 'UTC')::date;
begin
  -- Most changes of a single row are of something else: a title, a like.
  if not exists (select from new_rows join old_rows using (id) where new_rows.read_count <> old_rows.read_count) then
    return null;
  end if;
  perform ensure_view_history(this_day);
  with changed as (
    select tg_argv[0] || id as item, new_rows.read_count - old_rows.read_count as views
    from new_rows join old_rows using (id)
    where new_rows.read_count <> old_rows.read_count
  ), by_day as (
    insert into view_days as held (item, day, views)
    select item, this_day, views from changed
    on conflict (item, day) do update set views = held.views + excluded.views
  )
  insert into view_hours as held (item, hour, views)
  select item, this_hour, views from changed
  on conflict (item, hour) do update set views = held.views + excluded.views;
  return null;
end
$$;

create trigger story_history after update on stories
referencing old table as old_rows new table as new_rows
for each statement execute function add_to_history('s:');

create trigger chapter_history after update on chapters
referencing old table as old_rows new table as new_rows
for each statement execute function add_to_history('c:');

-- An item that is created again begins anew.
create function forget_history() returns trigger
language plpgsql as $$
begin
  delete from view_hours where item in (select tg_argv[0] || id from old_rows);
  delete from view_days where item in (select tg_argv[0] || id from old_rows);
  return null;
end
$$;

create trigger story_history_forgotten after delete on stories
referencing old table as old_rows
for each statement execute function forget_history('s:');

create trigger chapter_history_forgotten after delete on chapters
referencing old table as old_rows
for each statement execute function forget_history('c:');

select ensure_view_history(current_date), ensure_view_history((current_date + interval '1 month')::date);
