-- A view that is counted here while Redis is away is provisional: Redis may hold its viewer already. Whoever hands the viewer back finds
-- out and settles it: the view stays, or it is taken back. Both columns are false where it stays.
alter table view_dedup add column provisional boolean not null default false;
-- The default is how count_views tells. Its last parameter, view_dedup.batch and undone_counts are left to replicas of the version before, while
-- this one is rolled out; they go in a later one.
alter table view_dedup alter column provisional set default true;
alter table view_dedup add column taken_back boolean not null default false;

-- Grows whenever the viewer is to be handed back anew: who was at it before settles nothing any more.
alter table view_dedup add column handing integer not null default 0;

-- Handed back item by item, so that the total of an item is settled once.
drop index view_dedup_to_hand_back;
create index view_dedup_to_hand_back on view_dedup (partition, item, window_label) where not handed_back;

-- For items that are deleted.
create index view_dedup_unsettled on view_dedup (item) where provisional or taken_back;

-- Locks items in the order in which all lock them that change counts: stories, then chapters, each by id.
create function lock_items(p_items text[]) returns void
language plpgsql as $$
begin
  perform from stories
  where id in (select substr(i, 3) from unnest(p_items) i where i like 's:%')
  order by id for no key update;
  perform from chapters
  where id in (select substr(i, 3) from unnest(p_items) i where i like 'c:%')
  order by id for no key update;
end
$$;

-- Adds views to items that are locked, fewer than none where they are taken back.
create function change_counts(p_items text[], p_views bigint[]) returns void
language sql as $$
  update stories set read_count = greatest(read_count + changed.views, 0)
  from unnest(p_items, p_views) as changed (item, views)
  where changed.item like 's:%' and stories.id = substr(changed.item, 3);

  update chapters set read_count = greatest(read_count + changed.views, 0)
  from unnest(p_items, p_views) as changed (item, views)
  where changed.item like 'c:%' and chapters.id = substr(changed.item, 3);
$$;

-- Settles provisional views of viewers who are marked in Redis by now. p_held: whether Redis held the viewer before, so that one of two
-- views is taken back. A view that is settled stays as it is, however often this is repeated. Answers how many were taken back.
create function settle_views(p_windows text[], p_items text[], p_viewers bigint[], p_held boolean[], p_handings integer[])
returns bigint
language plpgsql as $$
declare
  items text[];
  views bigint[];
begin
  perform lock_items(array(select distinct i from unnest(p_items, p_held) as handed (i, held) where held));

  with settled as (
    update view_dedup as seen set provisional = false, taken_back = handed.held
    from unnest(p_windows, p_items, p_viewers, p_held, p_handings) as handed (window_label, item, viewer, held, handing)
    where seen.window_label = handed.window_label and seen.viewer = handed.viewer and seen.item = handed.item
      and seen.handing = handed.handing and seen.provisional
    returning seen.item, seen.taken_back
  ), twice as (
    select item, count(*) as times from settled where taken_back group by item
  )
  select array_agg(item), array_agg(-times) into items, views from twice;

  perform change_counts(items, views);
  return coalesce((select -sum(v) from unnest(views) v), 0);
end
$$;

-- Has viewers handed back anew whose marks in Redis a call that was undone may have made. A view that was taken back for such a mark counts
-- again, and is provisional until it is settled anew.
create function hand_back_again(p_window text, p_items text[], p_viewers text[]) returns void
language plpgsql as $$
declare
  items text[];
  views bigint[];
begin
  perform lock_items(p_items);

  with again as (
    update view_dedup as seen set provisional = true, taken_back = false
    from unnest(p_items, p_viewers) as undone (item, viewer)
    where undone.viewer <> ''
      and seen.window_label = p_window and seen.viewer = undone.viewer::bigint and seen.item = undone.item
      and seen.taken_back
    returning seen.item
  ), counted as (
    select item, count(*) as times from again group by item
  )
  select array_agg(item), array_agg(times) into items, views from counted;

  perform change_counts(items, views);

  update view_dedup as seen set handed_back = false, handing = handing + 1
  from unnest(p_items, p_viewers) as undone (item, viewer)
  where undone.viewer <> ''
    and seen.window_label = p_window and seen.viewer = undone.viewer::bigint and seen.item = undone.item;
end
$$;

-- Nothing is taken back from an item that is created again under the same id.
create function settle_views_of_deleted() returns trigger
language plpgsql as $$
begin
  update view_dedup set provisional = false, taken_back = false
  where (provisional or taken_back) and item in (select tg_argv[0] || id from old_rows);
  return null;
end
$$;

create trigger story_views_settled after delete on stories
referencing old table as old_rows
for each statement execute function settle_views_of_deleted('s:');

create trigger chapter_views_settled after delete on chapters
referencing old table as old_rows
for each statement execute function settle_views_of_deleted('c:');
