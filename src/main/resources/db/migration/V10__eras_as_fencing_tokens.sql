-- Eras are fencing tokens in Redis: even ones are counted in, odd ones are those in which the stores are brought in line. A row
-- of view_eras is about all eras from its own up to the next row's. An era ends with what is still buffered settled, which
-- the next one begins with as less than nothing.

update view_path set era = 2 * era + 2;

-- By way of negative numbers, so that none is taken while rows change one after the other.
update view_eras set era = -(2 * era + 2);
update view_eras set era = -era;
update view_tallies set era = -(2 * era + 2);
update view_tallies set era = -era;

-- What was answered and not transferred, of all eras up to the one where that is most. A call that nobody answered may be transferred
-- in one era and taken back in the next: the first has less than nothing missing, the second as much too much.
create or replace function views_lost() returns bigint
language sql stable as $$
  with eras as (
    select era, settled, ended_at, lead(era, 1, 9223372036854775807) over (order by era) as next from view_eras
  ), missing as (
    select e.era, (select coalesce(sum(t.counted), 0) from view_tallies t where t.era >= e.era and t.era < e.next) - e.settled as views
    from eras e
    where e.ended_at is not null
  ), so_far as (
    select sum(views) over (order by era) as views from missing
  )
  select greatest(coalesce(max(views), 0), 0)::bigint from so_far
$$;
