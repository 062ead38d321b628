-- Returns a page of the keys of the server that holds a key. A plain SCAN goes to any server of a Cluster.
--
-- KEYS[1]  the key
-- ARGV[1]  cursor
-- ARGV[2]  pattern
-- ARGV[3]  number of keys to scan
-- Reply    the next cursor, keys
-- Cost     O(keys to scan)

return redis.call('SCAN', ARGV[1], 'MATCH', ARGV[2], 'COUNT', ARGV[3])
