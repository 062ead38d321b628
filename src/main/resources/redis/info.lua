-- Returns INFO of the server that holds a key. A plain INFO goes to any server of a Cluster.
--
-- KEYS[1]  the key
-- Reply    the text of INFO
-- Cost     O(1)

return redis.call('INFO')
