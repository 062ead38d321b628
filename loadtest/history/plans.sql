-- How Postgres answers what stats and dashboards ask, on what fill.sql made:
--   psql "$DATABASE_URL" -f loadtest/history/plans.sql

\echo A story by the hour, 31 days
explain (analyze, costs off, buffers off)
select hour as at, views from view_hours where item = 's:s1' and hour >= now() - interval '31 days' and hour < now();

\echo A story by the day, 400 days
explain (analyze, costs off, buffers off)
select day, views from view_days where item = 's:s1' and day >= current_date - 400 and day < current_date;

\echo An author of 50 stories: 60 days by the day
explain (analyze, costs off, buffers off)
select days.day, sum(days.views)::bigint as views
from stories join view_days days on days.item = 's:' || stories.id
where stories.author_id = 'a1500' and days.day > current_date - 60 and days.day <= current_date
group by days.day;

\echo An author of 50 stories: yesterday until this hour
explain (analyze, costs off, buffers off)
select coalesce(sum(hours.views), 0)::bigint as views
from stories join view_hours hours on hours.item = 's:' || stories.id
where stories.author_id = 'a1500' and hours.hour >= current_date - 1 and hours.hour < now() - interval '1 day';

\echo An author of 50 stories: those that were viewed most
explain (analyze, costs off, buffers off)
select stories.id, stories.title, sum(days.views)::bigint as views
from stories join view_days days on days.item = 's:' || stories.id
where stories.author_id = 'a1500' and days.day > current_date - 30 and days.day <= current_date
group by stories.id
order by views desc, stories.id
limit 10;

\echo All stories: 60 days by the day
explain (analyze, costs off, buffers off)
select day, sum(views)::bigint as views from view_days
where day > current_date - 60 and day <= current_date and item like 's:%'
group by day;
