-- Overrides of rate limits for single keys, and the secrets under which addresses and tokens are hashed before they are counted.

create table rate_limit_overrides (
  policy     varchar(32) not null,
  key        varchar(64) not null,
  kind       varchar(8)  not null check (kind in ('limit', 'blocked', 'exempt')),
  key_limit  bigint      check (key_limit between 1 and 1000000000),
  expires_at timestamptz,
  note       varchar(200),
  updated_at timestamptz not null default now(),
  primary key (policy, key),
  check ((kind = 'limit') = (key_limit is not null))
);

create table hash_secrets (
  purpose varchar(32) primary key,
  secret  bytea not null
);
