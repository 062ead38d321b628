-- As before, but for viewers of a window that is over, whom an import comes upon again: they are remembered for as long as it says. Redis is told so
-- when they are handed back anew.
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
    select distinct id_of(i) from unnest(p_items) i where i like 's:%' order by 1
    on conflict (id) do update set read_count = stories.read_count where false;
    insert into chapters (id, home)
    select distinct id_of(i), id_of(i) from unnest(p_items) i where i like 'c:%' order by 1
    on conflict (id) do update set read_count = chapters.read_count where false;
  end if;

  -- In one order everywhere, so that nobody deadlocks: stories, then chapters, each by id.
  perform lock_items(p_items);

  return query
  with entries as (
    select e.n::integer as n, e.item, e.viewer, e.partition, e.op,
           case when e.item like 's:%' then s.id is not null else c.id is not null end as known,
           coalesce(s.read_count, c.read_count, 0) as count_before
    from unnest(p_items, p_viewers, p_partitions, p_ops) with ordinality e (item, viewer, partition, op, n)
    left join stories s on e.item like 's:%' and s.id = id_of(e.item) and s.incarnation = incarnation_of(e.item)
    left join chapters c on e.item like 'c:%' and c.id = id_of(e.item) and c.incarnation = incarnation_of(e.item)
  ), complete as (
    select e.op from entries e group by e.op having bool_and(e.known)
  ), candidates as (
    select distinct on (e.item, e.viewer) e.n, e.item, e.viewer, e.partition
    from entries e join complete using (op)
    where e.viewer is not null
    order by e.item, e.viewer, e.n
  ), extended as (
    -- Does not see what this statement inserts, and locks no row of a viewer who is remembered for long enough.
    update view_dedup held set held_until = p_held_until, handed_back = false
    from candidates c
    where held.window_label = p_window and held.viewer = c.viewer and held.item = c.item and held.held_until < p_held_until
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
    from fresh_views v where v.item like 's:%' and stories.id = id_of(v.item)
  ), chapter_counts as (
    update chapters set read_count = read_count + v.views
    from fresh_views v where v.item like 'c:%' and chapters.id = id_of(v.item)
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
