-- Returns the name of the server that holds a key, see server.lua.
--
-- KEYS[1]  the key
-- Reply    the replication id of the server
-- Cost     O(1)

return server()
