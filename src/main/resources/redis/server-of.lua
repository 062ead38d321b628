-- Names the server that holds a key, see server.lua.
--
-- KEYS[1]  the key
-- Answer   its replication id
-- Cost     O(1)

return server()
