-- Notifications of users. An inbox numbers its notifications in the order in which they are delivered: the number is taken and the
-- notification written in one statement that holds the inbox, so that whoever has seen a number can ask for all that came after it.

create table inboxes (
  user_id  varchar(64) primary key,
  last_seq bigint not null,
  unread   bigint not null check (unread >= 0),
  -- Grows with every change: of two counts the one of the higher version is the later one.
  version  bigint not null
);

create table notifications (
  id         uuid          primary key,
  user_id    varchar(64)   not null references inboxes (user_id) on delete cascade,
  seq        bigint        not null,
  type       varchar(64)   not null,
  title      varchar(200)  not null,
  body       varchar(4000),
  data       text,
  created_at timestamptz   not null,
  read_at    timestamptz,
  unique (user_id, seq)
);

create index notifications_unread on notifications (user_id, seq desc) where read_at is null;
create index notifications_by_age on notifications (created_at);

-- Notifications whose time has not come. The row goes in the statement that delivers it: it is delivered once.
create table scheduled_notifications (
  id         uuid          primary key,
  user_id    varchar(64)   not null,
  type       varchar(64)   not null,
  title      varchar(200)  not null,
  body       varchar(4000),
  data       text,
  deliver_at timestamptz   not null
);

create index scheduled_notifications_due on scheduled_notifications (deliver_at);

-- What was created under a key, deleted or not.
create table notification_keys (
  user_id         varchar(64) not null,
  dedupe_key      varchar(64) not null,
  notification_id uuid        not null,
  -- Or will be: keys are kept as long after that as notifications.
  delivered_at    timestamptz not null,
  primary key (user_id, dedupe_key)
);

create index notification_keys_by_age on notification_keys (delivered_at);

create table user_preferences (
  user_id     varchar(64) primary key,
  muted_types text[]      not null,
  quiet_from  time,
  quiet_until time,
  time_zone   varchar(64),
  check ((quiet_from is null) = (quiet_until is null) and (quiet_from is null) = (time_zone is null))
);
