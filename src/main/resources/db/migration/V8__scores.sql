-- Counters and leaderboards as they were saved last; Redis holds what they are now.

-- version: what was changed later has a greater one. score: null where the member was removed.
-- expires_at: when nobody asks for the row any more.
create table scores (
  score_set  varchar(66)      not null,
  span       varchar(8)       not null,
  member     varchar(64)      not null,
  score      double precision,
  version    bigint           not null,
  expires_at timestamptz,
  primary key (score_set, span, member)
);

-- What a Redis has forgotten is found by what it remembers last.
create index scores_changes on scores (score_set, version);
create index scores_expiry on scores (expires_at) where expires_at is not null;
