-- Flags and settings, and who changed what.

create table flags (
  name        varchar(64)  primary key,
  enabled     boolean      not null,
  percentage  smallint     not null check (percentage between 0 and 100),
  description varchar(500) not null,
  changed_at  timestamptz  not null,
  changed_by  varchar(80)  not null
);

create table settings (
  name       varchar(64) primary key,
  value      text        not null,
  changed_at timestamptz not null,
  changed_by varchar(80) not null
);

-- Written in the statement that makes the change.
create table changes (
  id         bigint      generated always as identity primary key,
  kind       varchar(8)  not null,
  name       varchar(64) not null,
  changed_at timestamptz not null,
  changed_by varchar(80) not null,
  before     text,
  after      text
);

create index changes_by_name on changes (kind, name, id desc);
