-- What the server that holds a key tells of itself: INFO by itself goes to any server of a Cluster.
--
-- KEYS[1]  the key
-- Answer   the text of INFO
-- Cost     O(1)

return redis.call('INFO')
