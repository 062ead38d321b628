-- Ids of users are up to 128 characters, and keys of rate limits up to 256. A wider varchar changes the catalog alone: no row is
-- rewritten or read again.

alter table inboxes alter column user_id type varchar(128);
alter table notifications alter column user_id type varchar(128);
alter table scheduled_notifications alter column user_id type varchar(128);
alter table notification_keys alter column user_id type varchar(128);
alter table user_preferences alter column user_id type varchar(128);
alter table rate_limit_overrides alter column key type varchar(256);
