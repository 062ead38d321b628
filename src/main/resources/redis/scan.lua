-- A page of the keys of the server that holds a key: SCAN by itself goes to any server of a Cluster.
--
-- KEYS[1]  the key
-- ARGV[1]  cursor
-- ARGV[2]  pattern
-- ARGV[3]  how many keys to look at
-- Answer   the next cursor, keys
-- Cost     O(keys to look at)

return redis.call('SCAN', ARGV[1], 'MATCH', ARGV[2], 'COUNT', ARGV[3])
