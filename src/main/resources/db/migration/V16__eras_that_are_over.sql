-- Each restart of a Redis that forgets begins an era, and what was lost is asked for every two seconds. Of eras that ended long ago two sums are
-- kept: what is missing of all of them together, and the most that was missing up to any of them.

alter table view_path add column old_missing bigint not null default 0;
alter table view_path add column old_lost bigint not null default 0;

-- Of each era what was answered and not transferred. It is less than nothing where an era transferred what the one before had answered.
create function missing_by_era() returns table (era bigint, missing bigint, ended_at timestamptz)
language sql stable as $$
  with eras as (
    select e.era, e.settled, e.ended_at, lead(e.era, 1, 9223372036854775807) over (order by e.era) as next from view_eras e
  )
  select e.era, ((select coalesce(sum(t.counted), 0) from view_tallies t where t.era >= e.era and t.era < e.next) - e.settled)::bigint, e.ended_at
  from eras e
$$;

create or replace function views_lost() returns bigint
language sql stable as $$
  with so_far as (
    select sum(m.missing) over (order by m.era) as views from missing_by_era() m where m.ended_at is not null
  )
  select greatest(path.old_lost, path.old_missing + (select coalesce(max(views), 0) from so_far))::bigint from view_path path
$$;

-- Adds up eras that ended a week ago: no replica reports of those any more. The row of view_path keeps two replicas from adding up the same ones.
create function sum_up_eras() returns void
language plpgsql as $$
declare
  first_kept bigint;
begin
  perform from view_path for update;
  select min(e.era) into first_kept from view_eras e where e.ended_at is null or e.ended_at >= now() - interval '7 days';
  with so_far as (
    select sum(m.missing) over (order by m.era) as views from missing_by_era() m where m.era < first_kept
  ), summed as (
    select max(views) as most, (select sum(m.missing) from missing_by_era() m where m.era < first_kept) as total from so_far
  )
  update view_path
  set old_lost = greatest(old_lost, old_missing + summed.most), old_missing = old_missing + summed.total
  from summed
  where summed.total is not null;
  delete from view_eras e where e.era < first_kept;
  delete from view_tallies t where t.era < first_kept;
end
$$;
