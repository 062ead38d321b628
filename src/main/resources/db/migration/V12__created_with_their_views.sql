-- In an open catalog a sync adds to items, and creates those that are missing, in one statement: each is locked or created in the order
-- of ids.

-- An item that is created with views begins its history with them.
create or replace function add_to_history() returns trigger
language plpgsql
-- A plan that was made for a change of one row is kept, and would compare each of thousands with each.
set enable_nestloop = off
as $$
declare
  this_hour timestamptz := date_trunc('hour', now(), 'UTC');
  this_day  date := (now() at time zone 'UTC')::date;
  items     text[];
  changes   bigint[];
begin
  if tg_op = 'INSERT' then
    select array_agg(tg_argv[0] || id), array_agg(read_count) into items, changes
    from new_rows where read_count <> 0;
  else
    select array_agg(tg_argv[0] || id), array_agg(new_rows.read_count - old_rows.read_count) into items, changes
    from new_rows join old_rows using (id)
    where new_rows.read_count <> old_rows.read_count;
  end if;
  -- Most changes of a single row are of something else: a title, a like.
  if items is null then
    return null;
  end if;
  perform ensure_view_history(this_day);
  with changed as (
    select * from unnest(items, changes) as changed (item, views)
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

create trigger story_history_begun after insert on stories
referencing new table as new_rows
for each statement execute function add_to_history('s:');

create trigger chapter_history_begun after insert on chapters
referencing new table as new_rows
for each statement execute function add_to_history('c:');

-- As before, but whatever is not created is locked with what is: one after the other, as a sync does.
create or replace function count_views(
  p_window     text,
  p_held_until timestamptz,
  p_items      text[],
  p_viewers    bigint[],
  p_partitions smallint[],
  p_ops        integer[],
  p_create     boolean,
  p_batch      uuid default null
) returns table (entry integer, status smallint, before bigint, added bigint)
language plpgsql
-- A view rather fails than waits for whoever froze while closing this path.
set lock_timeout = '400ms'
as $$
begin
  -- Shared with other counting; whoever closes this path takes it exclusively. A statement of its own, so that those that
  -- follow see what was committed while it waited.
  perform pg_advisory_xact_lock_shared(716002);
  if not (select path.database_open from view_path path) then
    return;
  end if;
  if exists (select from undone_counts where undone_counts.batch = p_batch) then
    return;
  end if;

  if p_create then
    insert into stories (id)
    select distinct substr(i, 3) from unnest(p_items) i where i like 's:%' order by 1
    on conflict (id) do update set read_count = stories.read_count where false;
    insert into chapters (id, home)
    select distinct substr(i, 3), substr(i, 3) from unnest(p_items) i where i like 'c:%' order by 1
    on conflict (id) do update set read_count = chapters.read_count where false;
  end if;

  -- In one order everywhere, so that nobody deadlocks: stories, then chapters, each by id.
  perform from stories
  where id in (select substr(i, 3) from unnest(p_items) i where i like 's:%')
  order by id for no key update;
  perform from chapters
  where id in (select substr(i, 3) from unnest(p_items) i where i like 'c:%')
  order by id for no key update;

  return query
  with entries as (
    select e.n::integer as n, e.item, e.viewer, e.partition, e.op,
           case when e.item like 's:%' then s.id is not null else c.id is not null end as known,
           coalesce(s.read_count, c.read_count, 0) as count_before
    from unnest(p_items, p_viewers, p_partitions, p_ops) with ordinality e (item, viewer, partition, op, n)
    left join stories s on e.item like 's:%' and s.id = substr(e.item, 3)
    left join chapters c on e.item like 'c:%' and c.id = substr(e.item, 3)
  ), complete as (
    select e.op from entries e group by e.op having bool_and(e.known)
  ), candidates as (
    select distinct on (e.item, e.viewer) e.n, e.item, e.viewer, e.partition
    from entries e join complete using (op)
    where e.viewer is not null
    order by e.item, e.viewer, e.n
  ), fresh as (
    insert into view_dedup (window_label, item, viewer, partition, held_until, batch)
    select p_window, c.item, c.viewer, c.partition, p_held_until, p_batch from candidates c
    order by c.viewer, c.item
    on conflict do nothing
    returning view_dedup.item, view_dedup.viewer
  ), fresh_views as (
    select f.item, count(*) as views from fresh f group by f.item
  ), story_counts as (
    update stories set read_count = read_count + v.views
    from fresh_views v where v.item like 's:%' and stories.id = substr(v.item, 3)
  ), chapter_counts as (
    update chapters set read_count = read_count + v.views
    from fresh_views v where v.item like 'c:%' and chapters.id = substr(v.item, 3)
  )
  select e.n,
         (case when not e.known then -1
               when complete.op is null then -2
               when fresh.viewer is not null then 1
               else 0 end)::smallint,
         e.count_before,
         coalesce(fresh_views.views, 0)::bigint
  from entries e
  left join complete on complete.op = e.op
  left join candidates c on c.n = e.n
  left join fresh on fresh.item = c.item and fresh.viewer = c.viewer
  left join fresh_views on fresh_views.item = e.item
  order by e.n;
end
$$;
