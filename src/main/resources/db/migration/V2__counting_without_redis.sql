-- Counting while Redis is away, and what it takes to come back from it without losing or doubling a view.

-- One call to Redis gives the same id to the batches that it begins in several partitions.
alter table sync_batches drop constraint sync_batches_pkey;
alter table sync_batches add primary key (id, partition);

-- One row. While database_open, views are counted here; whoever brings them back to Redis closes it, in a transaction that
-- excludes all counting.
create table view_path (
  only_row      boolean primary key default true check (only_row),
  database_open boolean not null default false,
  redis_run_id  text    not null default '',
  era           bigint  not null default 0
);

insert into view_path default values;

-- An era ends when Redis turns out to have lost its memory. What replicas were answered in it and what was transferred
-- of it differ by what is buffered; once it is over, by what was lost.
create table view_eras (
  era      bigint primary key,
  settled  bigint not null default 0,
  ended_at timestamptz
);

insert into view_eras (era) values (0);

create table view_tallies (
  era     bigint not null,
  replica uuid   not null,
  counted bigint not null,
  primary key (era, replica)
);

create function views_lost() returns bigint
language sql stable as $$
  select coalesce(sum(greatest(
           (select coalesce(sum(t.counted), 0) from view_tallies t where t.era = e.era) - e.settled, 0)), 0)::bigint
  from view_eras e
  where e.ended_at is not null
$$;

create table view_salts (
  window_label varchar(32) primary key,
  salt         text        not null,
  held_until   timestamptz not null
);

-- Who was counted here: viewer is a hash keyed by the window's salt. handed_back: Redis knows the viewer too.
create table view_dedup (
  window_label varchar(32) not null,
  item         varchar(66) not null,
  viewer       bigint      not null,
  partition    smallint    not null,
  held_until   timestamptz not null,
  handed_back  boolean     not null default false,
  primary key (window_label, viewer, item)
);

create index view_dedup_to_hand_back on view_dedup (partition, window_label) where not handed_back;
create index view_dedup_age on view_dedup (held_until);

-- Calls to Redis that were not answered and whose views were counted here instead. Redis may have run them, or may
-- yet: they are undone there before it counts again.
create table revoked_calls (
  slot         text      not null,
  seq          bigint    not null,
  window_label varchar(32) not null,
  items        text[]    not null,
  viewers      text[]    not null,
  partitions   smallint[] not null,
  revoked_at   timestamptz not null default now(),
  primary key (slot, seq)
);

-- Counts a batch of views of one dedup window, as count.lua does in Redis: each viewer once per item and window.
--
-- Entries with the same op number count together or not at all. A null viewer only looks. p_create: unknown items are
-- created, which is for an open catalog.
-- Answer: for each entry 1 first view, 0 seen before or only looked at, -1 item unknown, -2 left alone because another
-- entry of its op is unknown; then the item's views before the batch, and those that it added. No rows: counting here is
-- closed.
create function count_views(
  p_window     text,
  p_held_until timestamptz,
  p_items      text[],
  p_viewers    bigint[],
  p_partitions smallint[],
  p_ops        integer[],
  p_create     boolean
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
    insert into view_dedup (window_label, item, viewer, partition, held_until)
    select p_window, c.item, c.viewer, c.partition, p_held_until from candidates c
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
