-- Eras are fencing tokens in Redis: even ones are counted in, odd ones are those in which the stores are brought in line. A row
-- of view_eras is about all eras from its own up to the next row's. An era ends with what is still buffered settled, which
-- the next one begins with as less than nothing.

update view_path set era = 2 * era + 2;

-- By way of negative numbers, so that none is taken while rows change one after the other.
update view_eras set era = -(2 * era + 2);
update view_eras set era = -era;
update view_tallies set era = -(2 * era + 2);
update view_tallies set era = -era;

create or replace function views_lost() returns bigint
language sql stable as $$
  select coalesce(sum(greatest(
           (select coalesce(sum(t.counted), 0) from view_tallies t where t.era >= e.era and t.era < e.next) - e.settled, 0)), 0)::bigint
  from (select era, settled, ended_at, coalesce(lead(era) over (order by era), 9223372036854775807) as next from view_eras) e
  where e.ended_at is not null
$$;
