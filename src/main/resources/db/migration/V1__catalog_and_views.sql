-- What views are counted for, and the ledger that makes every transfer of counts from Redis happen once.

create table stories (
  id           varchar(64) primary key,
  title        text,
  author_id    varchar(64),
  tags         text[] not null default '{}',
  published_at timestamptz not null default now(),
  read_count   bigint not null default 0 check (read_count >= 0),
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now()
);

create index stories_recent on stories (published_at desc, id desc);
create index stories_views on stories (read_count desc, id desc);
create index stories_author_recent on stories (author_id, published_at desc, id desc);
create index stories_tags on stories using gin (tags);

-- home: the id whose hash chooses the partition in Redis; fixed at creation, so that a chapter's keys never move.
create table chapters (
  id         varchar(64) primary key,
  story_id   varchar(64) references stories (id) on delete cascade,
  home       varchar(64) not null,
  title      text,
  position   integer,
  read_count bigint not null default 0 check (read_count >= 0),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create index chapters_of_story on chapters (story_id, position, id);

create table sync_batches (
  id         uuid primary key,
  partition  smallint not null,
  views      bigint not null,
  applied_at timestamptz not null default now()
);

create index sync_batches_age on sync_batches (applied_at);

-- One row: the last sync that ended, of whichever replica.
create table sync_state (
  only_row            boolean primary key default true check (only_row),
  finished_at         timestamptz not null,
  duration_millis     bigint not null,
  stories_processed   bigint not null,
  chapters_processed  bigint not null,
  story_views_added   bigint not null,
  chapter_views_added bigint not null,
  success             boolean not null,
  last_success_at     timestamptz
);
