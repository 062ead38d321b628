-- A migration rather fails, and is tried again, than waits long for a lock: whoever comes after it waits behind it.
set local lock_timeout = '10s';
-- Of the role may be a limit for requests, and a migration may have much to do.
set local statement_timeout = '10min';
