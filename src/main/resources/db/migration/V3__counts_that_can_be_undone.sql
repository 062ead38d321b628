-- A count that was not answered, because Postgres ended or froze in the middle of it, may have happened or may yet. Where its
-- views were sent again and counted through Redis meanwhile, it is undone.

alter table view_dedup add column batch uuid;

-- What such counts had added when they were undone, nothing where they had not happened and never will. It is taken back
-- through Redis, as views less than none that the next sync transfers, so that both stores agree at every moment.
create table undone_counts (
  batch      uuid primary key,
  items      text[]     not null,
  partitions smallint[] not null,
  views      bigint[]   not null,
  undone_at  timestamptz not null default now()
);

drop function count_views(text, timestamptz, text[], bigint[], smallint[], integer[], boolean);

-- Counts a batch of views of one dedup window, as count.lua does in Redis: each viewer once per item and window.
--
-- Entries with the same op number count together or not at all. A null viewer only looks. p_create: unknown items are
-- created, which is for an open catalog. A batch that was undone before it came is left alone.
-- Answer: for each entry 1 first view, 0 seen before or only looked at, -1 item unknown, -2 left alone because another
-- entry of its op is unknown; then the item's views before the batch, and those that it added. No rows: counting here is
-- closed, or the batch was undone.
create function count_views(
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
    on conflict do nothing;
    insert into chapters (id, home)
    select distinct substr(i, 3), substr(i, 3) from unnest(p_items) i where i like 'c:%' order by 1
    on conflict do nothing;
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
