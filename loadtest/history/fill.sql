-- Ten million hourly rows of 100,000 stories in an empty, migrated database, in about two minutes:
--   psql "$DATABASE_URL" -f loadtest/history/fill.sql
-- 2,000 authors of 50 stories, and one ("busy") of the 1,000 stories that are viewed most.

insert into stories (id, title, author_id, published_at)
select 's' || n, 'Story ' || n, case when n <= 1000 then 'busy' else 'a' || n % 2000 end, now() - n * interval '5 minutes'
from generate_series(1, 100000) n
on conflict do nothing;

select count(ensure_view_history(month::date)) as months
from generate_series(date_trunc('month', now() - interval '400 days'), now(), interval '1 month') month;

-- A thousand stories in each hour of 400 days; the cube of a random number makes some popular.
insert into view_hours (item, hour, views)
select distinct on (hour, story) 's:s' || story, hour, views
from (
  select hour, 1 + floor(100000 * power(random(), 3))::int as story, 1 + floor(20 * random())::int as views
  from generate_series(date_trunc('hour', now()) - interval '400 days', date_trunc('hour', now()), interval '1 hour') hour,
       generate_series(1, 1150)
) seen
order by hour, story;

insert into view_days (item, day, views)
select item, (hour at time zone 'UTC')::date as day, sum(views) from view_hours group by item, day order by day, item;

vacuum analyze view_hours, view_days, stories;
select (select count(*) from view_hours) as hours, (select count(*) from view_days) as days;
