-- An item that is deleted and created again under its id is another one: its incarnation is one more. What is counted, marked and transferred
-- names the incarnation: s:id or c:id is the first that ever had the id, s:id@1 the next.

alter table stories add column incarnation integer not null default 0;
alter table chapters add column incarnation integer not null default 0;

alter table view_dedup alter column item type varchar(78);

-- Rows stay, so that no incarnation comes twice. removed: what Redis held of it is gone.
create table deleted_items (
  item        varchar(66) not null,
  incarnation integer     not null,
  home        varchar(64) not null,
  removed     boolean     not null default false,
  primary key (item, incarnation)
);

create index deleted_items_to_remove on deleted_items (item) where not removed;

create function id_of(p_item text) returns text
language sql immutable as $$ select split_part(substr(p_item, 3), '@', 1) $$;

create function incarnation_of(p_item text) returns integer
language sql immutable as $$ select coalesce(nullif(split_part(p_item, '@', 2), '')::integer, 0) $$;

create function item_of(p_prefix text, p_id text, p_incarnation integer) returns text
language sql immutable as $$ select p_prefix || p_id || case when p_incarnation = 0 then '' else '@' || p_incarnation end $$;

create function remember_deleted_stories() returns trigger
language plpgsql as $$
begin
  insert into deleted_items (item, incarnation, home) select 's:' || id, incarnation, id from old_rows;
  return null;
end
$$;

create trigger story_incarnation_ended after delete on stories
referencing old table as old_rows
for each statement execute function remember_deleted_stories();

create function remember_deleted_chapters() returns trigger
language plpgsql as $$
begin
  insert into deleted_items (item, incarnation, home) select 'c:' || id, incarnation, home from old_rows;
  return null;
end
$$;

create trigger chapter_incarnation_ended after delete on chapters
referencing old table as old_rows
for each statement execute function remember_deleted_chapters();

-- After the row is there: whoever deleted the one before has committed by then.
create function begin_story_incarnation() returns trigger
language plpgsql as $$
begin
  update stories set incarnation = next.incarnation
  from (select new_rows.id, max(gone.incarnation) + 1 as incarnation
        from new_rows join deleted_items gone on gone.item = 's:' || new_rows.id group by new_rows.id) as next
  where stories.id = next.id and stories.incarnation <> next.incarnation;
  return null;
end
$$;

create trigger story_incarnation_begun after insert on stories
referencing new table as new_rows
for each statement execute function begin_story_incarnation();

create function begin_chapter_incarnation() returns trigger
language plpgsql as $$
begin
  update chapters set incarnation = next.incarnation
  from (select new_rows.id, max(gone.incarnation) + 1 as incarnation
        from new_rows join deleted_items gone on gone.item = 'c:' || new_rows.id group by new_rows.id) as next
  where chapters.id = next.id and chapters.incarnation <> next.incarnation;
  return null;
end
$$;

create trigger chapter_incarnation_begun after insert on chapters
referencing new table as new_rows
for each statement execute function begin_chapter_incarnation();

-- The incarnation that an item has, or would have if it were created now.
create function incarnation_now(p_prefix text, p_id text, p_held integer) returns integer
language sql stable as $$
  select coalesce(p_held, (select max(incarnation) + 1 from deleted_items where item = p_prefix || p_id), 0)
$$;

-- As before, by the id alone: of an incarnation that is gone there is nothing to change.
create or replace function lock_items(p_items text[]) returns void
language plpgsql as $$
begin
  perform from stories
  where id in (select id_of(i) from unnest(p_items) i where i like 's:%')
  order by id for no key update;
  perform from chapters
  where id in (select id_of(i) from unnest(p_items) i where i like 'c:%')
  order by id for no key update;
end
$$;

-- Adds views to items that are locked, fewer than none where they are taken back.
create or replace function change_counts(p_items text[], p_views bigint[]) returns void
language sql as $$
  update stories set read_count = greatest(read_count + changed.views, 0)
  from unnest(p_items, p_views) as changed (item, views)
  where changed.item like 's:%'
    and stories.id = id_of(changed.item) and stories.incarnation = incarnation_of(changed.item);

  update chapters set read_count = greatest(read_count + changed.views, 0)
  from unnest(p_items, p_views) as changed (item, views)
  where changed.item like 'c:%'
    and chapters.id = id_of(changed.item) and chapters.incarnation = incarnation_of(changed.item);
$$;

create or replace function settle_views_of_deleted() returns trigger
language plpgsql as $$
begin
  update view_dedup set provisional = false, taken_back = false
  where (provisional or taken_back) and item in (select item_of(tg_argv[0], id, incarnation) from old_rows);
  return null;
end
$$;

-- As before, of the incarnation that is named; another one is unknown. Viewers of a window that is over, whom an import comes upon again, are
-- remembered for as long as it says; Redis is told so when they are handed back once more.
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
