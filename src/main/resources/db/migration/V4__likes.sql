-- Who likes which story; the sum stands with the story, in the same transaction.

create table likes (
  user_id  varchar(255) not null,
  story_id varchar(64)  not null references stories (id) on delete cascade,
  liked_at timestamptz  not null default now(),
  primary key (user_id, story_id)
);

create index likes_of_user on likes (user_id, liked_at desc, story_id desc);
create index likes_of_story on likes (story_id);

alter table stories add column like_count bigint not null default 0 check (like_count >= 0);
